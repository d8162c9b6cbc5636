package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The arrays in which matrix products pack B and finish ragged tiles, kept for the next product.
final class GemmScratch {
  /// Where elements are 0 and stay so: the start of a sum.
  static final int ZEROS = 0;
  /// Room for one tile.
  static final int TILE = 256;
  /// Twice the room that packed panels need, to count as large.
  private static final int BYTES = 1 << 20;
  private static final AtomicReferenceArray<float[]> FLOATS = new AtomicReferenceArray<>(16);
  private static final AtomicReferenceArray<double[]> DOUBLES = new AtomicReferenceArray<>(16);

  private GemmScratch() {}

  /// Where there is room for the packed panels of one block of k.
  ///
  /// Vectors that do not straddle cache lines load up to a seventh faster. An array's address is out of
  /// reach, but large objects of G1 and ZGC begin at an aligned address and are not moved; the 16 bytes
  /// before an array's first element and the elements before this one fill whole cache lines of 64 bytes.
  static int panels(DType dtype) {
    return dtype == DType.FLOAT32 ? 2060 : 2054;
  }

  static Object take(DType dtype) {
    if (dtype == DType.FLOAT32) {
      float[] array = take(FLOATS);
      return array == null ? new float[panels(dtype) + BYTES / Float.BYTES] : array;
    }
    double[] array = take(DOUBLES);
    return array == null ? new double[panels(dtype) + BYTES / Double.BYTES] : array;
  }

  static void give(Object scratch) {
    if (scratch instanceof float[] array) {
      give(FLOATS, array);
    } else {
      give(DOUBLES, (double[]) scratch);
    }
  }

  private static <T> @Nullable T take(AtomicReferenceArray<T> free) {
    for (int i = 0; i < free.length(); i++) {
      if (free.get(i) != null) {
        T array = free.getAndSet(i, null);
        if (array != null) {
          return array;
        }
      }
    }
    return null;
  }

  private static <T> void give(AtomicReferenceArray<T> free, T array) {
    for (int i = 0; i < free.length(); i++) {
      if (free.get(i) == null && free.compareAndSet(i, null, array)) {
        return;
      }
    }
  }
}
