package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Scratch;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;

/// Reductions along the middle axis of an array of shape `(outer, n, inner)`, to `(outer, inner)`, in any
/// dtype of numbers; integers wrap around.
///
/// The order of the operations is fixed by the shape alone, so that results have the same bits at every
/// vector width and on any number of threads:
/// - Where elements along the axis are neighbours (`inner` = 1), 4096 floats at a time go to 64 accumulators
///   in turn (2048 doubles to 32), which are then folded by halves; fewer elements than accumulators are
///   folded one after the other.
/// - Otherwise each column folds 128 elements one after the other.
/// - What these blocks give is reduced in the same way, until one is left.
///
/// An element of a sum thus meets at most 70 roundings per factor of 4096 (2048) along rows and 128 per
/// factor of 128 down columns, where one running sum would have `n`. The idea is that of pairwise summation
/// (Higham, *The accuracy of floating point summation*, 1993).
public final class ReduceKernels {
  private static final ReduceKernels SHARED =
      new ReduceKernels(SimdSupport.bits(), true, Workers.shared());

  private final int bits;
  private final boolean warmsUp;
  private final Workers workers;

  /// Reductions by vectors of `bits` bits (0: scalars), side by side on `workers`.
  public ReduceKernels(int bits, Workers workers) {
    this(bits, false, workers);
  }

  /// @param warmsUp whether scalars do the work until the JIT has compiled what uses vectors
  ReduceKernels(int bits, boolean warmsUp, Workers workers) {
    this.bits = bits;
    this.warmsUp = warmsUp;
    this.workers = workers;
  }

  /// `y[o, i] = Σ x[o, p, i]` over `p`; 0 where `n` is 0.
  ///
  /// @param x `float[]`, `double[]`, `int[]` or `long[]`
  /// @param y an array of the class of `x`, and another
  public static void sum(Object x, int outer, int n, int inner, Object y) {
    SHARED.reduce(Reduction.SUM, x, outer, n, inner, y);
  }

  /// `y[o, i] = Π x[o, p, i]` over `p`; 1 where `n` is 0.
  public static void product(Object x, int outer, int n, int inner, Object y) {
    SHARED.reduce(Reduction.PRODUCT, x, outer, n, inner, y);
  }

  /// The largest `x[o, p, i]` over `p`, as `Math.max` sees it: NaN wins.
  public static void max(Object x, int outer, int n, int inner, Object y) {
    SHARED.reduce(Reduction.MAX, x, outer, n, inner, y);
  }

  /// The smallest `x[o, p, i]` over `p`, as `Math.min` sees it: NaN wins.
  public static void min(Object x, int outer, int n, int inner, Object y) {
    SHARED.reduce(Reduction.MIN, x, outer, n, inner, y);
  }

  /// The first `p` at which `x[o, p, i]` is largest; the first NaN if there is one.
  ///
  /// @param y `(outer, inner)`
  public static void argMax(Object x, int outer, int n, int inner, int[] y) {
    SHARED.find(Reduction.MAX, x, outer, n, inner, y);
  }

  /// The first `p` at which `x[o, p, i]` is smallest; the first NaN if there is one.
  public static void argMin(Object x, int outer, int n, int inner, int[] y) {
    SHARED.find(Reduction.MIN, x, outer, n, inner, y);
  }

  /// Reduces the middle axis of `x`, `(outer, n, inner)`, into `y`, `(outer, inner)`.
  public void reduce(Reduction reduction, Object x, int outer, int n, int inner, Object y) {
    if (outer == 0 || inner == 0) {
      return;
    }
    ReduceLevel.reduce(kernel(reduction, x), workers, x, outer, n, inner, y);
  }

  void find(Reduction extreme, Object x, int outer, int n, int inner, int[] y) {
    DType dtype = Scratch.dtype(x);
    Object wanted = Scratch.take(dtype, outer * inner);
    reduce(extreme, x, outer, n, inner, wanted);
    FirstEqual.find(kernel(extreme, x), workers, x, outer, n, inner, wanted, y);
    Scratch.give(wanted);
  }

  private ReduceKernel kernel(Reduction reduction, Object x) {
    return ReduceKernel.of(reduction, Scratch.dtype(x), bits, warmsUp);
  }
}
