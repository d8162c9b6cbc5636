package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// The loops of one reduction in one dtype: along a contiguous row, and down neighbouring columns.
abstract class ReduceKernel {
  /// Bytes that the accumulators of a row hold together, at every vector width: 64 floats, 32 doubles.
  static final int ROW_BYTES = 256;
  /// Vectors in a strip of columns.
  static final int STRIP = 8;

  private record Key(Reduction reduction, DType dtype, int bits) {}

  private static final ConcurrentHashMap<Key, ReduceKernel> KERNELS = new ConcurrentHashMap<>();

  /// What fills up the last chunk of a row.
  final Object identities;

  ReduceKernel(Object identities) {
    this.identities = identities;
  }

  /// The kernel for vectors of `bits` bits, or scalars if `bits` is 0.
  static ReduceKernel of(Reduction reduction, DType dtype, int bits) {
    return KERNELS.computeIfAbsent(new Key(reduction, dtype, bits), ReduceKernel::define);
  }

  private static ReduceKernel define(Key key) {
    long start = System.nanoTime();
    byte[] classFile = ReduceEmitter.emit(key.reduction(), key.dtype(), key.bits());
    if (KernelDump.ASKED_FOR != null) {
      String name = "Reduce_" + key.reduction() + "_" + key.dtype() + "_" + key.bits();
      KernelDump.ASKED_FOR.write(name, classFile, key.dtype(), key.bits(), 1, System.nanoTime() - start,
          key.reduction() + " along an axis");
    }
    try {
      return (ReduceKernel) MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor(Object.class)
          .newInstance(key.reduction().identities(key.dtype(), ROW_BYTES / key.dtype().bytes()));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated kernel for " + key, e);
    }
  }

  /// Reduces `chunks` chunks of [#ROW_BYTES] bytes from `x[at]` on, and then the chunk in `rest` if
  /// `withRest`, to `y[yAt]`. Element `i` of every chunk is folded into accumulator `i`, in order; then the
  /// upper half of the accumulators is folded into the lower, until one is left. `rest` is overwritten.
  abstract void row(Object x, int at, int chunks, Object rest, boolean withRest, Object y, int yAt);

  /// Reduces each of [#STRIP] vectors of neighbouring columns: `rows` rows, `stride` apart, from `x[at]` on,
  /// in order.
  abstract void strip(Object x, int at, int stride, int rows, Object y, int yAt);

  /// Reduces one vector of neighbouring columns.
  abstract void vector(Object x, int at, int stride, int rows, Object y, int yAt);

  /// Folds `x[i + distance]` into `x[i]`, for `i` in `[0, n)`, `n` being a multiple of a vector.
  abstract void pairs(Object x, int n, int distance);
}
