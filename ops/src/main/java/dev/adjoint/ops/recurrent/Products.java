package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.kernel.gemm.GemmKernels;

/// Matrix products over arrays of either floating dtype.
final class Products {
  private Products() {}

  /// `C (m × n) = A (m × k) · B (k × n)`, or `Bᵀ`, plus the old C when `accumulate` is true; rows of A and C
  /// follow one another, those of B are as far apart as they are long.
  static void multiply(
      boolean transposeB, int m, int n, int k, Object a, int aAt, Object b, int bAt, Object c, int cAt,
      boolean accumulate) {
    int ldb = transposeB ? k : n;
    if (c instanceof float[] y) {
      GemmKernels.multiply(
          false, transposeB, m, n, k, (float[]) a, aAt, k, (float[]) b, bAt, ldb, y, cAt, n, accumulate);
    } else {
      GemmKernels.multiply(false, transposeB, m, n, k, (double[]) a, aAt, k, (double[]) b, bAt, ldb,
          (double[]) c, cAt, n, accumulate);
    }
  }

  /// `C (m × n) = Aᵀ · B` with `A (k × m)` and `B (k × n)`, plus the old C when `accumulate` is true.
  static void multiplyTransposed(
      int m, int n, int k, Object a, int aAt, Object b, int bAt, Object c, int cAt, boolean accumulate) {
    if (c instanceof float[] y) {
      GemmKernels.multiply(
          true, false, m, n, k, (float[]) a, aAt, m, (float[]) b, bAt, n, y, cAt, n, accumulate);
    } else {
      GemmKernels.multiply(
          true, false, m, n, k, (double[]) a, aAt, m, (double[]) b, bAt, n, (double[]) c, cAt, n, accumulate);
    }
  }
}
