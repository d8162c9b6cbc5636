package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The arrays in which matrix products pack A and B and finish ragged tiles, kept for the next product.
final class GemmScratch {
  /// Where elements are 0 and stay so: the start of a sum.
  static final int ZEROS = 0;
  /// Room for one tile.
  static final int TILE = 256;
  /// Room for the panels of B that are packed at a time, and for the tiles of A.
  private static final int PANELS_BYTES = 1 << 19;
  private static final int TILES_BYTES = 1 << 21;
  private static final int BYTES = PANELS_BYTES + TILES_BYTES + 64;
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

  /// Where there is room for the packed tiles of A, [#roomForTiles] elements of them and eight more.
  static int tiles(DType dtype) {
    return panels(dtype) + PANELS_BYTES / dtype.bytes();
  }

  static int roomForTiles(DType dtype) {
    return TILES_BYTES / dtype.bytes();
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
