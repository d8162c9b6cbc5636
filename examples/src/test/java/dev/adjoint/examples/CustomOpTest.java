package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.core.check.GradCheckFailure;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

/// A user's own op, verified by a property.
class CustomOpTest {
  @Property(tries = 100)
  void theDerivativeIsRightToOrderTwo(
      @ForAll @Size(min = 1, max = 9) List<@DoubleRange(min = -5, max = 5) Double> x,
      @ForAll @DoubleRange(min = 0.1, max = 3) double a) {
    GradCheck.of(new CustomOp.Snake(a)).at(Tensor.of(x.stream().mapToDouble(v -> v).toArray(), x.size())).orderTwo().verify();
  }

  @Property(tries = 100)
  void itIsWhatThePaperSays(@ForAll @DoubleRange(min = -5, max = 5) double x) {
    assertEquals(x + Math.pow(Math.sin(x), 2), CustomOp.snake(Tensor.scalar(x)).item(), 1e-14);
    assertEquals(1 + Math.sin(2 * x), Derivatives.gradient(CustomOp::snake, x), 1e-14);
  }

  @Example
  void aWrongDerivativeIsFoundAndNamed() {
    Tensor x = Tensor.of(new double[] {3, -4, 12}, 3).named("x");
    GradCheck.of(new CheckMyGradient.Norm(false)).at(x).orderTwo().verify();
    GradCheckFailure failure =
        assertThrows(GradCheckFailure.class, () -> GradCheck.of(new CheckMyGradient.Norm(true)).at(x).verify());
    assertTrue(failure.getMessage().contains("Norm") && failure.getMessage().contains("at [2]"), failure.getMessage());
  }
}
