package dev.adjoint.bench.peers;

import static dev.adjoint.ops.Activations.relu;
import static dev.adjoint.ops.Activations.sigmoid;
import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.neg;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Functions.exp;
import static dev.adjoint.ops.Reduce.mean;

import dev.adjoint.bench.peers.Workload.Elementwise;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;

/// One op after another over large arrays.
final class AdjointElementwise implements Step {
  private final Tensor x;
  private final Tensor y;

  AdjointElementwise(Elementwise workload) {
    x = Adjoint.tensor(workload.x());
    y = Adjoint.tensor(workload.y());
  }

  private static Tensor expression(Tensor x, Tensor y) {
    return mean(add(mul(sigmoid(x), tanh(y)), mul(exp(neg(square(x))), relu(y))));
  }

  @Override
  public double run() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(x);
      Tensor b = tape.variable(y);
      Tensor z = expression(a, b);
      tape.sweep(z).consume().to(a, b);
      return z.item();
    }
  }

  @Override
  public float[][] results() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(x);
      Tensor b = tape.variable(y);
      Gradients g = tape.gradients(expression(a, b), a, b);
      return new float[][] {g.of(a).toFloatArray(), g.of(b).toFloatArray()};
    }
  }
}
