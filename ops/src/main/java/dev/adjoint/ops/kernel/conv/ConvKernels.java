package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;

/// Convolutions over heap arrays, and the two products that are their derivatives.
///
/// Patches of the images are never copied: a tile reads them where they lie, through a table that says how
/// far each tap of the window is from its place ([ConvTile]). What is copied, once, is an image whose window
/// has strides or margins ([ConvImages]). Each element of `y` is one fma chain, of `dx` a sum of one chain
/// for each column of the window ([ConvTranspose]), of `dw` a sum over virtual lanes and chunks cut by shape
/// ([ConvWeights]). A window of a single element is a matrix product ([ConvProducts]).
public final class ConvKernels {
  private static final ConvKernels SHARED = new ConvKernels(SimdSupport.bits(), Workers.shared(), true);
  /// Multiply-adds that are worth more than one thread's attention.
  private static final long SERIAL = 1 << 19;

  private final int bits;
  private final Workers workers;
  private final boolean warmsUp;

  /// Convolutions by vectors of `bits` bits (0: scalars), side by side on `workers`.
  ///
  /// @param warmsUp whether scalars serve until SIMD is fast
  ConvKernels(int bits, Workers workers, boolean warmsUp) {
    this.bits = bits;
    this.workers = workers;
    this.warmsUp = warmsUp;
  }

  /// `y = x ⋆ w`.
  public static void forward(ConvShape s, Object x, Object w, Object y) {
    SHARED.y(s, x, w, y);
  }

  /// The cotangent `dx` of the images, for that of the result.
  public static void transpose(ConvShape s, Object dy, Object w, Object dx) {
    SHARED.dx(s, dy, w, dx);
  }

  /// The cotangent `dw` of the weights, for that of the result.
  public static void weights(ConvShape s, Object x, Object dy, Object dw) {
    SHARED.dw(s, x, dy, dw);
  }

  void y(ConvShape s, Object x, Object w, Object y) {
    if (s.isProduct()) {
      ConvProducts.forward(s, workers, x, w, y);
    } else if (s.images() > 0 && s.outputs() > 0) {
      ConvForward forward = new ConvForward(s, tiles(y), x, w, y);
      workers.run(forward.tasks(), forward);
    }
  }

  void dx(ConvShape s, Object dy, Object w, Object dx) {
    if (s.isProduct()) {
      ConvProducts.transpose(s, workers, dy, w, dx);
    } else if (s.images() > 0 && s.channels() > 0) {
      ConvTranspose transpose = new ConvTranspose(s, tiles(dx), dy, w, dx);
      workers.run(transpose.tasks(), transpose);
    }
  }

  void dw(ConvShape s, Object x, Object dy, Object dw) {
    if (s.isProduct() && s.images() > 0) {
      ConvProducts.weights(s, x, dy, dw);
    } else if (s.outputs() > 0 && s.taps() > 0) {
      ConvWeights weights = new ConvWeights(s, tiles(dw), x, dy, dw);
      if (weights.work() < SERIAL) {
        for (int task = 0; task < weights.tasks(); task++) {
          weights.run(task);
        }
      } else {
        workers.run(weights.tasks(), weights);
      }
      weights.finish(dw);
    }
  }

  private ConvTiles tiles(Object array) {
    return ConvTiles.of(array instanceof float[] ? DType.FLOAT32 : DType.FLOAT64, bits, warmsUp);
  }
}
