package dev.adjoint.ops;

import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Conversion.cast;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import org.junit.jupiter.api.Test;

class ConversionTest {
  @Test
  void castsAsJavaDoes() {
    Tensor x = Tensor.of(new double[] {2.9, -2.9, 1e10, -1e300, Double.NaN, Double.POSITIVE_INFINITY}, 6);
    assertArrayEquals(
        new int[] {2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, Integer.MAX_VALUE},
        cast(x, DType.INT32).toIntArray());
    assertArrayEquals(
        new long[] {2, -2, 10_000_000_000L, Long.MIN_VALUE, 0, Long.MAX_VALUE},
        cast(x, DType.INT64).toLongArray());
    assertArrayEquals(
        new boolean[] {true, true, true, true, true, true}, cast(x, DType.BOOL).toBooleanArray());
    assertEquals(0, cast(Tensor.of(new long[] {1L << 32}, 1), DType.INT32).item());
    Tensor most = Tensor.of(new long[] {Long.MAX_VALUE}, 1);
    assertEquals((float) Long.MAX_VALUE, cast(most, DType.FLOAT32).item());
    assertArrayEquals(
        new float[] {1, 0}, cast(Tensor.of(new boolean[] {true, false}, 2), DType.FLOAT32).toFloatArray());
  }

  @Test
  void sameDtypeIsTheTensorItself() {
    Tensor x = Tensor.scalar(1.5);
    assertSame(x, cast(x, DType.FLOAT64));
  }

  @Test
  void gradientIsConvertedBack() {
    Tensor x = Tensor.of(new float[] {3, -4}, 2);
    Tensor dx =
        Derivatives.vjp(
            t -> mul(cast(t, DType.FLOAT64), cast(t, DType.FLOAT64)), Tensor.of(new double[] {1, 10}, 2), x);
    assertEquals(DType.FLOAT32, dx.dtype());
    assertArrayEquals(new float[] {6, -80}, dx.toFloatArray());

    Tensor dy = Tensor.of(new float[] {0.1f}, 1);
    Tensor narrow = Derivatives.vjp(t -> cast(t, DType.FLOAT32), dy, Tensor.of(new double[] {2}, 1));
    assertArrayEquals(new double[] {0.1f}, narrow.toDoubleArray());
  }

  @Test
  void integersEndThePathByName() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable("x", Tensor.of(new double[] {1.5}, 1));
      Tensor y = cast(cast(x, DType.INT32), DType.FLOAT64);
      GradientException e = assertThrows(GradientException.class, () -> tape.gradients(y, x));
      assertTrue(e.getMessage().contains("Cast[dtype=INT32] gives INT32"), e.getMessage());
    }
  }
}
