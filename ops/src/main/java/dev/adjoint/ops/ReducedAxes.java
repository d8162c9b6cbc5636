package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.kernel.Passes;
import java.util.List;
import java.util.stream.IntStream;

/// The axes that a reduction runs over: negative and ascending, so that they hold under further leading axes.
final class ReducedAxes {
  private ReducedAxes() {}

  /// The axes a caller named; none stands for all.
  static List<Integer> of(Tensor x, int... axes) {
    int rank = x.shape().rank();
    IntStream named =
        axes.length == 0 ? IntStream.range(-rank, 0) : IntStream.of(axes).map(a -> x.shape().axis(a) - rank);
    List<Integer> sorted = named.sorted().distinct().boxed().toList();
    if (axes.length > 0 && sorted.size() < axes.length) {
      throw OperandException.of(
          "reduce", new Mismatch("an axis is named twice: " + java.util.Arrays.toString(axes)).rule("each axis once"), x);
    }
    return sorted;
  }

  static Shape shape(Shape x, List<Integer> axes, Reduce.Axes keep) {
    int rank = x.rank();
    int[] sizes =
        IntStream.range(0, rank)
            .filter(i -> keep == Reduce.Axes.KEPT || !axes.contains(i - rank))
            .map(i -> axes.contains(i - rank) ? 1 : x.dim(i))
            .toArray();
    for (int axis : axes) {
      x.dim(axis); // there is such an axis
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
}
