package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A formula compiled for one dtype and one pattern of inputs: it fills a run of consecutive elements.
///
/// Until the JIT has compiled its SIMD methods a kernel computes with its scalar ones ([WarmUp]), to the same
/// bits.
public abstract class PointwiseKernel {
  /// Elements computed before it is reconsidered how, after the warm-up and during it; multiples of any
  /// number of lanes.
  static final int STRETCH = 1 << 16;
  private static final int SHORT_STRETCH = 1 << 12;
  /// Work of so many vector operations is timed each time, less work now and then: looking at the clock costs
  /// as much as a hundred operations.
  private static final int TIMED = 1 << 12;
  private static final int SELDOM = 64;

  private final DType dtype;
  private final int lanes;
  private final int operations;
  private final int scratchSize;
  private final WarmUp warmUp;
  private int ticks;
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

  /// Computes `y[yOffset + i]` for `i` from 0 to `n − 1`. Of input `k` it reads element `xOffset[k] + i`, or
  /// the one element `xOffset[k]` if the kernel was compiled for a splat there. `y` may be the same array as
  /// an input only at the same offset.
  ///
  /// @param x the inputs' arrays; those the formula does not use may be anything
  /// @param constants the values of the formula's parameters
  public final void run(Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int n) {
    for (int from = 0; from < n; ) {
      boolean warm = warmUp.isOver();
      int to = from + Math.min(n - from, warm ? STRETCH : SHORT_STRETCH);
      if (warm) {
        watched(x, xOffset, xOffset, constants, y, yOffset, from, to, 1);
      } else {
        warming(x, xOffset, constants, y, yOffset, from, to);
      }
      from = to;
    }
  }

  /// As [#run(Object[], int[], double[], Object, int, int)] several times over: after each run of `n`
  /// elements `y` advances by these `n`, and input `k` by `xStep[k]`.
  public final void run(
      Object[] x, int[] xOffset, int[] xStep, double[] constants, Object y, int yOffset, int n, int runs) {
    int[] offset = xOffset.clone();
    for (int done = 0; done < runs; ) {
      int some = warmUp.isOver() && n < STRETCH ? Math.min(runs - done, STRETCH / n) : 1;
      if (some == 1) {
        run(x, offset, constants, y, yOffset + done * n, n);
      } else {
        watched(x, offset, xStep, constants, y, yOffset + done * n, 0, n, some);
      }
      for (int k = 0; k < offset.length; k++) {
        offset[k] += some * xStep[k];
      }
      done += some;
    }
  }

  private void watched(Object[] x, int[] xOffset, int[] xStep, double[] constants, Object y, int yOffset,
      int from, int to, int runs) {
    int vectors = ((to - from) / lanes + 1) * runs;
    if (vectors * operations < TIMED && ticks++ % SELDOM != 0) {
      compute(x, xOffset, xStep, constants, y, yOffset, from, middle(from, to), to, runs);
      return;
    }
    long start = System.nanoTime();
    compute(x, xOffset, xStep, constants, y, yOffset, from, middle(from, to), to, runs);
    warmUp.watch(System.nanoTime() - start, vectors);
  }

  /// A stretch while the warm-up lasts: a few vectors for the JIT's profile or for a trial, the rest scalar.
  private void warming(Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int from,
      int to) {
    int some = Math.min(middle(from, to) - from, lanes * warmUp.vectors());
    if (some > 0) {
      idle(warmUp.idleCalls());
      long start = System.nanoTime();
      compute(x, xOffset, xOffset, constants, y, yOffset, from, from + some, from + some, 1);
      warmUp.tried(System.nanoTime() - start, some / lanes);
    }
    compute(x, xOffset, xOffset, constants, y, yOffset, from + some, from + some, to, 1);
  }

  /// The end of the last full vector.
  private int middle(int from, int to) {
    return lanes == 1 ? from : from + (to - from & -lanes);
  }

  /// Computes the elements from `from` to `middle`, a number of full vectors, by SIMD, and those to `to` by
  /// scalar code; then `runs − 1` times more with `y` advanced by `to` and each input by its step.
  protected abstract void compute(Object[] x, int[] xOffset, int[] xStep, double[] constants, Object y,
      int yOffset, int from, int middle, int to, int runs);

  /// Calls the SIMD methods with nothing to do.
  protected abstract void idle(int times);

  /// The elements of a vector, 1 in a scalar kernel.
  final int lanes() {
    return lanes;
  }

  /// How many operations an element takes.
  final int operations() {
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
