package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Op;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One value for each row, at the column that its label names, and back.
public sealed interface Labels extends Linear, Specified {
  /// `(m,)` set into zeros `(m, k)` at the labels `(m,)`.
  static Tensor atLabels(Tensor x, Tensor labels, int k) {
    return new AtLabels(k).apply(x, labels);
  }

  /// The elements of `(m, k)` at the labels `(m,)`.
  static Tensor pick(Tensor x, Tensor labels) {
    return new Pick().apply(x, labels);
  }

  /// The labels of a call as indices, not to be changed.
  ///
  /// @throws IndexOutOfBoundsException if one is not from 0 to `k − 1`
  static int[] checked(Op op, Object labels, int k) {
    return Indices.checked(labels, k, (i, label) -> op.name() + ": label " + label + " of example " + i
        + ": with " + k + " classes labels are 0 to " + (k - 1));
  }

  @Override
  default boolean savesInput(int i) {
    return i == 1;
  }

  private static void demand(boolean fits, String rule) {
    if (!fits) {
      throw new Mismatch("values and labels do not fit").rule(rule);
    }
  }

  /// See [#atLabels].
  record AtLabels(int k) implements Labels {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      demand(
          x[0].dtype().isFloating() && x[0].shape().rank() == 1 && x[1].dtype().isInteger()
              && x[1].shape().equals(x[0].shape()),
          "floating (m,) with labels INT32 or INT64 (m,) → (m, " + k + ")");
      return x[0].with(Shape.of(x[0].shape().dim(0), k));
    }

    @Override
    public void forward(Call call) {
      int[] labels = checked(this, call.x(1), k);
      if (call.y(0) instanceof float[] y) {
        Arrays.fill(y, 0);
        for (int i = 0; i < labels.length; i++) {
          y[i * k + labels[i]] = call.xFloats(0)[i];
        }
      } else {
        double[] y = call.yDoubles(0);
        Arrays.fill(y, 0);
        for (int i = 0; i < labels.length; i++) {
          y[i * k + labels[i]] = call.xDoubles(0)[i];
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {pick(dy, x[1]), null};
    }

    @Override
    public String derivative() {
      return "dx = dy at the labels";
    }

    static List<AtLabels> examples() {
      return List.of(new AtLabels(5));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          new Specimen(
              new AtLabels(5),
              List.of(
                  Specimen.Input.of(Domain.reals(-2, 2), 4),
                  Specimen.Input.of(DType.INT64, Domain.integers(0, 4), 4)),
              x -> {
                double[] y = new double[20];
                for (int i = 0; i < 4; i++) {
                  y[i * 5 + (int) x[1][i]] = x[0][i];
                }
                return y;
              }));
    }
  }

  /// See [#pick].
  record Pick() implements Labels {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      demand(
          x[0].dtype().isFloating() && x[0].shape().rank() == 2 && x[1].dtype().isInteger()
              && x[1].shape().rank() == 1 && x[1].shape().dim(0) == x[0].shape().dim(0),
          "floating (m, k) with labels INT32 or INT64 (m,) → (m,)");
      return x[0].with(x[1].shape());
    }

    @Override
    public void forward(Call call) {
      int k = call.xType(0).shape().dim(1);
      int[] labels = checked(this, call.x(1), k);
      for (int i = 0; i < labels.length; i++) {
        System.arraycopy(call.x(0), i * k + labels[i], call.y(0), i, 1);
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {atLabels(dy, x[1], x[0].shape().dim(1)), null};
    }

    @Override
    public String derivative() {
      return "dx = dy at the labels, 0 elsewhere";
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          new Specimen(
              this,
              List.of(
                  Specimen.Input.of(Domain.reals(-2, 2), 4, 5),
                  Specimen.Input.of(DType.INT32, Domain.integers(0, 4), 4)),
              x -> {
                double[] y = new double[4];
                for (int i = 0; i < 4; i++) {
                  y[i] = x[0][i * 5 + (int) x[1][i]];
                }
                return y;
              }));
    }
  }
}
