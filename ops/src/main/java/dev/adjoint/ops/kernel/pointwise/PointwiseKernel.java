package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Formulas compiled for one dtype and one pattern of inputs: it fills runs of consecutive elements.
///
/// Until the JIT has compiled its SIMD methods a kernel computes with its scalar ones ([WarmUp]), to the same
/// bits.
public abstract class PointwiseKernel {
  /// Elements computed before it is reconsidered how, after the warm-up and during it; multiples of any
  /// number of lanes.
  private static final int STRETCH = 1 << 16;
  private static final int SHORT_STRETCH = 1 << 12;
  /// Looking at the clock costs as much as a hundred operations: one stretch is timed after about so many
  /// operations on vectors, or so many calls.
  private static final int OPERATIONS_UNTIMED = 1 << 16;
  private static final int CALLS_UNTIMED = 1 << 8;

  private final DType dtype;
  private final int lanes;
  private final int operations;
  private final int scratchSize;
  private final WarmUp warmUp;
  private int untimed;
  private final AtomicReference<@Nullable Object> spare = new AtomicReference<>();

  /// @param lanes the elements of a vector, 1 if there are only scalar methods
  /// @param operations how many vector operations it takes to compute a vector
  /// @param scratchSize how many elements the kernel needs for intermediate results
  protected PointwiseKernel(DType dtype, int lanes, int operations, int scratchSize) {
    this.dtype = dtype;
    this.lanes = lanes;
    this.operations = operations;
    this.scratchSize = scratchSize;
    this.warmUp = new WarmUp(operations, lanes == 1);
  }

  /// Computes the first `n` elements of the outputs from inputs that are as long, or one element where the
  /// kernel was compiled for a splat.
  public final void run(Object[] x, Object y, double[] constants, int n) {
    run(x, y, BroadcastAxes.NONE, constants, 0, 1, 0, n);
  }

  /// Computes runs that begin anywhere. The kernel is compiled for inputs that do not lie under the output.
  public final void run(Object[] x, Object y, Placement at, double[] constants, int runs) {
    run(x, y, at, constants, 1, runs, at.from(), at.from() + at.inner());
  }

  /// Computes elements `from` to `to − 1` of runs of the output. Of input `k` they need the elements with the
  /// same numbers from where its run begins, or the one there if the kernel was compiled for a splat. An
  /// output may be an input's array where the two lie under each other element by element.
  ///
  /// @param x the inputs' arrays; those the formulas do not use may be anything
  /// @param y the output's array, or an `Object[]` of the outputs' arrays if there are several
  /// @param axes where each run of an input begins
  /// @param constants the values of the formulas' parameters
  /// @param run the number of the first run
  /// @param runs how many runs; no axis but the next to innermost moves between them
  final void run(Object[] x, Object y, Runs axes, double[] constants, int run, int runs, int from,
      int to) {
    int n = to - from;
    if (n < lanes && runs > 0 && runs * n <= SHORT_STRETCH) { // nothing for SIMD, and soon done
      scalars(x, y, axes, constants, run, runs, from, to);
      return;
    }
    while (runs > 0) {
      boolean warm = warmUp.isOver();
      int most = warm ? STRETCH : SHORT_STRETCH;
      int some = n <= most ? Math.min(runs, most / Math.max(n, 1)) : 1;
      for (int at = from; at < to; ) {
        int end = at + Math.min(most, to - at);
        if (warm) {
          watched(x, y, axes, constants, run, some, at, end);
        } else {
          warming(x, y, axes, constants, run, some, at, end);
        }
        at = end;
      }
      run += some;
      runs -= some;
    }
  }

  private void watched(Object[] x, Object y, Runs axes, double[] constants, int run, int runs,
      int from, int to) {
    if (to - from < lanes || lanes == 1) {
      scalars(x, y, axes, constants, run, runs, from, to);
      return;
    }
    int vectors = ((to - from) / lanes + 1) * runs;
    untimed += vectors * operations + OPERATIONS_UNTIMED / CALLS_UNTIMED;
    if (untimed < OPERATIONS_UNTIMED) {
      vectors(x, y, axes, constants, run, runs, from, to, middle(from, to));
      return;
    }
    long start = System.nanoTime();
    vectors(x, y, axes, constants, run, runs, from, to, middle(from, to));
    warmUp.watch(System.nanoTime() - start, vectors);
    untimed = warmUp.isDoubtful() ? OPERATIONS_UNTIMED : 0;
  }

  /// A stretch while the warm-up lasts: a few vectors at the ends of two runs for the JIT's profile or for a
  /// trial, the rest scalar.
  private void warming(Object[] x, Object y, Runs axes, double[] constants, int run, int runs,
      int from, int to) {
    int middle = middle(from, to);
    int some = Math.min(middle - from, lanes * warmUp.vectors());
    int tried = some > 0 ? Math.min(runs, 2) : 0;
    if (tried > 0) {
      scalars(x, y, axes, constants, run, tried, from, middle - some);
      idle(warmUp.idleCalls());
      long start = System.nanoTime();
      vectors(x, y, axes, constants, run, tried, middle - some, to, middle);
      warmUp.tried(System.nanoTime() - start, (some / lanes + 1) * tried);
    }
    if (tried < runs) {
      scalars(x, y, axes, constants, run + tried, runs - tried, from, to);
    }
  }

  /// The end of the last full vector.
  private int middle(int from, int to) {
    return from + (to - from & -lanes);
  }

  /// Computes the elements from `from` to `to` of each of the runs by scalar code.
  protected abstract void scalars(Object[] x, Object y, Runs axes, double[] constants, int run,
      int runs, int from, int to);

  /// Computes the elements from `from` to `to` of each of the runs by SIMD.
  ///
  /// @param middle the end of the last full vector, of which there is at least one
  protected void vectors(Object[] x, Object y, Runs axes, double[] constants, int run, int runs,
      int from, int to, int middle) {
    throw new IllegalStateException("a scalar kernel");
  }

  /// Calls the SIMD methods with nothing to do.
  protected void idle(int times) {
    throw new IllegalStateException("a scalar kernel");
  }

  /// The elements of a vector, 1 in a scalar kernel.
  final int lanes() {
    return lanes;
  }

  /// How many operations an element takes.
  public final int operations() {
    return operations;
  }

  /// Treats the SIMD methods as compiled.
  final void skipWarmUp() {
    warmUp.skip();
  }

  /// Scratch space of this kernel; callers at the same time get different ones.
  protected final Object takeScratch() {
    Object scratch = spare.getAndSet(null);
    return scratch != null ? scratch : dtype.newArray(scratchSize);
  }

  /// Gives scratch space back for the next call.
  protected final void giveScratch(Object scratch) {
    spare.lazySet(scratch);
  }
}
