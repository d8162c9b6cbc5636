package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A formula compiled for one dtype and one pattern of inputs: it fills a run of consecutive elements.
public abstract class PointwiseKernel {
  private final DType dtype;
  private final int scratchSize;
  private final AtomicReference<@Nullable Object> spare = new AtomicReference<>();

  /// @param scratchSize how many elements the kernel needs for intermediate results
  protected PointwiseKernel(DType dtype, int scratchSize) {
    this.dtype = dtype;
    this.scratchSize = scratchSize;
  }

  /// Computes `y[yOffset + i]` for `i` from 0 to `n − 1`. Of input `k` it reads element `xOffset[k] + i`, or the one
  /// element `xOffset[k]` if the kernel was compiled for a splat there. `y` may be the same array as an input only at the
  /// same offset.
  ///
  /// @param x the inputs' arrays; those the formula does not use may be anything
  /// @param constants the values of the formula's parameters
  public abstract void run(Object[] x, int[] xOffset, double[] constants, Object y, int yOffset, int n);

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
