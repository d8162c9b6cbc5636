package dev.adjoint.bench.peers;

import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Reduce.sum;

import dev.adjoint.bench.peers.Workload.Chain;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;

/// Many ops on next to no data.
final class AdjointChain implements Step {
  private final int ops;
  private final Tensor start;
  private final Tensor factor;
  private final Tensor summand;

  AdjointChain(Chain workload) {
    ops = workload.ops();
    start = Adjoint.tensor(workload.start());
    factor = Adjoint.tensor(workload.factor());
    summand = Adjoint.tensor(workload.summand());
  }

  private Tensor chain(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < ops; i++) {
      y =
          switch (i % 3) {
            case 0 -> mul(y, factor);
            case 1 -> add(y, summand);
            default -> tanh(y);
          };
    }
    return sum(y);
  }

  @Override
  public double run() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(start);
      Tensor y = chain(x);
      tape.sweep(y).consume().to(x);
      return y.item();
    }
  }

  @Override
  public float[][] results() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(start);
      return new float[][] {tape.gradients(chain(x), x).of(x).toFloatArray()};
    }
  }
}
