package dev.adjoint.ops;

import static dev.adjoint.ops.Reduce.Axes.DROPPED;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The reductions that pick an element: the largest, the smallest, and where they are.
public sealed interface Extremum extends Reduce {
  /// The cotangent of an extremum: shared by the elements that equal it.
  private static Tensor share(Tensor x, Tensor y, Tensor dy, List<Integer> axes) {
    Tensor hit = new Equals().apply(x, ReducedAxes.kept(y, x, axes));
    Tensor share = Arithmetic.div(ReducedAxes.kept(dy, x, axes), new Sum(axes, KEPT).apply(hit));
    return Arithmetic.mul(hit, share);
  }

  /// See [Reduce#max(Tensor, Axes, int...)].
  record Max(List<Integer> axes, Axes keep) implements Extremum {
    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::max, call, axes);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {share(x[0], y, dy, axes)};
    }

    @Override
    public String derivative() {
      return "dx = dy where x = y, shared equally at ties";
    }

    static List<Max> examples() {
      return List.of(new Max(List.of(-1), DROPPED));
    }

    @Override
    public List<Specimen> specimens() {
      return ReduceSpecimens.of(Max::new, takesNone(), run -> {
        double max = run[0];
        for (double v : run) {
          max = Math.max(max, v);
        }
        return max;
      });
    }
  }

  /// See [Reduce#min(Tensor, Axes, int...)].
  record Min(List<Integer> axes, Axes keep) implements Extremum {
    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::min, call, axes);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {share(x[0], y, dy, axes)};
    }

    @Override
    public String derivative() {
      return "dx = dy where x = y, shared equally at ties";
    }

    static List<Min> examples() {
      return List.of(new Min(List.of(-1), DROPPED));
    }

    @Override
    public List<Specimen> specimens() {
      return ReduceSpecimens.of(Min::new, takesNone(), run -> {
        double min = run[0];
        for (double v : run) {
          min = Math.min(min, v);
        }
        return min;
      });
    }
  }

  /// An extremum's index along an axis, which has no derivative.
  sealed interface Indexed extends Extremum {
    /// The axis, counted from the end: negative.
    int axis();

    @Override
    default List<Integer> axes() {
      return List.of(axis());
    }

    @Override
    default Axes keep() {
      return DROPPED;
    }

    @Override
    default Type type(Type[] x) {
      return Extremum.super.type(x).with(DType.INT32);
    }

    @Override
    default @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[1];
    }

    @Override
    default String derivative() {
      return "none";
    }

    @Override
    default int orders() {
      return 0;
    }

    /// Runs a kernel over the axis.
    private static void forward(Indexed op, Search search, Call call) {
      Blocks b = Blocks.of(call.xType(0).shape(), op.axis());
      search.run(call.x(0), b.outer(), b.n(), b.inner(), call.yInts(0));
    }

    /// A kernel that finds extremes along the middle axis of `(outer, n, inner)`.
    @FunctionalInterface
    interface Search {
      void run(Object x, int outer, int n, int inner, int[] y);
    }

    /// @param op of an axis
    /// @param extreme of two numbers
    private static List<Specimen> specimens(IntFunction<Indexed> op, DoubleBinaryOperator extreme) {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {2, 130}, {0, 3}}) {
        for (int axis = -1; axis >= -sizes.length; axis--) {
          if (sizes[sizes.length + axis] > 0) {
            all.add(specimen(op.apply(axis), sizes, extreme));
          }
        }
      }
      return all;
    }

    private static Specimen specimen(Indexed op, int[] sizes, DoubleBinaryOperator extreme) {
      int axis = sizes.length + op.axis();
      int n = sizes[axis];
      int inner = Arrays.stream(sizes, axis + 1, sizes.length).reduce(1, (a, b) -> a * b);
      return new Specimen(op, List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)), x -> {
        double[] y = new double[x[0].length / n];
        for (int i = 0; i < y.length; i++) {
          int at = i / inner * n * inner + i % inner;
          int best = 0;
          for (int p = 1; p < n; p++) {
            double sofar = x[0][at + best * inner];
            best = extreme.applyAsDouble(sofar, x[0][at + p * inner]) != sofar ? p : best;
          }
          y[i] = best;
        }
        return y;
      });
    }
  }

  /// The index of the largest element along an axis; see [Reduce#argmax].
  record ArgMax(int axis) implements Indexed {
    @Override
    public void forward(Call call) {
      Indexed.forward(this, ReduceKernels::argMax, call);
    }

    static List<ArgMax> examples() {
      return List.of(new ArgMax(-1));
    }

    @Override
    public List<Specimen> specimens() {
      return Indexed.specimens(ArgMax::new, Math::max);
    }
  }

  /// The index of the smallest element along an axis; see [Reduce#argmin].
  record ArgMin(int axis) implements Indexed {
    @Override
    public void forward(Call call) {
      Indexed.forward(this, ReduceKernels::argMin, call);
    }

    static List<ArgMin> examples() {
      return List.of(new ArgMin(-1));
    }

    @Override
    public List<Specimen> specimens() {
      return Indexed.specimens(ArgMin::new, Math::min);
    }
  }
}
