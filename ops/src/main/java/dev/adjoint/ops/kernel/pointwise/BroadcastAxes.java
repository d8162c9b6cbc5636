package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How inputs lie under an output they broadcast to, with as few axes as that takes: axes of size 1 are
/// dropped, and neighbours that every input either steps through evenly or repeats are one.
///
/// The elements of the output along the innermost axis are a *run*, in which every input is consecutive or
/// one element.
final class BroadcastAxes implements Runs {
  /// Where nothing broadcasts but single elements, and there is one run.
  static final BroadcastAxes NONE = new BroadcastAxes(new int[] {1}, new int[0][]);

  private final int[] sizes;
  /// For each input, the distance between neighbours along each axis; 0 repeats.
  private final int[][] strides;
  private final int[] steps;
  private final int inner;
  private final long splat;
  private final long whole;
  private final long full;
  /// Made when it is asked for; of two made at once either will do.
  private @Nullable ShortRuns shortRuns;

  private BroadcastAxes(int[] sizes, int[][] strides) {
    int rank = sizes.length;
    this.sizes = sizes;
    this.strides = strides;
    this.steps = new int[strides.length];
    this.inner = sizes[rank - 1];
    long splat = 0;
    long whole = 0;
    for (int k = 0; k < strides.length; k++) {
      steps[k] = rank < 2 ? 0 : strides[k][rank - 2];
      splat |= strides[k][rank - 1] == 0 ? 1L << k : 0;
      whole |= Arrays.stream(strides[k]).allMatch(stride -> stride == 0) ? 1L << k : 0;
    }
    this.splat = splat;
    this.whole = whole;
    this.full = whereFull();
  }

  /// The axes of an output of shape `y` over inputs of shapes `x`, which broadcast to it.
  static BroadcastAxes of(Shape y, Shape[] x) {
    int[] sizes = new int[y.rank()];
    int[][] strides = new int[x.length][y.rank()];
    int count = 0;
    for (int axis = 0; axis < y.rank(); axis++) {
      int n = y.dim(axis);
      if (n == 1) {
        continue;
      }
      boolean merge = count > 0;
      for (int k = 0; merge && k < x.length; k++) {
        merge = strides[k][count - 1] == stride(x[k], y, axis) * n;
      }
      count = merge ? count : count + 1;
      sizes[count - 1] = merge ? sizes[count - 1] * n : n;
      for (int k = 0; k < x.length; k++) {
        strides[k][count - 1] = stride(x[k], y, axis);
      }
    }
    int rank = Math.max(1, count);
    sizes = count == 0 ? new int[] {1} : Arrays.copyOf(sizes, rank);
    for (int k = 0; k < x.length; k++) {
      strides[k] = Arrays.copyOf(strides[k], rank);
    }
    return new BroadcastAxes(sizes, strides);
  }

  private static int stride(Shape x, Shape y, int axis) {
    int own = axis - (y.rank() - x.rank());
    if (own < 0 || x.dim(own) == 1) {
      return 0;
    }
    int stride = 1;
    for (int i = own + 1; i < x.rank(); i++) {
      stride *= x.dim(i);
    }
    return stride;
  }

  /// Runs of `n` elements, one after the other; inputs advance with the output, or begin anew with each run,
  /// or are one element altogether.
  ///
  /// @param full bit `k` is set if input `k` advances
  /// @param whole bit `k` is set if input `k` is one element
  static BroadcastAxes ofRuns(int runs, int n, int inputs, long full, long whole) {
    int[][] strides = new int[inputs][];
    Arrays.setAll(strides, k -> new int[] {(int) (full >> k & 1) * n, 1 - (int) (whole >> k & 1)});
    return new BroadcastAxes(new int[] {runs, n}, strides);
  }

  /// The number of elements of a run.
  @Override
  public int inner() {
    return inner;
  }

  /// The number of elements of all runs.
  int size() {
    int size = 1;
    for (int n : sizes) {
      size *= n;
    }
    return size;
  }

  /// The number of inputs.
  int inputs() {
    return strides.length;
  }

  /// Bit `k` is set if input `k` is neither full nor a splat.
  long own() {
    return ~(full | splat) & (1L << strides.length) - 1;
  }

  /// Bit `k` is set if input `k` is one element along the innermost axis.
  long splat() {
    return splat;
  }

  /// Bit `k` is set if input `k` is one element altogether.
  long whole() {
    return whole;
  }

  private long whereFull() {
    long full = ~0L;
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      for (int k = 0; k < strides.length; k++) {
        full &= strides[k][axis] == stride ? ~0L : ~(1L << k);
      }
      stride *= sizes[axis];
    }
    return full;
  }

  /// Bit `k` is set if input `k` lies under the output element by element.
  long full() {
    return full;
  }

  /// How many runs there are from run number `run` on until an axis further out moves.
  int runsTogether(int run) {
    return sizes.length < 2 ? 1 : sizes[sizes.length - 2] - run % sizes[sizes.length - 2];
  }

  /// How far input `k` moves from one run to the next of such runs.
  @Override
  public int step(int k) {
    return steps[k];
  }

  /// Where input `k`'s run under run number `run` of the output begins.
  @Override
  public int offset(int k, int run) {
    int offset = 0;
    for (int axis = sizes.length - 2; axis >= 0; axis--) {
      offset += run % sizes[axis] * strides[k][axis];
      run /= sizes[axis];
    }
    return offset;
  }

  /// What puts these runs together if they are short.
  ShortRuns shortRuns() {
    ShortRuns known = shortRuns;
    if (known == null) {
      known = new ShortRuns(this);
      shortRuns = known;
    }
    return known;
  }
}
