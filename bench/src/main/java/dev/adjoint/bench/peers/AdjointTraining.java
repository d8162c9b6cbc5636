package dev.adjoint.bench.peers;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.optim.Optimizer;
import java.util.List;

/// A step of training: forward, backward, update.
abstract class AdjointTraining implements Step {
  private final List<Parameter> parameters;
  private final Optimizer optimizer;

  /// @param optimizer for the parameters in the order of the workload
  AdjointTraining(Optimizer optimizer) {
    this.optimizer = optimizer;
    parameters = optimizer.parameters();
  }

  /// Sets parameters to the workload's.
  static void assign(List<Parameter> parameters, List<Numbers> values) {
    for (int i = 0; i < values.size(); i++) {
      parameters.get(i).assign(Adjoint.tensor(values.get(i)));
    }
  }

  /// The cost, recorded on the tape.
  abstract Tensor cost(Tape tape);

  @Override
  public double run() {
    try (Tape tape = Tape.training(1, optimizer.steps())) {
      Tensor cost = cost(tape);
      optimizer.step(tape.sweep(cost).consume().to(parameters));
      return cost.item();
    }
  }

  @Override
  public float[][] results() {
    try (Tape tape = Tape.training(1, optimizer.steps())) {
      Gradients g = tape.gradients(cost(tape), parameters);
      return parameters.stream().map(p -> g.of(p).toFloatArray()).toArray(float[][]::new);
    }
  }
}
