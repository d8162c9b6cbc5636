package dev.adjoint.ops.kernel.pool;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Warming;

/// A SIMD kernel that lets the scalar one do its work until the JIT has compiled it ([Warming]). Both
/// compute the same bits.
final class WarmingPair extends PoolPair {
  /// Rows of places in a trial, and vectors in each.
  private static final int ROWS = 8;
  private static final int VECTORS = 2;
  /// How many vector operations it takes at most to share out a vector, for each row of a window.
  private static final int OPERATIONS = 20;

  private final PoolPair simd;
  private final PoolPair scalar;
  private final Warming warming;

  /// @param simd a kernel for windows of `height` rows by vectors of `lanes` elements
  WarmingPair(PoolPair simd, PoolPair scalar, DType dtype, int lanes, int height) {
    this.simd = simd;
    this.scalar = scalar;
    int n = VECTORS * lanes;
    Object x = dtype.newArray(ROWS * height * 2 * n);
    Object y = dtype.newArray(ROWS * n);
    Object dx = dtype.newArray(ROWS * height * 2 * n);
    int step = height * 2 * n;
    warming = Warming.of(
        () -> {
          simd.max(x, 0, step, 2 * n, y, 0, n, ROWS);
          simd.share(x, 0, step, 2 * n, y, 0, n, ROWS, dx);
        },
        (long) ROWS * VECTORS * OPERATIONS * height);
  }

  private PoolPair current(long places) {
    return warming.isOver(places) ? simd : scalar;
  }

  @Override
  void max(Object x, int xOffset, int xStep, int xRow, Object y, int yOffset, int n, int rows) {
    current((long) n * rows).max(x, xOffset, xStep, xRow, y, yOffset, n, rows);
  }

  @Override
  void share(
      Object x, int xOffset, int xStep, int xRow, Object dy, int dyOffset, int n, int rows, Object dx) {
    current((long) n * rows).share(x, xOffset, xStep, xRow, dy, dyOffset, n, rows, dx);
  }
}
