package dev.adjoint.ops.kernel.gemm;

/// The innermost kernel of a matrix product: a tile of C, small enough to be held in registers, over one
/// block of k.
///
/// For every row `r` and column `j` of the tile, whose size is fixed per kernel:
/// ```
/// c[cOffset + r·cRow + j] = start[startOffset + r·startRow + j]
///     + Σ a[aOffset + r·aRow + p·aCol] · b[bOffset + p·bRow + j·bCol]
/// ```
/// summed as one fma chain over `p` = 0 … k − 1. SIMD kernels read B with `bCol` = 1, whatever is passed.
/// Arrays are `float[]` or `double[]`, as the kernel's dtype says. `start` may be `c` itself; `startRow` = 0
/// gives every row the same start; `k` = 0 copies.
abstract class GemmTile {
  abstract void run(
      int k, Object a, int aOffset, int aRow, int aCol, Object b, int bOffset, int bRow, int bCol,
      Object start, int startOffset, int startRow, Object c, int cOffset, int cRow);
}
