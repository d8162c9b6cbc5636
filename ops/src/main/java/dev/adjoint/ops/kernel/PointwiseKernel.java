package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A formula compiled for one dtype and one pattern of inputs: it fills a run of consecutive elements.
///
/// Until the JIT has compiled its SIMD methods a kernel computes with its scalar ones ([WarmUp]), to the same bits.
public abstract class PointwiseKernel {
  /// Elements computed in one way before the way is reconsidered; a multiple of any number of lanes.
  private static final int STRETCH = 1 << 14;
  /// Shorter stretches are not worth looking at the clock.
  private static final int TIMED = 1 << 10;

  private final DType dtype;
  private final int lanes;
  private final int operations;
  private final int scratchSize;
  private final WarmUp warmUp;
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

  /// Computes `y[yOffset + i]` for `i` from 0 to `n − 1`. Of input `k` it reads element `xOffset[k] + i`, or the one
  /// element `xOffset[k]` if the kernel was compiled for a splat there. `y` may be the same array as an input only at the
  /// same offset.
  ///
  /// @param x the inputs' arrays; those the formula does not use may be anything
  /// @param constants the values of the formula's parameters
  public final void run(Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int n) {
    for (int from = 0; from < n; from += STRETCH) {
      int to = n - from < STRETCH ? n : from + STRETCH;
      if (!warmUp.isOver()) {
        begin(x, xOffset, constants, y, yOffset, from, to);
      } else if (to - from < TIMED) {
        compute(x, xOffset, constants, y, yOffset, from, vectors(from, to), to);
      } else {
        long start = System.nanoTime();
        compute(x, xOffset, constants, y, yOffset, from, vectors(from, to), to);
        warmUp.watch(System.nanoTime() - start, (to - from) / lanes);
      }
      if (to == n) {
        return;
      }
    }
  }

  /// A stretch while the warm-up lasts: a few vectors for the JIT's profile or for a trial, the rest scalar.
  private void begin(Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int from, int to) {
    int some = Math.min(vectors(from, to) - from, lanes * warmUp.vectors());
    if (some > 0) {
      idle(warmUp.idleCalls());
      long start = System.nanoTime();
      compute(x, xOffset, constants, y, yOffset, from, from + some, from + some);
      warmUp.tried(System.nanoTime() - start, some / lanes);
    }
    compute(x, xOffset, constants, y, yOffset, from + some, from + some, to);
  }

  /// The end of the last full vector.
  private int vectors(int from, int to) {
    return lanes == 1 ? from : from + (to - from & -lanes);
  }

  /// Computes the elements from `from` to `middle`, a number of full vectors, by SIMD, and those to `to` by scalar code.
  protected abstract void compute(
      Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int from, int middle, int to);

  /// Calls the SIMD methods with nothing to do.
  protected abstract void idle(int times);

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
