package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.UnaryFormula;
import dev.adjoint.ops.pointwise.Binary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Ops that could be composed of others, but are one for the sake of range: softmax and what is taken of
/// it. Each is computed from logits and never overflows. FLOAT32 and FLOAT64, along the last axis; permute
/// for another one.
public sealed interface Fused extends SingleOp, Specified
    permits Fused.Softmax, Fused.LogSoftmax, Fused.LogSumExp, Fused.CrossEntropy, Fused.SigmoidCrossEntropy,
        FusedGradient {
  /// `softmax(x)ᵢ = e^xᵢ / Σ e^xⱼ` along the last axis.
  static Tensor softmax(Tensor x) {
    return new Softmax().apply(x);
  }

  /// `log softmax(x)` along the last axis.
  static Tensor logSoftmax(Tensor x) {
    return new LogSoftmax().apply(x);
  }

  /// `log Σ e^xⱼ` along the last axis: `(…, k)` → `(…)`; see [Reduce#logSumExp(Tensor, int...)] for others.
  static Tensor logSumExp(Tensor x) {
    return new LogSumExp().apply(x);
  }

  /// The cross-entropy of class labels under the softmax of logits: `(m, k)` and INT32 or INT64 `(m,)` give
  /// `(m,)`, of full relative accuracy however small they are, and so is the gradient. Labels may also be
  /// probabilities, `(m, k)` of the logits' dtype; then it is `−Σ pⱼ log softmax(x)ⱼ`.
  ///
  /// @throws IndexOutOfBoundsException if a label is not from 0 to `k − 1`
  /// @throws dev.adjoint.core.OperandException if labels are neither of these
  static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
    if (!labels.dtype().isInteger() && labels.type().equals(logits.type())) {
      return Arithmetic.neg(Reduce.sum(Arithmetic.mul(labels, logSoftmax(logits)), -1));
    }
    return new CrossEntropy().apply(logits, labels);
  }

  /// The binary cross-entropy of targets `t` (0, 1, or probabilities) under the sigmoid of logits `z`,
  /// element by element: `max(z, 0) − z t + log(1 + e^−|z|)`.
  static Tensor sigmoidCrossEntropy(Tensor logits, Tensor targets) {
    return new SigmoidCrossEntropy().apply(logits, targets);
  }

  private static List<Specimen> specimens(Fused op, UnaryOperator<double[]> reference) {
    List<Specimen> all = new ArrayList<>();
    for (int[] sizes : new int[][] {{1}, {7}, {5, 3}, {2, 3, 33}, {3, 70}, {0, 3}}) {
      int k = sizes[sizes.length - 1];
      all.add(
          new Specimen(
              op,
              List.of(Specimen.Input.of(Domain.reals(-3, 3).including(100, -100), sizes)),
              x -> {
                List<Double> y = new ArrayList<>();
                for (int row = 0; row < x[0].length / k; row++) {
                  for (double v : reference.apply(Arrays.copyOfRange(x[0], row * k, (row + 1) * k))) {
                    y.add(v);
                  }
                }
                return y.stream().mapToDouble(v -> v).toArray();
              }));
    }
    return all;
  }

  /// See [#softmax].
  record Softmax() implements Fused {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      RowPrograms.demandRows(x[0]);
      return x[0];
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.SOFTMAX, call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new FusedGradient.SoftmaxGradient().apply(y, dy)};
    }

    @Override
    public String derivative() {
      return "dx = y · (dy − Σ dy · y)";
    }

    @Override
    public List<Specimen> specimens() {
      return Fused.specimens(
          this,
          row -> {
            double lse = ReduceSpecimens.logSumExp(row);
            return Arrays.stream(row).map(v -> Math.exp(v - lse)).toArray();
          });
    }

    /// The exponent of a difference of up to 200 carries its rounding: 200 / 2 ulps of the argument,
    /// relative to 1.
    @Override
    public double ulps() {
      return 120;
    }
  }

  /// See [#logSoftmax].
  record LogSoftmax() implements Fused {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      RowPrograms.demandRows(x[0]);
      return x[0];
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.LOG_SOFTMAX, call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new FusedGradient.LogSoftmaxGradient().apply(y, dy)};
    }

    @Override
    public String derivative() {
      return "dx = dy − exp(y) · Σ dy";
    }

    @Override
    public List<Specimen> specimens() {
      return Fused.specimens(
          this,
          row -> {
            double lse = ReduceSpecimens.logSumExp(row);
            return Arrays.stream(row).map(v -> v - lse).toArray();
          });
    }
  }

  /// See [#logSumExp].
  record LogSumExp() implements Fused {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      RowPrograms.demandRows(x[0]);
      return x[0].with(x[0].shape().remove(-1));
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(RowPrograms.LOG_SUM_EXP, call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new FusedGradient.LogSumExpGradient().apply(x[0], y, dy)};
    }

    @Override
    public String derivative() {
      return "dx = exp(x − y) · dy";
    }

    @Override
    public List<Specimen> specimens() {
      return Fused.specimens(this, row -> new double[] {ReduceSpecimens.logSumExp(row)});
    }
  }

  /// See [#softmaxCrossEntropy].
  record CrossEntropy() implements Fused {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      RowPrograms.demandRows(x[0]);
      if (x[0].shape().rank() != 2 || !x[1].dtype().isInteger() || x[1].shape().rank() != 1
          || x[1].shape().dim(0) != x[0].shape().dim(0)) {
        throw new Mismatch("logits and labels do not fit")
            .rule("(m, k) with labels INT32 or INT64 (m,), or probabilities of the logits' type (m, k)");
      }
      return x[0].with(x[0].shape().remove(-1));
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      int[] labels = Labels.checked(this, call.x(1), call.xType(0).shape().dim(1));
      RowPrograms.runLabelled(RowPrograms.CROSS_ENTROPY, call, labels);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new FusedGradient.CrossEntropyGradient().apply(x[0], dy, x[1]), null};
    }

    @Override
    public String derivative() {
      return "dx = (softmax(x) − onehot(label)) · dy";
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] mk : new int[][] {{4, 3}, {1, 1}, {3, 33}, {2, 70}, {0, 5}}) {
        int k = mk[1];
        all.add(
            new Specimen(
                this,
                List.of(
                    Specimen.Input.of(Domain.reals(-3, 3).including(100, -100), mk),
                    Specimen.Input.of(DType.INT32, Domain.integers(0, k - 1), mk[0])),
                x -> {
                  double[] y = new double[mk[0]];
                  for (int i = 0; i < y.length; i++) {
                    int at = i * k;
                    int label = (int) x[1][i];
                    double others =
                        IntStream.range(0, k).filter(j -> j != label)
                            .mapToDouble(j -> Math.exp(x[0][at + j] - x[0][at + label])).sum();
                    y[i] = Math.log1p(others);
                  }
                  return y;
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

  /// See [#sigmoidCrossEntropy].
  record SigmoidCrossEntropy() implements Fused, Binary {
    @Override
    public Formula value(Formula z, Formula t) {
      return z.max(0).sub(z.mul(t)).add(z.abs().neg().exp().log1p());
    }

    /// `σ(z) − t`, of full relative accuracy where `t` is 0 or 1.
    @Override
    public Formula slopeA(Formula z, Formula t, Formula y) {
      UnaryFormula sigmoid = new Activations.Sigmoid();
      Formula wrong = Formula.one().sub(t).mul(Formula.call(sigmoid, z));
      return wrong.sub(t.mul(Formula.call(sigmoid, z.neg())));
    }

    @Override
    public Formula slopeB(Formula z, Formula t, Formula y) {
      return z.neg();
    }

    @Override
    public double reference(double z, double t) {
      return Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
    }

    @Override
    public Domain domain() {
      return Domain.reals(0, 1).including(-30, 30, -104, 104);
    }
  }
}
