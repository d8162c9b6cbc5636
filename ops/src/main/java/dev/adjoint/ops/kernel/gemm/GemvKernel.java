package dev.adjoint.ops.kernel.gemm;

import java.util.Arrays;

/// The loops of a product of a matrix and a vector, in one dtype and vector width: along rows of the matrix,
/// which are dot products, and down its columns, where rows are added up.
///
/// Arrays are `float[]` or `double[]`, as the kernel's dtype says.
abstract class GemvKernel {
  /// Bytes that the lanes of a dot product take, at every vector width: 32 floats, 16 doubles.
  static final int LANE_BYTES = 128;

  /// `y[yAt + r] += Σ a[aAt + r·aRow + p] · x[xAt + p]` for `r` in `[0, rows)` and `p` in `[0, k)`.
  ///
  /// Up to `whole`, a multiple of the number of lanes, element `p` goes to lane `p` modulo that number, each
  /// of which is an fma chain in order of `p` from 0. The upper half of the lanes is added to the lower, until
  /// one is left; the elements from `whole` on continue that as one chain, and y is added last.
  ///
  /// @param lanes room for a vector, overwritten
  abstract void dots(int rows, int whole, int k, Object a, int aAt, int aRow, Object x, int xAt,
      Object y, int yAt, Object lanes);

  /// `y[yAt + j] = fma(x[xAt + p], a[aAt + p·aCol + j], y[yAt + j])` for `p` from 0 to `k - 1`, in order, and
  /// `j` in `[0, n)`.
  abstract void down(int k, int n, Object a, int aAt, int aCol, Object x, int xAt, Object y, int yAt);

  /// Sets elements to 0.
  static void zero(Object array, int at, int count) {
    if (array instanceof float[] floats) {
      Arrays.fill(floats, at, at + count, 0);
    } else {
      Arrays.fill((double[]) array, at, at + count, 0);
    }
  }
}
