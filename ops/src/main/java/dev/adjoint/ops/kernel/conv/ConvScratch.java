package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Spares;
import java.util.Arrays;

/// The arrays in which convolutions set images out and collect sums, kept for the next one whatever its size:
/// unlike those of [dev.adjoint.ops.kernel.Scratch] they may be long.
public final class ConvScratch {
  private static final int KEPT = 8;
  private static final int SHORTEST = 1 << 12;
  private static final Spares FLOATS = new Spares(KEPT);
  private static final Spares DOUBLES = new Spares(KEPT);

  private ConvScratch() {}

  /// An array of at least `size` elements, which may be anything.
  public static Object take(DType dtype, int size) {
    Object spare = spares(dtype).take(size);
    return spare == null ? dtype.newArray(Math.max(size, SHORTEST)) : spare;
  }

  /// Hands an array back, which the caller must not use afterwards.
  public static void give(DType dtype, Object array) {
    spares(dtype).give(array);
  }

  private static Spares spares(DType dtype) {
    return dtype == DType.FLOAT32 ? FLOATS : DOUBLES;
  }

  /// Sets elements `[from, to)` to 0.
  static void zero(Object array, int from, int to) {
    fill(array, from, to, 0);
  }

  /// Sets elements `[from, to)` to a value.
  public static void fill(Object array, int from, int to, double value) {
    if (array instanceof float[] a) {
      Arrays.fill(a, from, to, (float) value);
    } else {
      Arrays.fill((double[]) array, from, to, value);
    }
  }
}
