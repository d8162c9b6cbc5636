package dev.adjoint.ops;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Where elements stand, not what they are: reshaping, transposing, slicing, joining. All dtypes; negative
/// axes count from the end. Only [#reshape] shares storage; everything else copies.
public sealed interface Layout extends Linear, Specified permits Arrangement, Pieces {
  /// The same elements in the same row-major order under another shape.
  ///
  /// @param sizes the new sizes; one of them may be -1 and follows from the rest
  /// @throws OperandException if the number of elements differs
  static Tensor reshape(Tensor x, int... sizes) {
    int[] full = sizes.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < full.length; i++) {
      if (full[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= full[i];
      }
    }
    if (open >= 0) {
      if (known <= 0 || x.shape().size() % known != 0) {
        throw OperandException.of(
            "reshape",
            new Mismatch("no size for the axis left open in " + Arrays.toString(sizes))
                .rule("the other sizes are positive and divide the number of elements, " + x.shape().size()),
            x);
      }
      full[open] = (int) (x.shape().size() / known);
    }
    return reshape(x, shape("reshape", x, full));
  }

  /// The shape of sizes that were given for a result.
  private static Shape shape(String op, Tensor x, int[] sizes) {
    try {
      return Shape.of(sizes);
    } catch (Mismatch e) {
      throw OperandException.of(op, e, x);
    }
  }

  /// The same elements in the same row-major order under another shape.
  static Tensor reshape(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new Arrangement.Reshape(shape).apply(x);
  }

  /// `x` with one axis more, of size 1, which is then axis `axis` of the result.
  ///
  /// @throws OperandException if the result has no such axis
  static Tensor expand(Tensor x, int axis) {
    return reshape(x, x.shape().insert(AxisNumber.ofOneMore("expand", x, axis), 1));
  }

  /// `x` without an axis of size 1.
  ///
  /// @throws OperandException if the axis is longer
  static Tensor squeeze(Tensor x, int axis) {
    if (x.shape().dim(AxisNumber.fromEnd("squeeze", x, axis)) != 1) {
      throw OperandException.of("squeeze", new Mismatch("axis " + axis + " is not of size 1"), x);
    }
    return reshape(x, x.shape().remove(axis));
  }

  /// `x` of rank 2 or more with its last two axes exchanged: `(…, m, n)` → `(…, n, m)`.
  static Tensor transpose(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw OperandException.of(
          "transpose", new Mismatch("less than two axes").rule("(…, m, n) → (…, n, m)"), x);
    }
    int[] axes = IntStream.range(0, rank).toArray();
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return permute(x, axes);
  }

  /// `x` with its axes in another order: axis `i` of the result is axis `axes[i]` of `x`.
  ///
  /// @throws OperandException if `axes` does not name each axis once
  static Tensor permute(Tensor x, int... axes) {
    int rank = x.shape().rank();
    boolean identity = axes.length == rank;
    for (int i = 0; identity && i < rank; i++) {
      identity = axes[i] == i;
    }
    if (identity) {
      return x;
    }
    List<Integer> fromStart = IntStream.of(axes).map(a -> a < 0 ? a + rank : a).boxed().toList();
    return new Arrangement.Permute(fromStart).apply(x);
  }

  /// `x` repeated along axes so that it has the given shape; see [Shape#broadcast] for the rule.
  static Tensor broadcastTo(Tensor x, int... sizes) {
    return Broadcast.broadcastTo(x, shape("broadcastTo", x, sizes));
  }

  /// The elements from index `from` up to but without `to` along an axis; negative indices count from the
  /// end.
  ///
  /// @throws OperandException if the bounds are not within the axis
  static Tensor slice(Tensor x, int axis, int from, int to) {
    int n = x.shape().dim(AxisNumber.fromEnd("slice", x, axis));
    int first = from < 0 ? from + n : from;
    int end = to < 0 ? to + n : to;
    if (first < end && (first < 0 || end > n)) {
      throw OperandException.of(
          "slice",
          new Mismatch("from " + from + " to " + to + " is not within axis " + axis)
              .rule("bounds run from " + -n + " to " + n),
          x);
    }
    return sliceBySteps(x, axis, first, Math.max(0, end - first), 1);
  }

  /// `count` elements along an axis: those at `from`, `from + step`, `from + 2 step` and so on.
  ///
  /// @param step not 0; negative goes backwards
  /// @throws OperandException if one of them is not within the axis
  static Tensor sliceBySteps(Tensor x, int axis, int from, int count, int step) {
    return new Pieces.Slice(AxisNumber.fromEnd("slice", x, axis), from, count, step).apply(x);
  }

  /// The elements along an axis in reverse order.
  static Tensor flip(Tensor x, int axis) {
    int n = x.shape().dim(AxisNumber.fromEnd("flip", x, axis));
    return n == 0 ? x : sliceBySteps(x, axis, n - 1, n, -1);
  }

  /// Zeros around the elements along an axis.
  ///
  /// @param before how many zeros come first, not negative
  /// @param after how many come last, not negative
  /// @throws OperandException if either is negative
  static Tensor pad(Tensor x, int axis, int before, int after) {
    int fromEnd = AxisNumber.fromEnd("pad", x, axis);
    if (before < 0 || after < 0) {
      throw OperandException.of(
          "pad",
          new Mismatch(before + " zeros before and " + after + " after")
              .rule("neither is negative").hint("slice to take elements away"),
          x);
    }
    return new Pieces.Embed(fromEnd, before, 1, before + x.shape().dim(fromEnd) + after).apply(x);
  }

  /// The tensors, at least one, one after another along an axis; their dtypes and other sizes are equal.
  ///
  /// @throws OperandException if they are not
  static Tensor concat(int axis, Tensor... x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("concat: at least one tensor");
    }
    return new Pieces.Concat(AxisNumber.fromEnd("concat", x[0], axis)).apply(x);
  }

  /// The tensors, of equal types, along a new axis of the result.
  ///
  /// @throws OperandException if their types differ, or the result has no such axis
  static Tensor stack(int axis, Tensor... x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("stack: at least one tensor");
    }
    int at = AxisNumber.ofOneMore("stack", x[0], axis);
    Tensor[] expanded = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      if (!x[i].type().equals(x[0].type())) {
        throw OperandException.of(
            "stack", new Mismatch("they differ in type").rule("equal dtypes and shapes"), x);
      }
      expanded[i] = expand(x[i], at);
    }
    return concat(at, expanded);
  }

  /// `x` cut along an axis into pieces of these sizes.
  ///
  /// @throws OperandException if they do not add up to the size of the axis
  static Tensor[] split(Tensor x, int axis, int... sizes) {
    int n = x.shape().dim(AxisNumber.fromEnd("split", x, axis));
    if (IntStream.of(sizes).asLongStream().sum() != n || IntStream.of(sizes).anyMatch(size -> size < 0)) {
      throw OperandException.of(
          "split",
          new Mismatch("the pieces " + Arrays.toString(sizes) + " do not make up axis " + axis)
              .rule("sizes of at least 0 with sum " + n),
          x);
    }
    Tensor[] pieces = new Tensor[sizes.length];
    int from = 0;
    for (int i = 0; i < sizes.length; i++) {
      pieces[i] = sliceBySteps(x, axis, from, sizes[i], 1);
      from += sizes[i];
    }
    return pieces;
  }
}
