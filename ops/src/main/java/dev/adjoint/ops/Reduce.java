package dev.adjoint.ops;

import static dev.adjoint.ops.Reduce.Axes.DROPPED;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Many elements to one: sums, means and extrema along axes. No axes given means all of them; negative axes
/// count from the end. Sums run in a fixed order that depends on the shape alone, so that equal inputs give
/// equal bits on any machine.
public sealed interface Reduce extends SingleOp, Specified
    permits Reduce.Sum, Reduce.Mean, Reduce.Prod, Extremum {
  /// What becomes of the axes reduced.
  enum Axes {
    /// They are gone: `(m, n)` along 1 gives `(m,)`.
    DROPPED,
    /// They stay with size 1, so that the result broadcasts against the operand: `(m, n)` along 1 gives
    /// `(m, 1)`.
    KEPT
  }

  /// The sum. Of no elements it is 0. FLOAT32, FLOAT64, INT32, INT64 (integers wrap around).
  static Tensor sum(Tensor x, int... axes) {
    return sum(x, DROPPED, axes);
  }

  /// The sum, keeping the axes or not.
  static Tensor sum(Tensor x, Axes keep, int... axes) {
    return new Sum(ReducedAxes.of("sum", x, axes), keep).apply(x);
  }

  /// The arithmetic mean. FLOAT32, FLOAT64.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor mean(Tensor x, int... axes) {
    return mean(x, DROPPED, axes);
  }

  /// The arithmetic mean, keeping the axes or not.
  static Tensor mean(Tensor x, Axes keep, int... axes) {
    return new Mean(ReducedAxes.of("mean", x, axes), keep).apply(x);
  }

  /// The largest element; NaN if any is NaN. FLOAT32, FLOAT64, INT32, INT64. Elements that tie share the
  /// derivative equally.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor max(Tensor x, int... axes) {
    return max(x, DROPPED, axes);
  }

  /// The largest element, keeping the axes or not.
  static Tensor max(Tensor x, Axes keep, int... axes) {
    return new Extremum.Max(ReducedAxes.of("max", x, axes), keep).apply(x);
  }

  /// The smallest element; otherwise as [#max(Tensor, int...)].
  static Tensor min(Tensor x, int... axes) {
    return min(x, DROPPED, axes);
  }

  /// The smallest element, keeping the axes or not.
  static Tensor min(Tensor x, Axes keep, int... axes) {
    return new Extremum.Min(ReducedAxes.of("min", x, axes), keep).apply(x);
  }

  /// The index of the largest element, INT32; the first of several, and the first NaN before all else. Along
  /// several axes it counts in row-major order over them. It ends a gradient path.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor argmax(Tensor x, int... axes) {
    return ReducedAxes.byAxis("argmax", axis -> new Extremum.ArgMax(axis)::apply, x, axes);
  }

  /// The index of the smallest element; otherwise as [#argmax].
  static Tensor argmin(Tensor x, int... axes) {
    return ReducedAxes.byAxis("argmin", axis -> new Extremum.ArgMin(axis)::apply, x, axes);
  }

  /// The product. Of no elements it is 1. FLOAT32, FLOAT64, INT32, INT64 (integers wrap around). Its
  /// derivative is right where elements are 0, too.
  static Tensor prod(Tensor x, int... axes) {
    return prod(x, DROPPED, axes);
  }

  /// The product, keeping the axes or not.
  static Tensor prod(Tensor x, Axes keep, int... axes) {
    return new Prod(ReducedAxes.of("prod", x, axes), keep).apply(x);
  }

  /// `log Σ eˣ`, which does not overflow. FLOAT32, FLOAT64.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor logSumExp(Tensor x, int... axes) {
    return logSumExp(x, DROPPED, axes);
  }

  /// `log Σ eˣ`, keeping the axes or not.
  static Tensor logSumExp(Tensor x, Axes keep, int... axes) {
    return ReducedAxes.byRows("logSumExp", Fused::logSumExp, x, keep, axes);
  }

  /// The Euclidean norm `√Σ x²`, which neither overflows nor vanishes before its value does. FLOAT32,
  /// FLOAT64. Its derivative at 0 is 0.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor norm(Tensor x, int... axes) {
    return norm(x, DROPPED, axes);
  }

  /// The Euclidean norm, keeping the axes or not.
  static Tensor norm(Tensor x, Axes keep, int... axes) {
    return ReducedAxes.byRows("norm", new Norms.Norm()::apply, x, keep, axes);
  }

  /// The sums of the elements up to each one along an axis; see [Scan].
  static Tensor cumsum(Tensor x, int axis) {
    return Scan.cumsum(x, axis);
  }

  /// The axes reduced, negative and ascending.
  List<Integer> axes();

  /// What becomes of them.
  Axes keep();

  @Override
  default Type type(Type[] x) {
    Mismatch.demandInputs(x, 1);
    if (!x[0].dtype().isFloating() && !(takesIntegers() && x[0].dtype().isInteger())) {
      throw new Mismatch("does not take " + x[0].dtype())
          .rule(takesIntegers() ? "numbers" : "FLOAT32 or FLOAT64");
    }
    boolean ofNone = x[0].shape().size() == 0 && ReducedAxes.shape(x[0].shape(), axes(), KEPT).size() > 0;
    if (!takesNone() && ofNone) {
      throw new Mismatch("of no elements").rule("the axes reduced are not empty");
    }
    return x[0].with(ReducedAxes.shape(x[0].shape(), axes(), keep()));
  }

  /// Whether integers are taken besides floating types.
  default boolean takesIntegers() {
    return true;
  }

  /// Whether there is a result of no elements.
  default boolean takesNone() {
    return false;
  }

  /// See [#sum(Tensor, Axes, int...)].
  record Sum(List<Integer> axes, Axes keep) implements Reduce, Linear {
    @Override
    public boolean takesNone() {
      return true;
    }

    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::sum, call, axes);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {Broadcast.broadcastTo(ReducedAxes.kept(dy, x[0], axes), x[0].shape())};
    }

    @Override
    public String derivative() {
      return "dx = broadcast(dy)";
    }

    static List<Sum> examples() {
      return List.of(new Sum(List.of(-1), DROPPED));
    }

    @Override
    public List<Specimen> specimens() {
      return ReduceSpecimens.of(Sum::new, takesNone(), run -> {
        double sum = 0;
        for (double v : run) {
          sum += v;
        }
        return sum;
      });
    }

    /// Up to 60 terms of one magnitude: half an ulp for each addition.
    @Override
    public double ulps() {
      return 30;
    }
  }

  /// See [#mean(Tensor, Axes, int...)].
  record Mean(List<Integer> axes, Axes keep) implements Reduce, Linear {
    @Override
    public boolean takesIntegers() {
      return false;
    }

    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::sum, call, axes);
      int count = count(call.xType(0).shape(), call.yType(0).shape());
      if (call.y(0) instanceof float[] y) {
        for (int i = 0; i < y.length; i++) {
          y[i] /= count;
        }
      } else {
        double[] y = call.yDoubles(0);
        for (int i = 0; i < y.length; i++) {
          y[i] /= count;
        }
      }
    }

    private static int count(Shape x, Shape y) {
      return y.size() == 0 ? 1 : x.size() / y.size();
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Tensor share = Arithmetic.div(ReducedAxes.kept(dy, x[0], axes), count(x[0].shape(), y.shape()));
      return new @Nullable Tensor[] {Broadcast.broadcastTo(share, x[0].shape())};
    }

    @Override
    public String derivative() {
      return "dx = broadcast(dy / count)";
    }

    static List<Mean> examples() {
      return List.of(new Mean(List.of(-1), DROPPED));
    }

    @Override
    public List<Specimen> specimens() {
      return ReduceSpecimens.of(Mean::new, takesNone(), run -> {
        double sum = 0;
        for (double v : run) {
          sum += v;
        }
        return sum / run.length;
      });
    }

    /// As [Sum].
    @Override
    public double ulps() {
      return 30;
    }
  }

  /// See [#prod(Tensor, Axes, int...)].
  record Prod(List<Integer> axes, Axes keep) implements Reduce {
    @Override
    public boolean takesNone() {
      return true;
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::product, call, axes);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      if (x[0].shape().size() == 0) {
        return new @Nullable Tensor[1];
      }
      Tensor others = Scan.productOfOthers(ReducedAxes.last(x[0], axes));
      Tensor slope = ReducedAxes.back(others, x[0].shape(), axes);
      return new @Nullable Tensor[] {Arithmetic.mul(slope, ReducedAxes.kept(dy, x[0], axes))};
    }

    @Override
    public String derivative() {
      return "dx = dy · the product of the others";
    }

    static List<Prod> examples() {
      return List.of(new Prod(List.of(-1), DROPPED));
    }

    @Override
    public List<Specimen> specimens() {
      return ReduceSpecimens.of(Prod::new, takesNone(), run -> {
        double product = 1;
        for (double v : run) {
          product *= v;
        }
        return product;
      });
    }

    /// Up to 60 factors: half an ulp for each.
    @Override
    public double ulps() {
      return 30;
    }
  }
}
