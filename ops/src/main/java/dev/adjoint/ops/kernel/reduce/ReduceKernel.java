package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelDump;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// The loops of one reduction in one dtype: along contiguous rows, and down neighbouring columns.
public abstract class ReduceKernel {
  /// Bytes that the accumulators of a row hold together, at every vector width: 64 floats, 32 doubles.
  public static final int ROW_BYTES = 256;
  /// Rows that are folded into columns at a time, and lines at a time.
  static final int EIGHT = 8;
  /// Vectors that a search skips at a time.
  static final int SKIPPED = 4;
  /// Neighbouring columns at a time: what they are folded into stays in the L1 cache.
  static final int COLUMNS = 1024;

  private record Key(Reduction reduction, DType dtype, int bits, boolean warmsUp) {}

  private static final ConcurrentHashMap<Key, ReduceKernel> KERNELS = new ConcurrentHashMap<>();

  private final Reduction reduction;
  private final DType dtype;
  private final int lanes;
  private final int chunk;
  private final Object identities;

  ReduceKernel(Reduction reduction, DType dtype, int lanes) {
    this.reduction = reduction;
    this.dtype = dtype;
    this.lanes = lanes;
    chunk = ROW_BYTES / dtype.bytes();
    identities = reduction.identities(dtype, COLUMNS);
  }

  /// The kernel for vectors of `bits` bits, or scalars if `bits` is 0; if it warms up, scalars do its work
  /// until the JIT has compiled it.
  public static ReduceKernel of(Reduction reduction, DType dtype, int bits, boolean warmsUp) {
    Key key = new Key(reduction, dtype, bits, warmsUp && bits > 0);
    ReduceKernel known = KERNELS.get(key);
    return known != null ? known : make(key);
  }

  private static ReduceKernel make(Key key) {
    ReduceKernel made = define(key);
    if (key.warmsUp()) {
      ReduceKernel scalar = of(key.reduction(), key.dtype(), 0, false);
      made = new WarmingReduceKernel(key.reduction(), key.dtype(), made, scalar);
    }
    ReduceKernel first = KERNELS.putIfAbsent(key, made);
    return first != null ? first : made;
  }

  private static ReduceKernel define(Key key) {
    long start = System.nanoTime();
    byte[] classFile = ReduceEmitter.emit(key.reduction(), key.dtype(), key.bits());
    if (KernelDump.ASKED_FOR != null) {
      String name = "Reduce_" + key.reduction() + "_" + key.dtype() + "_" + key.bits();
      KernelDump.ASKED_FOR.write(name, classFile, key.dtype(), key.bits(), 1, System.nanoTime() - start,
          key.reduction() + " along an axis");
    }
    int lanes = Math.max(1, key.bits() / 8 / key.dtype().bytes());
    try {
      return (ReduceKernel) MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor(Reduction.class, DType.class, int.class)
          .newInstance(key.reduction(), key.dtype(), lanes);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated kernel for " + key, e);
    }
  }

  /// Elements of a vector.
  final int lanes() {
    return lanes;
  }

  /// Rows of fewer elements are reduced one element after the other, longer ones by so many accumulators.
  final int chunk() {
    return chunk;
  }

  /// Space for [#rows].
  final Object rest() {
    return dtype.newArray(chunk);
  }

  /// Reduces rows of `n` consecutive elements each to one element of `y`: fewer than a chunk one after the
  /// other, which [#lines] does faster for many rows.
  ///
  /// @param rest from [#rest], overwritten
  public final void rows(Object x, int at, int n, int rows, Object y, int yAt, Object rest) {
    if (n < chunk) {
      for (int row = 0; row < rows; row++) {
        columns(x, at + row * n, 1, n, 1, y, yAt + row);
      }
    } else {
      rows(x, at, n / chunk * chunk, n % chunk, rows, y, yAt, rest);
    }
  }

  /// The last elements of a row, filled up to a chunk.
  final void fill(Object x, int at, int left, Object rest) {
    System.arraycopy(x, at, rest, 0, left);
    System.arraycopy(identities, 0, rest, left, chunk - left);
  }

  /// Reduces `n` neighbouring columns, at most [#COLUMNS], of `rows` rows that are `stride` apart.
  public final void columns(Object x, int at, int stride, int rows, int n, Object y, int yAt) {
    System.arraycopy(identities, 0, y, yAt, n);
    int bulk = n / lanes * lanes;
    down(x, at, stride, rows, y, yAt, bulk);
    if (bulk < n) {
      of(reduction, dtype, 0, false).down(x, at + bulk, stride, rows, y, yAt + bulk, n - bulk);
    }
  }

  private void down(Object x, int at, int stride, int rows, Object y, int yAt, int n) {
    int row = 0;
    for (; row <= rows - EIGHT; row += EIGHT) {
      eight(x, at + row * stride, stride, y, yAt, n);
    }
    for (; row < rows; row++) {
      one(x, at + row * stride, stride, y, yAt, n);
    }
  }

  /// Reduces rows of `whole` elements, chunks of [#ROW_BYTES], and `left` more, which [#fill] completes.
  /// Element `i` of every chunk is folded into accumulator `i`, in order; then the upper half of the
  /// accumulators is folded into the lower, until one is left.
  abstract void rows(
      Object x, int at, int whole, int left, int rows, Object y, int yAt, Object rest);

  /// Folds `x[at + row·stride + i]` for `row` from 0 to 7, in order, into `y[yAt + i]`, for `i` in `[0, n)`,
  /// `n` being a multiple of a vector.
  abstract void eight(Object x, int at, int stride, Object y, int yAt, int n);

  /// The same for one row.
  abstract void one(Object x, int at, int stride, Object y, int yAt, int n);

  /// Reduces eight lines of `length` elements, `step` apart from `x[from[i]]` on, each in order to
  /// `y[yAt + i]`.
  abstract void lines(Object x, int[] from, int step, int length, Object y, int yAt);

  /// Skips [#SKIPPED] vectors at a time from `x[at]` on in which no element equals `values[valueAt]`; gives
  /// the index of the first that are not skipped: one has such an element, or they end beyond `end`.
  abstract int skip(Object x, int at, int end, Object values, int valueAt);

  /// The same, comparing `x[at + i]` with `values[valueAt + i]`.
  abstract int skipPairs(Object x, int at, int end, Object values, int valueAt);
}
