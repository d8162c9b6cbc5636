package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.kernel.reduce.Passes;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The axes that a reduction runs over: negative and ascending, so that they hold under further leading axes.
final class ReducedAxes {
  private ReducedAxes() {}

  /// The axes a caller named; none stands for all.
  static List<Integer> of(String op, Tensor x, int... axes) {
    if (axes.length == 1) {
      return List.of(AxisNumber.fromEnd(op, x, axes[0]));
    }
    int rank = x.shape().rank();
    IntStream named =
        axes.length == 0
            ? IntStream.range(-rank, 0)
            : IntStream.of(axes).map(axis -> AxisNumber.fromEnd(op, x, axis));
    List<Integer> sorted = named.sorted().distinct().boxed().toList();
    if (axes.length > 0 && sorted.size() < axes.length) {
      throw OperandException.of(
          op,
          new Mismatch("an axis is named twice: " + Arrays.toString(axes)).rule("each axis once"),
          x);
    }
    return sorted;
  }

  static Shape shape(Shape x, List<Integer> axes, Reduce.Axes keep) {
    int rank = x.rank();
    for (int axis : axes) {
      x.dim(axis); // there is such an axis
    }
    int[] sizes = new int[keep == Reduce.Axes.KEPT ? rank : rank - axes.size()];
    int n = 0;
    for (int i = 0; i < rank; i++) {
      boolean reduced = axes.contains(i - rank);
      if (!reduced || keep == Reduce.Axes.KEPT) {
        sizes[n++] = reduced ? 1 : x.dim(i);
      }
    }
    return Shape.of(sizes);
  }

  static void run(Passes.Pass pass, Call call, List<Integer> axes) {
    Shape x = call.xType(0).shape();
    boolean[] reduced = new boolean[x.rank()];
    for (int axis : axes) {
      reduced[axis + x.rank()] = true;
    }
    Passes.run(pass, call.x(0), x, reduced, call.y(0));
  }

  /// `t`, a result or cotangent, as it would be had the axes been kept.
  static Tensor kept(Tensor t, Tensor x, List<Integer> axes) {
    return Layout.reshape(t, shape(x.shape(), axes, Reduce.Axes.KEPT));
  }

  /// `x` with the axes reduced as one last axis.
  static Tensor last(Tensor x, List<Integer> axes) {
    Tensor moved = Layout.permute(x, order(x.shape().rank(), axes));
    int kept = x.shape().rank() - axes.size();
    int[] sizes = new int[kept + 1];
    sizes[kept] = 1;
    for (int i = 0; i < moved.shape().rank(); i++) {
      int size = moved.shape().dim(i);
      sizes[Math.min(i, kept)] = i <= kept ? size : sizes[kept] * size;
    }
    return Layout.reshape(moved, Shape.of(sizes));
  }

  /// What has the shape that [#last] gives for `x`, in the shape of `x`.
  static Tensor back(Tensor t, Shape x, List<Integer> axes) {
    int[] order = order(x.rank(), axes);
    int[] inverse = new int[order.length];
    int[] sizes = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[order[i]] = i;
      sizes[i] = x.dim(order[i]);
    }
    return Layout.permute(Layout.reshape(t, Shape.of(sizes)), inverse);
  }

  /// The axes that stay, then those reduced.
  private static int[] order(int rank, List<Integer> axes) {
    IntStream stay = IntStream.range(-rank, 0).filter(a -> !axes.contains(a));
    return IntStream.concat(stay, axes.stream().mapToInt(a -> a)).map(a -> a + rank).toArray();
  }

  /// Reduces axes by what reduces one: in place where they are neighbours, since those are one axis of another
  /// shape.
  ///
  /// @param reduction of an axis, counted from the end
  static Tensor byAxis(String op, IntFunction<UnaryOperator<Tensor>> reduction, Tensor x, int... axes) {
    List<Integer> reduced = of(op, x, axes);
    int count = reduced.size();
    if (count == 1) {
      return reduction.apply(reduced.getFirst()).apply(x);
    }
    if (count == 0 || reduced.getLast() - reduced.getFirst() >= count) {
      return reduction.apply(-1).apply(last(x, reduced));
    }
    int rank = x.shape().rank();
    int first = reduced.getFirst() + rank;
    int[] sizes = new int[rank - count + 1];
    sizes[first] = 1;
    for (int i = 0; i < rank; i++) {
      int to = i < first ? i : Math.max(first, i - count + 1);
      sizes[to] = to == first ? sizes[first] * x.shape().dim(i) : x.shape().dim(i);
    }
    return reduction.apply(first - sizes.length).apply(Layout.reshape(x, Shape.of(sizes)));
  }

  /// Reduces axes by what reduces the last one.
  static Tensor byRows(
      String op, UnaryOperator<Tensor> reduction, Tensor x, Reduce.Axes keep, int... axes) {
    List<Integer> reduced = of(op, x, axes);
    Tensor y = reduction.apply(last(x, reduced));
    return keep == Reduce.Axes.KEPT ? kept(y, x, reduced) : y;
  }
}
