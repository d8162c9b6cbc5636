package dev.adjoint.ops.kernel.pool;

/// Max pooling by windows of two columns, side by side, and a fixed number of rows per kernel: no set-out
/// planes, all in registers.
///
/// For `rows` rows of `n` places the elements under place `q` of row `p` are, for each row `r` of the window,
/// `x[xOffset + p·xStep + r·xRow + 2q]` and the one after it; its result, or what is given for it, is
/// `y[yOffset + p·n + q]`. `n` is at least the lanes of the kernel. The last vector of a row overlaps the one
/// before if need be.
abstract class PoolPair {
  /// `y` is the largest of each window.
  abstract void max(Object x, int xOffset, int xStep, int xRow, Object y, int yOffset, int n, int rows);

  /// `dx`, which lies as `x` does, is the share of `dy` of the largest elements of each window, and 0 at the
  /// others.
  abstract void share(
      Object x, int xOffset, int xStep, int xRow, Object dy, int dyOffset, int n, int rows, Object dx);
}
