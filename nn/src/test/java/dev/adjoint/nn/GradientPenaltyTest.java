package dev.adjoint.nn;

import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.square;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A gradient inside a loss: the outer gradient goes through the inner one to the parameters.
class GradientPenaltyTest {
  /// For `u = tanh(w x)` the loss is `(du/dx)² = w² (1 − u²)²`.
  @Test
  void theSlopeOfAUnitAsALossHasItsSymbolicGradient() {
    for (double w0 : new double[] {-1.5, 0.3, 0.5, 2}) {
      double x0 = 1.3;
      Parameter w = Parameter.weight("w", Tensor.scalar(w0));
      try (Tape tape = new Tape()) {
        Tensor x = tape.data("x", Tensor.scalar(x0));
        Tensor slope = Derivatives.gradient(v -> tanh(mul(w.on(v), v)), x);
        double dw = tape.gradients(square(slope), List.of(w)).of(w).item();
        double u = Math.tanh(w0 * x0);
        double s = 1 - u * u;
        assertEquals(2 * w0 * s * s - 4 * w0 * w0 * s * s * u * x0, dw, 1e-13, "w = " + w0);
      }
    }
  }

  /// `‖dL/dx‖²` of a network, by differences.
  @Test
  void thePenaltyOnAnInputGradientReachesEveryParameter() {
    DeepNetwork net =
        DeepNetwork.of(3).hidden(5, Activation.TANH).hidden(4, Activation.SOFTPLUS).outputs(2).dtype(DType.FLOAT64).seed(3).build();
    Tensor batch = Random.normal(Random.key(4), Type.of(DType.FLOAT64, 6, 3));
    Tensor labels = Tensor.of(new int[] {0, 1, 1, 0, 1, 0}, 6);
    GradCheck.ofModel(
            "gradient penalty",
            tape -> {
              Tensor x = tape.data("x", batch);
              Tensor dx =
                  Derivatives.gradient(v -> Losses.cost(Losses.softmaxCrossEntropy(net.apply(v), labels)), x);
              return Reduce.sum(square(dx));
            },
            net.parameters().stream().filter(p -> !p.name().equals("output/b")).toList())
        .verify();
  }
}
