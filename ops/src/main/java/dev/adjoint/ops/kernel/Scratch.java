package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.lang.reflect.Array;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Arrays for intermediate results of kernels, kept for the next call. Their content is arbitrary.
public final class Scratch {
  /// The longest array that is kept; what needs more also computes so long that allocating does not matter.
  private static final int LONGEST = 1 << 16;
  /// Arrays of one dtype and size that are kept: one for each of so many threads.
  private static final int SLOTS = 4;
  private static final int SIZES = 17;
  private static final AtomicReferenceArray<@Nullable Object> FREE =
      new AtomicReferenceArray<>(DType.values().length * SIZES * SLOTS);

  private Scratch() {}

  /// An array of at least `length` elements.
  public static Object take(DType dtype, int length) {
    if (length > LONGEST) {
      return dtype.newArray(length);
    }
    int size = size(length);
    int first = (dtype.ordinal() * SIZES + size) * SLOTS;
    for (int i = first; i < first + SLOTS; i++) {
      Object array = FREE.get(i);
      if (array != null && FREE.compareAndSet(i, array, null)) {
        return array;
      }
    }
    return dtype.newArray(1 << size);
  }

  /// Hands an array back, which nobody may use afterwards.
  public static void give(Object array) {
    int length = Array.getLength(array);
    if (length > LONGEST) {
      return;
    }
    int first = (dtype(array).ordinal() * SIZES + size(length)) * SLOTS;
    for (int i = first; i < first + SLOTS; i++) {
      if (FREE.get(i) == null && FREE.compareAndSet(i, null, array)) {
        return;
      }
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
