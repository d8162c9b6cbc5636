package dev.adjoint.ops;

import static dev.adjoint.ops.Pooling.averagePool2d;
import static dev.adjoint.ops.Pooling.maxPool2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import org.junit.jupiter.api.Test;

class PoolingTest {
  private static final Tensor X = Tensor.of(new double[] {1, 3, 0, 3, 2, 5, 0, 0, 0, 0, 0, 0}, 1, 1, 2, 6);
  private static final Tensor ONES = Tensor.full(Type.of(DType.FLOAT64, 1, 1, 1, 3), 1);

  @Test
  void theLargestSharesItsDerivativeAmongTies() {
    assertArrayEquals(new double[] {3, 3, 5}, maxPool2d(X, 2).toDoubleArray());
    Tensor x = Tensor.of(new double[] {3, 3, 0, 1, 2, 2, 3, 0, 0, 0, 2, 2}, 1, 1, 2, 6);
    double third = 1 / 3.0;
    assertArrayEquals(new double[] {third, third, 0, 1, 0.25, 0.25, third, 0, 0, 0, 0.25, 0.25},
        Derivatives.vjp(t -> maxPool2d(t, 2), ONES, x).toDoubleArray());
  }

  @Test
  void aNanIsTheLargestAndHasNoDerivative() {
    Tensor x = Tensor.of(new double[] {1, Double.NaN, 2, 1}, 1, 1, 2, 2);
    assertArrayEquals(new double[] {Double.NaN}, maxPool2d(x, 2).toDoubleArray());
    Tensor one = Tensor.full(Type.of(DType.FLOAT64, 1, 1, 1, 1), 1);
    assertArrayEquals(new double[4], Derivatives.vjp(t -> maxPool2d(t, 2), one, x).toDoubleArray());
  }

  @Test
  void theMarginIsNeverTheLargestAndDoesNotCount() {
    Tensor x = Tensor.full(Type.of(DType.FLOAT64, 1, 1, 2, 2), -1);
    assertArrayEquals(
        new double[] {-1, -1, -1, -1}, maxPool2d(x, 2, 2, Sliding.by(2).padding(1)).toDoubleArray());
    Tensor mean = averagePool2d(x, 3, 3, Sliding.by(1).padding(1));
    assertArrayEquals(new double[] {-1, -1, -1, -1}, mean.toDoubleArray());
  }

  @Test
  void whatDoesNotFillASquareIsLeftOut() {
    Tensor x = Tensor.full(Type.of(DType.FLOAT64, 1, 1, 3, 5), 1);
    assertEquals(Shape.of(1, 1, 1, 2), averagePool2d(x, 2).shape());
    Tensor dy = Tensor.full(Type.of(DType.FLOAT64, 1, 1, 1, 2), 4);
    Tensor dx = Derivatives.vjp(t -> averagePool2d(t, 2), dy, x);
    assertArrayEquals(new double[] {1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, dx.toDoubleArray());
  }

  @Test
  void windowsOfMarginAloneAreRefused() {
    Tensor x = Tensor.zeros(Type.of(DType.FLOAT32, 1, 1, 4, 4));
    String message =
        assertThrows(OperandException.class, () -> maxPool2d(x, 2, 2, Sliding.by(2).padding(2))).getMessage();
    assertTrue(message.startsWith("MaxPool2d: the window would be in the margin alone"), message);
    message = assertThrows(OperandException.class, () -> averagePool2d(x, 5)).getMessage();
    assertTrue(message.contains("a window of 5 rows slides over 4"), message);
  }
}
