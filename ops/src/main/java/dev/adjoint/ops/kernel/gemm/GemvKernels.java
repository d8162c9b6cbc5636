package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelClass;
import dev.adjoint.ops.kernel.Lazy;
import dev.adjoint.ops.kernel.Warming;
import java.lang.invoke.MethodHandles;

/// The [GemvKernel] of one dtype and vector width: scalars do its work until the JIT has compiled it, if it
/// warms up.
final class GemvKernels {
  /// Vectors along a row in a trial of [#down], and chunks of lanes in all rows of one of [#dots].
  private static final int TRIAL = 16;

  final DType dtype;
  /// Virtual lanes of a dot product.
  final int lanes;
  private final int bits;
  private final boolean warmsUp;
  private final Lazy<GemvKernel> simd;
  private final Lazy<GemvKernel> scalar;
  /// They begin to warm up with their first use: the JIT has enough to do with what a program needs.
  private final Lazy<Warming> dots = new Lazy<>(this::warmingDots);
  private final Lazy<Warming> down = new Lazy<>(this::warmingDown);

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  GemvKernels(DType dtype, int bits, boolean warmsUp) {
    this.dtype = dtype;
    this.bits = bits;
    this.warmsUp = warmsUp && bits > 0;
    lanes = GemvKernel.LANE_BYTES / dtype.bytes();
    simd = new Lazy<>(() -> make(bits));
    scalar = bits == 0 ? simd : new Lazy<>(() -> make(0));
  }

  private GemvKernel make(int bits) {
    return new KernelClass("Gemv_" + dtype + "_" + bits, dtype, bits, 1, "y = A * x, along rows and down columns")
        .make(MethodHandles.lookup(), GemvKernel.class, () -> GemvEmitter.emit(dtype, bits));
  }

  /// What computes `work` multiply-adds of dot products now.
  GemvKernel dots(long work) {
    return (!warmsUp || dots.get().isOver(work) ? simd : scalar).get();
  }

  /// What adds columns up with `work` multiply-adds now.
  GemvKernel down(long work) {
    return (!warmsUp || down.get().isOver(work) ? simd : scalar).get();
  }

  /// Rows with and without an end, two at a time and one; and none.
  private Warming warmingDots() {
    int whole = TRIAL * lanes;
    Object data = dtype.newArray(whole + 1);
    Object y = dtype.newArray(3);
    Object room = dtype.newArray(lanes);
    return Warming.of(() -> {
      simd.get().dots(3, whole, whole + 1, data, 0, 0, data, 0, y, 0, room);
      simd.get().dots(1, whole, whole, data, 0, 0, data, 0, y, 0, room);
    }, 4L * 3 * TRIAL * 8 * GemvKernel.LANE_BYTES / bits);
  }

  /// Columns with and without an end, four at a time and one.
  private Warming warmingDown() {
    int n = TRIAL * bits / 8 / dtype.bytes() + 1;
    Object data = dtype.newArray(n);
    Object y = dtype.newArray(n);
    return Warming.of(() -> {
      simd.get().down(5, n, data, 0, 0, data, 0, y, 0);
      simd.get().down(5, n - 1, data, 0, 0, data, 0, y, 0);
      simd.get().down(1, 1, data, 0, 0, data, 0, y, 0);
    }, 2L * 5 * 4 * TRIAL);
  }
}
