package dev.adjoint.ops;

import static dev.adjoint.ops.Reduce.Axes.DROPPED;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.ReduceKernels;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Many elements to one: sums, means and extrema along axes. No axes given means all of them; negative axes count from the
/// end. Sums run in a fixed order that depends on the shape alone, so that equal inputs give equal bits on any machine.
public sealed interface Reduce extends SingleOp, Specified {
  /// What becomes of the axes reduced.
  enum Axes {
    /// They are gone: `(m, n)` along 1 gives `(m,)`.
    DROPPED,
    /// They stay with size 1, so that the result broadcasts against the operand: `(m, n)` along 1 gives `(m, 1)`.
    KEPT
  }

  /// The sum. Of no elements it is 0. FLOAT32, FLOAT64, INT32, INT64 (integers wrap around).
  static Tensor sum(Tensor x, int... axes) {
    return sum(x, DROPPED, axes);
  }

  /// The sum, keeping the axes or not.
  static Tensor sum(Tensor x, Axes keep, int... axes) {
    return new Sum(ReducedAxes.of(x, axes), keep).apply(x);
  }

  /// The arithmetic mean. FLOAT32, FLOAT64.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor mean(Tensor x, int... axes) {
    return mean(x, DROPPED, axes);
  }

  /// The arithmetic mean, keeping the axes or not.
  static Tensor mean(Tensor x, Axes keep, int... axes) {
    return new Mean(ReducedAxes.of(x, axes), keep).apply(x);
  }

  /// The largest element; NaN if any is NaN. FLOAT32, FLOAT64, INT32, INT64. Elements that tie share the derivative
  /// equally.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor max(Tensor x, int... axes) {
    return max(x, DROPPED, axes);
  }

  /// The largest element, keeping the axes or not.
  static Tensor max(Tensor x, Axes keep, int... axes) {
    return new Max(ReducedAxes.of(x, axes), keep).apply(x);
  }

  /// The smallest element; otherwise as [#max(Tensor, int...)].
  static Tensor min(Tensor x, int... axes) {
    return min(x, DROPPED, axes);
  }

  /// The smallest element, keeping the axes or not.
  static Tensor min(Tensor x, Axes keep, int... axes) {
    return new Min(ReducedAxes.of(x, axes), keep).apply(x);
  }

  /// The index of the largest element, INT32; the first of several, and the first NaN before all else. Along several
  /// axes it counts in row-major order over them. It ends a gradient path.
  ///
  /// @throws dev.adjoint.core.OperandException of no elements
  static Tensor argmax(Tensor x, int... axes) {
    List<Integer> reduced = ReducedAxes.of(x, axes);
    int rank = x.shape().rank();
    int[] last =
        IntStream.concat(
                IntStream.range(-rank, 0).filter(a -> !reduced.contains(a)),
                reduced.stream().mapToInt(Integer::intValue))
            .map(a -> a + rank)
            .toArray();
    Tensor moved = Layout.permute(x, last);
    int kept = rank - reduced.size();
    int[] sizes = IntStream.rangeClosed(0, kept).map(i -> i < kept ? moved.shape().dim(i) : -1).toArray();
    if (x.shape().size() == 0) {
      sizes[kept] = IntStream.range(kept, rank).map(i -> moved.shape().dim(i)).reduce(1, (a, b) -> a * b);
    }
    return new ArgMax().apply(Layout.reshape(moved, sizes));
  }

  /// The axes reduced, negative and ascending.
  List<Integer> axes();

  /// What becomes of them.
  Axes keep();

  @Override
  default Type type(Type[] x) {
    Mismatch.demandInputs(x, 1);
    if (!x[0].dtype().isFloating() && !(takesIntegers() && x[0].dtype().isInteger())) {
      throw new Mismatch("does not take " + x[0].dtype()).rule(takesIntegers() ? "numbers" : "FLOAT32 or FLOAT64");
    }
    if (!takesNone() && x[0].shape().size() == 0 && ReducedAxes.shape(x[0].shape(), axes(), KEPT).size() > 0) {
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

  /// `t`, a result or cotangent, as it would be had the axes been kept.
  private static Tensor kept(Tensor t, Tensor x, List<Integer> axes) {
    return Layout.reshape(t, ReducedAxes.shape(x.shape(), axes, KEPT));
  }

  /// The cotangent of an extremum: shared by the elements that equal it.
  private static Tensor share(Tensor x, Tensor y, Tensor dy, List<Integer> axes) {
    Tensor hit = new Equals().apply(x, kept(y, x, axes));
    Tensor share = Arithmetic.div(kept(dy, x, axes), new Sum(axes, KEPT).apply(hit));
    return Arithmetic.mul(hit, share);
  }

  /// See [#sum(Tensor, Axes, int...)].
  record Sum(List<Integer> axes, Axes keep) implements Reduce {
    @Override
    public boolean takesNone() {
      return true;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      ReducedAxes.run(ReduceKernels::sum, call, axes);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {Broadcast.broadcastTo(kept(dy, x[0], axes), x[0].shape())};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : apply(d);
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
  record Mean(List<Integer> axes, Axes keep) implements Reduce {
    @Override
    public boolean takesIntegers() {
      return false;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
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
      Tensor share = Arithmetic.div(kept(dy, x[0], axes), count(x[0].shape(), y.shape()));
      return new @Nullable Tensor[] {Broadcast.broadcastTo(share, x[0].shape())};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : apply(d);
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

  /// See [#max(Tensor, Axes, int...)].
  record Max(List<Integer> axes, Axes keep) implements Reduce {
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

  /// See [#min(Tensor, Axes, int...)].
  record Min(List<Integer> axes, Axes keep) implements Reduce {
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

  /// The index of the largest element along the last axis; see [#argmax].
  record ArgMax() implements Reduce {
    @Override
    public List<Integer> axes() {
      return List.of(-1);
    }

    @Override
    public Axes keep() {
      return DROPPED;
    }

    @Override
    public Type type(Type[] x) {
      return Reduce.super.type(x).with(DType.INT32);
    }

    @Override
    public void forward(Call call) {
      Shape x = call.xType(0).shape();
      ReduceKernels.argMax(call.x(0), call.yType(0).shape().size(), x.dim(-1), 1, call.yInts(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[1];
    }

    @Override
    public String derivative() {
      return "none";
    }

    @Override
    public int orders() {
      return 0;
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {0, 3}}) {
        int n = sizes[sizes.length - 1];
        all.add(
            new Specimen(
                this,
                List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)),
                x ->
                    IntStream.range(0, x[0].length / n)
                        .mapToDouble(
                            row -> IntStream.range(0, n).boxed().max((a, b) -> Double.compare(x[0][row * n + a], x[0][row * n + b])).orElseThrow())
                        .toArray()));
      }
      return all;
    }
  }
}
