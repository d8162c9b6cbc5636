package dev.adjoint.ops.kernel.pool;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelClass;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.conv.ConvAxis;
import dev.adjoint.ops.kernel.conv.ConvScratch;
import dev.adjoint.ops.kernel.conv.ConvShape;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// Max pooling by windows of two columns that are side by side and within the images: what most networks do.
/// All other windows are [PoolKernels]' own.
final class PoolPairs {
  /// Rows of a window that have room in registers.
  private static final int MOST_ROWS = 4;
  private static final int TASK = 1 << 12;

  private record Key(DType dtype, int bits, int height, boolean warmsUp) {}

  private static final ConcurrentHashMap<Key, PoolPair> KERNELS = new ConcurrentHashMap<>();

  private PoolPairs() {}

  /// Whether a window is one of those, and no element is under two.
  static boolean fits(ConvShape s) {
    ConvAxis y = s.y();
    ConvAxis x = s.x();
    int reach = (y.taps() - 1) * y.dilation() + 1;
    boolean columns = x.taps() == 2 && x.stride() == 2 && x.dilation() == 1 && x.before() == 0
        && 2 * x.places() <= x.size();
    return columns && y.taps() <= MOST_ROWS && reach <= y.stride() && y.before() == 0
        && (y.places() - 1) * y.stride() + reach <= y.size();
  }

  static void max(ConvShape s, KernelCompiler compiler, Workers workers, Object x, Object y) {
    PoolPair kernel = kernel(s, compiler, y);
    int width = s.x().size();
    int step = s.y().stride() * width;
    int row = s.y().dilation() * width;
    run(s, workers, plane -> kernel.max(
        x, plane * s.plane(), step, row, y, plane * s.places(), s.x().places(), s.y().places()));
  }

  static void share(ConvShape s, KernelCompiler compiler, Workers workers, Object x, Object dy, Object dx) {
    PoolPair kernel = kernel(s, compiler, dx);
    int width = s.x().size();
    boolean covers = s.places() * 2 * s.y().taps() == s.plane();
    run(s, workers, plane -> {
      if (!covers) {
        ConvScratch.fill(dx, plane * s.plane(), (plane + 1) * s.plane(), 0);
      }
      kernel.share(x, plane * s.plane(), s.y().stride() * width, s.y().dilation() * width,
          dy, plane * s.places(), s.x().places(), s.y().places(), dx);
    });
  }

  private static void run(ConvShape s, Workers workers, Workers.Task body) {
    int together = Math.clamp(TASK / s.plane(), 1, Math.max(1, s.images()));
    workers.run(Math.ceilDiv(s.images(), together), task -> {
      int end = Math.min(s.images(), (task + 1) * together);
      for (int plane = task * together; plane < end; plane++) {
        body.run(plane);
      }
    });
  }

  /// The kernel with the widest vectors that are not longer than a row of places.
  private static PoolPair kernel(ConvShape s, KernelCompiler compiler, Object array) {
    DType dtype = array instanceof float[] ? DType.FLOAT32 : DType.FLOAT64;
    int width = compiler.bits();
    while (width > 0 && width / 8 / dtype.bytes() > s.x().places()) {
      width = width == 128 ? 0 : width / 2;
    }
    boolean warmsUp = compiler.warmsUp() && width > 0;
    return KERNELS.computeIfAbsent(
        new Key(dtype, width, s.y().taps(), warmsUp), warmsUp ? PoolPairs::warming : PoolPairs::make);
  }

  private static PoolPair warming(Key key) {
    PoolPair kernel = make(key);
    PoolPair scalar = make(new Key(key.dtype(), 0, key.height(), false));
    return new WarmingPair(kernel, scalar, key.dtype(), key.bits() / 8 / key.dtype().bytes(), key.height());
  }

  private static PoolPair make(Key key) {
    String name = "PoolPair_" + key.dtype() + "_" + key.bits() + "_" + key.height();
    return new KernelClass(name, key.dtype(), key.bits(), key.height(), "max pooling by pairs of columns")
        .make(MethodHandles.lookup(), PoolPair.class,
            () -> PoolPairEmitter.emit(key.dtype(), key.bits(), key.height()));
  }
}
