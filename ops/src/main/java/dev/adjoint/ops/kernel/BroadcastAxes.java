package dev.adjoint.ops.kernel;

import dev.adjoint.core.Shape;
import java.util.Arrays;

/// How inputs lie under an output they broadcast to, with as few axes as that takes: axes of size 1 are
/// dropped, and neighbours that every input either steps through evenly or repeats are one.
final class BroadcastAxes {
  private final Shape y;
  private final Shape[] x;
  private final int[] sizes;
  /// For each input, the distance between neighbours along each axis; 0 repeats.
  private final int[][] strides;
  private final int[] steps;
  private final int inner;
  private final long splat;

  BroadcastAxes(Shape y, Shape[] x) {
    this.y = y;
    this.x = x;
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
    this.sizes = Arrays.copyOf(sizes, rank);
    this.sizes[0] = count == 0 ? 1 : sizes[0];
    this.strides = new int[x.length][];
    Arrays.setAll(this.strides, k -> Arrays.copyOf(strides[k], rank));
    this.steps = new int[x.length];
    Arrays.setAll(steps, k -> rank < 2 ? 0 : this.strides[k][rank - 2]);
    this.inner = this.sizes[rank - 1];
    long splat = 0;
    for (int k = 0; k < x.length; k++) {
      splat |= this.strides[k][rank - 1] == 0 ? 1L << k : 0;
    }
    this.splat = splat;
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

  /// Whether these are the axes for the given shapes.
  boolean fit(Shape y, Shape[] x) {
    return this.y.equals(y) && Arrays.equals(this.x, x);
  }

  /// The number of elements along the innermost axis: a run in which every input is consecutive or one
  /// element.
  int inner() {
    return inner;
  }

  /// Bit `k` is set if input `k` is one element along the innermost axis.
  long splat() {
    return splat;
  }

  /// Whether input `k` lies under the output element by element.
  boolean isFull(int k) {
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      if (strides[k][axis] != stride) {
        return false;
      }
      stride *= sizes[axis];
    }
    return true;
  }

  /// How many runs there are from run number `run` on until an axis further out moves.
  int runsTogether(int run) {
    return sizes.length < 2 ? 1 : sizes[sizes.length - 2] - run % sizes[sizes.length - 2];
  }

  /// How far each input moves from one run to the next of such runs.
  int[] steps() {
    return steps;
  }

  /// Where input `k`'s run under run number `run` of the output begins.
  int offset(int k, int run) {
    int offset = 0;
    for (int axis = sizes.length - 2; axis >= 0; axis--) {
      offset += run % sizes[axis] * strides[k][axis];
      run /= sizes[axis];
    }
    return offset;
  }
}
