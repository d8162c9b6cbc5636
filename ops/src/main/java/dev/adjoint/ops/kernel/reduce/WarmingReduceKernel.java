package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Lazy;
import dev.adjoint.ops.kernel.Scratch;
import dev.adjoint.ops.kernel.Warming;

/// A SIMD kernel that lets the scalar one do its work until the JIT has compiled it ([Warming]). Both compute
/// the same bits. Its loops warm up apart, each from its first use on.
final class WarmingReduceKernel extends ReduceKernel {
  /// Chunks of a row in a trial, and vectors of other loops.
  private static final int CHUNKS = 8;
  private static final int VECTORS = 16;

  private final ReduceKernel simd;
  private final ReduceKernel scalar;
  private final Lazy<Warming> rows;
  private final Lazy<Warming> down;
  private final Lazy<Warming> skip;

  WarmingReduceKernel(Reduction reduction, DType dtype, ReduceKernel simd, ReduceKernel scalar) {
    super(reduction, dtype, simd.lanes());
    this.simd = simd;
    this.scalar = scalar;
    rows = new Lazy<>(() -> rows(dtype));
    down = new Lazy<>(() -> down(dtype));
    skip = new Lazy<>(() -> skip(reduction.identities(dtype, VECTORS * lanes())));
  }

  /// Whether all its loops are compiled.
  boolean isWarm() {
    return rows.get().isOver(0) && down.get().isOver(0) && skip.get().isOver(0);
  }

  /// Rows with and without an end.
  private Warming rows(DType dtype) {
    int whole = CHUNKS * chunk();
    Object x = dtype.newArray(whole + 1);
    Object y = dtype.newArray(1);
    Object rest = rest();
    return Warming.of(() -> {
      simd.rows(x, 0, whole, 1, 1, y, 0, rest);
      simd.rows(x, 0, whole, 0, 1, y, 0, rest);
      simd.rows(x, 0, 0, 0, 0, y, 0, rest);
    }, 2L * 3 * (CHUNKS + 2) * chunk() / lanes());
  }

  private Warming down(DType dtype) {
    int n = VECTORS * lanes();
    Object x = dtype.newArray(n);
    Object y = dtype.newArray(n);
    return Warming.of(() -> {
      for (int columns = n; columns >= 0; columns -= n) {
        simd.eight(x, 0, 0, y, 0, columns);
        simd.one(x, 0, 0, y, 0, columns);
      }
    }, 2L * (EIGHT + 4) * VECTORS);
  }

  /// Searches for what is at once there, and for what is not there at all.
  private Warming skip(Object x) {
    int n = VECTORS * lanes();
    Object other = Scratch.dtype(x).newArray(n);
    return Warming.of(() -> {
      simd.skip(x, 0, n, x, 0);
      simd.skip(x, 0, n, other, 0);
      simd.skipPairs(x, 0, n, x, 0);
      simd.skipPairs(x, 0, n, other, 0);
    }, 2L * 4 * (VECTORS + SKIPPED));
  }

  @Override
  void rows(Object x, int at, int whole, int left, int rows, Object y, int yAt, Object rest) {
    boolean warm = this.rows.get().isOver((long) (whole + left) * rows);
    (warm ? simd : scalar).rows(x, at, whole, left, rows, y, yAt, rest);
  }

  @Override
  void eight(Object x, int at, int stride, Object y, int yAt, int n) {
    (down.get().isOver((long) EIGHT * n) ? simd : scalar).eight(x, at, stride, y, yAt, n);
  }

  @Override
  void one(Object x, int at, int stride, Object y, int yAt, int n) {
    (down.get().isOver(n) ? simd : scalar).one(x, at, stride, y, yAt, n);
  }

  @Override
  void lines(Object x, int[] from, int step, int length, Object y, int yAt) {
    scalar.lines(x, from, step, length, y, yAt);
  }

  @Override
  int skip(Object x, int at, int end, Object values, int valueAt) {
    return (skip.get().isOver(end - at) ? simd : scalar).skip(x, at, end, values, valueAt);
  }

  @Override
  int skipPairs(Object x, int at, int end, Object values, int valueAt) {
    return (skip.get().isOver(end - at) ? simd : scalar).skipPairs(x, at, end, values, valueAt);
  }
}
