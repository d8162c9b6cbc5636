package dev.adjoint.ops;

import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.div;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.pow;
import static dev.adjoint.ops.Comparison.greater;
import static dev.adjoint.ops.Functions.log;
import static dev.adjoint.ops.Select.clip;
import static dev.adjoint.ops.Select.stopGradient;
import static dev.adjoint.ops.Select.where;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Derivatives;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SelectTest {
  private static final Tensor X = Tensor.of(new double[] {2, 0, -1}, 3);
  private static final Tensor ONES = Tensor.of(new double[] {1, 1, 1}, 3);

  @Test
  void branchNotTakenDoesNotPoisonTheGradient() {
    UnaryOperator<Tensor> f = x -> where(greater(x, 0), log(x), 0);
    UnaryOperator<Tensor> slope = x -> Derivatives.vjp(f, ONES, x);
    assertArrayEquals(new double[] {0.5, 0, 0}, slope.apply(X).toDoubleArray());
    assertArrayEquals(new double[] {-0.25, 0, 0}, Derivatives.vjp(slope, ONES, X).toDoubleArray());
    assertArrayEquals(new double[] {0.5, 0, 0}, Derivatives.jvp(f, X, ONES).toDoubleArray());

    UnaryOperator<Tensor> reciprocal = x -> where(greater(x, 0), div(1, x), x);
    assertArrayEquals(new double[] {-0.25, 1, 1}, Derivatives.vjp(reciprocal, ONES, X).toDoubleArray());
  }

  @Test
  void gradientGoesToTheSideTakenAndIsSummedWhereItBroadcasts() {
    Tensor condition = Tensor.of(new boolean[] {true, false, true}, 3);
    Tensor[] dx = Derivatives.vjps(x -> where(condition, x[0], x[1]), ONES, Tensor.scalar(5.0), X);
    assertEquals(2, dx[0].item());
    assertArrayEquals(new double[] {0, 1, 0}, dx[1].toDoubleArray());
  }

  @Test
  void stopGradientIsAConstant() {
    assertEquals(3, Derivatives.gradient(x -> mul(stopGradient(x), x), 3));
    assertEquals(0, Derivatives.gradient(x -> add(stopGradient(x), 1), 3));
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable("x", Tensor.scalar(1.0));
      GradientException e = assertThrows(GradientException.class, () -> tape.gradients(stopGradient(x), x));
      assertTrue(e.getMessage().contains("stopGradient"), e.getMessage());
    }
  }

  @Test
  void boundsAreInOrder() {
    assertThrows(IllegalArgumentException.class, () -> clip(X, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> clip(X, Double.NaN, 1));
  }

  @Test
  void integersAreClippedByWholeBoundsOnly() {
    Tensor n = Tensor.of(new int[] {-5, 0, 5}, 3);
    assertArrayEquals(new int[] {-2, 0, 3}, clip(n, -2, 3).toIntArray());
    assertThrows(OperandException.class, () -> clip(n, -2.5, 3));
    assertThrows(OperandException.class, () -> clip(n, -1e10, 1e10));
  }

  @Test
  void aNumberTakesTheDtypeBesideItOrIsRefused() {
    OperandException e = assertThrows(OperandException.class, () -> add(Tensor.of(new int[] {1}, 1), 0.5));
    assertTrue(e.getMessage().startsWith("add: INT32 cannot hold the number 0.5"), e.getMessage());
  }

  @Test
  void powerIsGuardedAtZero() {
    assertEquals(0, Derivatives.gradient(x -> pow(x, 2), 0));
    assertEquals(1, Derivatives.gradient(x -> pow(x, 1), 0));
    Tensor[] d =
        Derivatives.vjps(x -> pow(x[0], x[1]), Tensor.scalar(1.0), Tensor.scalar(0.0), Tensor.scalar(0.0));
    assertEquals(0, d[0].item());
    assertEquals(0, d[1].item());
    assertEquals(Double.POSITIVE_INFINITY, Derivatives.gradient(x -> pow(x, 0.5), 0));
  }
}
