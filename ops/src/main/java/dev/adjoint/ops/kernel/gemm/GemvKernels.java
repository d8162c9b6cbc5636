package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelClass;
import dev.adjoint.ops.kernel.Warming;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The [GemvKernel] of one dtype and vector width: scalars do its work until the JIT has compiled it, if it
/// warms up.
final class GemvKernels {
  /// Vectors along a row in a trial of [#down], and chunks of lanes in all rows of one of [#dots].
  private static final int TRIAL = 16;

  private record Key(DType dtype, int bits) {}

  private static final ConcurrentHashMap<Key, GemvKernel> KERNELS = new ConcurrentHashMap<>();

  final DType dtype;
  /// Virtual lanes of a dot product.
  final int lanes;
  private final GemvKernel simd;
  private final GemvKernel scalar;
  private final @Nullable Warming dots;
  private final @Nullable Warming down;

  private GemvKernels(DType dtype, int bits, boolean warmsUp) {
    this.dtype = dtype;
    lanes = GemvKernel.LANE_BYTES / dtype.bytes();
    simd = kernel(dtype, bits);
    scalar = kernel(dtype, 0);
    dots = warmsUp && bits > 0 ? warmingDots(bits) : null;
    down = warmsUp && bits > 0 ? warmingDown(bits) : null;
  }

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  static GemvKernels of(DType dtype, int bits, boolean warmsUp) {
    return new GemvKernels(dtype, bits, warmsUp);
  }

  private static GemvKernel kernel(DType dtype, int bits) {
    return KERNELS.computeIfAbsent(new Key(dtype, bits), key -> new KernelClass(
        "Gemv_" + dtype + "_" + bits, dtype, bits, 1, "y = A * x, along rows and down columns")
        .make(MethodHandles.lookup(), GemvKernel.class, () -> GemvEmitter.emit(dtype, bits)));
  }

  /// An odd number of rows with an end: C2 compiles only what it has seen happen, and throws its code away when
  /// something else does.
  private Warming warmingDots(int bits) {
    int whole = TRIAL * lanes;
    Object data = dtype.newArray(whole + 1);
    Object y = dtype.newArray(3);
    Object room = dtype.newArray(lanes);
    return Warming.of(() -> simd.dots(3, whole, whole + 1, data, 0, 0, data, 0, y, 0, room),
        3L * 3 * TRIAL * 8 * GemvKernel.LANE_BYTES / bits);
  }

  /// Columns with an end, too.
  private Warming warmingDown(int bits) {
    int n = TRIAL * bits / 8 / dtype.bytes() + 1;
    Object data = dtype.newArray(n);
    Object y = dtype.newArray(n);
    return Warming.of(() -> simd.down(5, n, data, 0, 0, data, 0, y, 0), 5L * 4 * TRIAL);
  }

  /// What computes `work` multiply-adds of dot products now.
  GemvKernel dots(long work) {
    return dots == null || dots.isOver(work) ? simd : scalar;
  }

  /// What adds rows up with `work` multiply-adds now.
  GemvKernel down(long work) {
    return down == null || down.isOver(work) ? simd : scalar;
  }
}
