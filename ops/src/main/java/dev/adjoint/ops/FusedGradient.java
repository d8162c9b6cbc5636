package dev.adjoint.ops;

import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// The derivatives of [Fused] ops, each one pass over its rows. Their own derivatives follow from what they
/// are composed of.
public sealed interface FusedGradient extends Fused {
  /// The op as a composition of others.
  Tensor composed(Tensor[] x);

  @Override
  default boolean savesOutput(int i) {
    return false;
  }

  @Override
  default @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    return Composition.vjp(this::composed, x, dy, wanted);
  }

  private static Tensor column(Tensor t) {
    return Layout.expand(t, t.shape().rank());
  }

  private static Type twoOfOneType(Type[] x) {
    Mismatch.demandInputs(x, 2);
    RowPrograms.demandRows(x[0]);
    if (!x[1].equals(x[0])) {
      throw new Mismatch("y and dy differ in type").rule("y and dy of one type (…, k)");
    }
    return x[0];
  }

  private static List<Specimen> pairs(FusedGradient op, BinaryOperator<double[]> reference) {
    List<Specimen> all = new ArrayList<>();
    for (int[] sizes : new int[][] {{1}, {5, 3}, {2, 3, 33}, {2, 70}, {0, 3}}) {
      int k = sizes[sizes.length - 1];
      Specimen.Input input = Specimen.Input.of(Domain.reals(-2, 1), sizes);
      all.add(new Specimen(op, List.of(input, input), x -> {
        double[] dx = new double[x[0].length];
        for (int at = 0; at < dx.length; at += k) {
          double[] y = Arrays.copyOfRange(x[0], at, at + k);
          double[] dy = Arrays.copyOfRange(x[1], at, at + k);
          System.arraycopy(reference.apply(y, dy), 0, dx, at, k);
        }
        return dx;
      }));
    }
    return all;
  }

  /// `y · (dy − Σ dy · y)` of `y` and `dy`.
  record SoftmaxGradient() implements FusedGradient {
    @Override
    public Type type(Type[] x) {
      return twoOfOneType(x);
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.SOFTMAX_GRADIENT, call);
    }

    @Override
    public Tensor composed(Tensor[] x) {
      return mul(x[0], sub(x[1], Reduce.sum(mul(x[0], x[1]), KEPT, -1)));
    }

    @Override
    public String derivative() {
      return "that of x0 · (x1 − Σ x0 · x1)";
    }

    @Override
    public List<Specimen> specimens() {
      return pairs(this, (y, dy) -> {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
          sum += y[i] * dy[i];
        }
        double[] dx = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          dx[i] = y[i] * (dy[i] - sum);
        }
        return dx;
      });
    }

    /// A sum of up to 70 products, half an ulp of their magnitudes each.
    @Override
    public double ulps() {
      return 70;
    }
  }

  /// `dy − eʸ · Σ dy` of `y` and `dy`.
  record LogSoftmaxGradient() implements FusedGradient {
    @Override
    public Type type(Type[] x) {
      return twoOfOneType(x);
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.LOG_SOFTMAX_GRADIENT, call);
    }

    @Override
    public Tensor composed(Tensor[] x) {
      return sub(x[1], mul(Functions.exp(x[0]), Reduce.sum(x[1], KEPT, -1)));
    }

    @Override
    public String derivative() {
      return "that of x1 − exp(x0) · Σ x1";
    }

    @Override
    public List<Specimen> specimens() {
      return pairs(this, (y, dy) -> {
        double sum = Arrays.stream(dy).sum();
        double[] dx = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          dx[i] = dy[i] - Math.exp(y[i]) * sum;
        }
        return dx;
      });
    }

    /// As [SoftmaxGradient].
    @Override
    public double ulps() {
      return 70;
    }
  }

  /// `exp(x − y) · dy` of `x`, and of `y` and `dy` with one element for each row.
  record LogSumExpGradient() implements FusedGradient {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 3);
      RowPrograms.demandRows(x[0]);
      Type perRow = x[0].with(x[0].shape().remove(-1));
      if (!x[1].equals(perRow) || !x[2].equals(perRow)) {
        throw new Mismatch("rows and values do not fit").rule("(…, k), (…) and (…) of one dtype");
      }
      return x[0];
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.LOG_SUM_EXP_GRADIENT, call);
    }

    @Override
    public Tensor composed(Tensor[] x) {
      return mul(Functions.exp(sub(x[0], column(x[1]))), column(x[2]));
    }

    @Override
    public String derivative() {
      return "that of exp(x0 − x1) · x2";
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] mk : new int[][] {{4, 3}, {3, 33}, {2, 70}, {0, 5}}) {
        int k = mk[1];
        Specimen.Input perRow = Specimen.Input.of(Domain.reals(-1, 1), mk[0]);
        all.add(new Specimen(this, List.of(Specimen.Input.of(Domain.reals(-3, 1), mk), perRow, perRow), x -> {
          double[] dx = new double[x[0].length];
          for (int i = 0; i < dx.length; i++) {
            dx[i] = Math.exp(x[0][i] - x[1][i / k]) * x[2][i / k];
          }
          return dx;
        }));
      }
      return all;
    }
  }

  /// `(softmax(x) − onehot(label)) · dy` of logits `x`, of one `dy` for each row, and of labels.
  record CrossEntropyGradient() implements FusedGradient {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 3);
      new CrossEntropy().type(new Type[] {x[0], x[2]});
      if (!x[1].equals(x[0].with(x[0].shape().remove(-1)))) {
        throw new Mismatch("logits and cotangents do not fit").rule("(m, k) and (m,) of one dtype");
      }
      return x[0];
    }

    @Override
    public void forward(Call call) {
      int[] labels = Labels.checked(this, call.x(2), call.xType(0).shape().dim(1));
      RowPrograms.runLabelled(RowPrograms.CROSS_ENTROPY_GRADIENT, call, labels, call.x(1));
    }

    @Override
    public Tensor composed(Tensor[] x) {
      Tensor rows = mul(Fused.softmax(x[0]), column(x[1]));
      return sub(rows, Labels.atLabels(x[1], x[2], x[0].shape().dim(1)));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return Composition.vjp(this::composed, x, dy, new boolean[] {wanted[0], wanted[1], false});
    }

    @Override
    public String derivative() {
      return "that of (softmax(x0) − onehot(x2)) · x1";
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] mk : new int[][] {{4, 3}, {1, 1}, {3, 33}, {2, 70}, {0, 5}}) {
        int k = mk[1];
        all.add(new Specimen(
            this,
            List.of(
                Specimen.Input.of(Domain.reals(-3, 3).including(100, -100), mk),
                Specimen.Input.of(Domain.reals(-1, 1), mk[0]),
                Specimen.Input.of(DType.INT32, Domain.integers(0, k - 1), mk[0])),
            x -> {
              double[] dx = new double[x[0].length];
              for (int i = 0; i < dx.length; i++) {
                int row = i / k;
                double lse = ReduceSpecimens.logSumExp(Arrays.copyOfRange(x[0], row * k, (row + 1) * k));
                dx[i] = (Math.exp(x[0][i] - lse) - (x[2][row] == i % k ? 1 : 0)) * x[1][row];
              }
              return dx;
            }));
      }
      return all;
    }

    /// As softmax.
    @Override
    public double ulps() {
      return 120;
    }
  }
}
