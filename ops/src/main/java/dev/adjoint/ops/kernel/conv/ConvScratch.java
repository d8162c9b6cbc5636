package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The arrays in which convolutions set images out and collect sums, kept for the next one.
public final class ConvScratch {
  private static final AtomicReferenceArray<Object> FLOATS = new AtomicReferenceArray<>(8);
  private static final AtomicReferenceArray<Object> DOUBLES = new AtomicReferenceArray<>(8);

  private ConvScratch() {}

  /// An array of at least `size` elements, which may be anything.
  public static Object take(DType dtype, int size) {
    AtomicReferenceArray<Object> free = free(dtype);
    for (int i = 0; i < free.length(); i++) {
      Object array = free.get(i);
      if (array != null && Array.getLength(array) >= size && free.compareAndSet(i, array, null)) {
        return array;
      }
    }
    return dtype.newArray(Math.max(size, 1 << 12));
  }

  /// Gives an array back; where there is no room for it, it takes the place of a smaller one.
  public static void give(DType dtype, Object array) {
    AtomicReferenceArray<Object> free = free(dtype);
    for (int i = 0; i < free.length(); i++) {
      Object there = free.get(i);
      boolean smaller = there == null || Array.getLength(there) < Array.getLength(array);
      if (smaller && free.compareAndSet(i, there, array)) {
        return;
      }
    }
  }

  private static AtomicReferenceArray<Object> free(DType dtype) {
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
