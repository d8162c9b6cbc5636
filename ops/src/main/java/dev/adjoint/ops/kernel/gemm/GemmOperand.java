package dev.adjoint.ops.kernel.gemm;

/// The right operand `B (k × n)` of a matrix product, as seen by what copies it, panel by panel, to where the
/// tiles read it.
///
/// A product copies B anyway, so B need not lie in memory as a matrix: a convolution packs patches of its
/// images this way and never writes them out. [GemmKernels] takes such an operand in place of an array.
@FunctionalInterface
public interface GemmOperand {
  /// Copies columns `[col, col + cols)` of rows `[k0, k0 + depth)`:
  /// ```
  /// to[toAt + p·width + j] = B[k0 + p, col + j]    for p in [0, depth), j in [0, cols)
  /// ```
  /// `to` is a `float[]` or `double[]`, as the product's dtype says. At most 512 rows are asked for at a time,
  /// and as many columns as a tile has. `cols` is less than `width`, the distance between rows, only at the
  /// right edge of B; what is beside the edge has no effect on the product and need not be written.
  ///
  /// Several threads may call at once, and a part may be asked for more than once if C has many rows.
  void pack(int k0, int depth, int col, int cols, Object to, int toAt, int width);
}
