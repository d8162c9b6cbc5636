package dev.adjoint.ops;

import static dev.adjoint.ops.Reduce.Axes.DROPPED;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
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

  /// An extremum's index along the last axis, which has no derivative.
  sealed interface Indexed extends Extremum {
    @Override
    default List<Integer> axes() {
      return List.of(-1);
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

    /// @param extreme of two numbers
    private static List<Specimen> specimens(Indexed op, DoubleBinaryOperator extreme) {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {2, 130}, {0, 3}}) {
        int n = sizes[sizes.length - 1];
        all.add(new Specimen(op, List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)), x -> {
          double[] y = new double[x[0].length / n];
          for (int row = 0; row < y.length; row++) {
            int best = 0;
            for (int i = 1; i < n; i++) {
              double sofar = x[0][row * n + best];
              best = extreme.applyAsDouble(sofar, x[0][row * n + i]) != sofar ? i : best;
            }
            y[row] = best;
          }
          return y;
        }));
      }
      return all;
    }
  }

  /// The index of the largest element along the last axis; see [Reduce#argmax].
  record ArgMax() implements Indexed {
    @Override
    public void forward(Call call) {
      Shape x = call.xType(0).shape();
      ReduceKernels.argMax(call.x(0), call.yType(0).shape().size(), x.dim(-1), 1, call.yInts(0));
    }

    @Override
    public List<Specimen> specimens() {
      return Indexed.specimens(this, Math::max);
    }
  }

  /// The index of the smallest element along the last axis; see [Reduce#argmin].
  record ArgMin() implements Indexed {
    @Override
    public void forward(Call call) {
      Shape x = call.xType(0).shape();
      ReduceKernels.argMin(call.x(0), call.yType(0).shape().size(), x.dim(-1), 1, call.yInts(0));
    }

    @Override
    public List<Specimen> specimens() {
      return Indexed.specimens(this, Math::min);
    }
  }
}
