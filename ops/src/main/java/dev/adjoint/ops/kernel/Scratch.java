package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.lang.reflect.Array;
import java.util.Arrays;

/// Arrays for intermediate results of kernels, kept for the next call. Their content is arbitrary.
public final class Scratch {
  /// The longest array that is kept; what needs more also computes so long that allocating does not matter.
  private static final int LONGEST = 1 << 16;
  /// Arrays of one dtype and size that are kept: one for each of so many threads.
  private static final int KEPT = 4;
  private static final int SIZES = 17;
  private static final Spares[] SPARES = new Spares[DType.values().length * SIZES];

  static {
    Arrays.setAll(SPARES, i -> new Spares(KEPT));
  }

  private Scratch() {}

  /// An array of at least `length` elements.
  public static Object take(DType dtype, int length) {
    if (length > LONGEST) {
      return dtype.newArray(length);
    }
    int size = size(length);
    Object spare = SPARES[dtype.ordinal() * SIZES + size].take(length);
    return spare == null ? dtype.newArray(1 << size) : spare;
  }

  /// Hands an array back, which nobody may use afterwards.
  public static void give(Object array) {
    int length = Array.getLength(array);
    if (length <= LONGEST) {
      SPARES[dtype(array).ordinal() * SIZES + size(length)].give(array);
    }
  }

  /// The binary logarithm of the power of two from `length` on.
  private static int size(int length) {
    return length <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(length - 1);
  }

  /// The dtype of an array of numbers.
  public static DType dtype(Object array) {
    return switch (array) {
      case float[] f -> DType.FLOAT32;
      case double[] d -> DType.FLOAT64;
      case int[] i -> DType.INT32;
      case long[] l -> DType.INT64;
      default -> throw new IllegalArgumentException("not numbers: " + array.getClass().getSimpleName());
    };
  }
}
