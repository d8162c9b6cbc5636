package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Op;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Elements chosen by indices that are data: looking up rows of a table, and adding into them. Indices are
/// INT32 or INT64, count from 0, and are always checked.
public sealed interface Indexing extends Linear, Specified {
  /// The slices of `x` along an axis that `indices` name. The shape of `indices` takes the place of that axis:
  /// `(a, n, b)` at indices `(i, j)` along axis 1 gives `(a, i, j, b)`. All dtypes.
  ///
  /// @throws IndexOutOfBoundsException if an index is not within the axis
  /// @throws OperandException if `indices` are not integers
  static Tensor gather(Tensor x, Tensor indices, int axis) {
    return new Gather(AxisNumber.fromEnd("gather", x, axis)).apply(x, indices);
  }

  /// Zeros of size `n` along an axis with slices of `x` added at `indices`, in order, where indices repeat:
  /// what [#gather] does backward. `(a, i, j, b)` at indices `(i, j)` along axis 1 gives `(a, n, b)`.
  /// FLOAT32 and FLOAT64.
  ///
  /// @param axis that of the result, from 0 or, negative, from the end
  /// @throws IndexOutOfBoundsException if an index is not from 0 to `n − 1`
  /// @throws OperandException if `indices` are not integers, or `x` does not have their sizes there
  static Tensor scatterAdd(Tensor x, Tensor indices, int axis, int n) {
    int rank = x.shape().rank() - indices.shape().rank() + 1;
    return new ScatterAdd(0 <= axis && axis < rank ? axis - rank : axis, n).apply(x, indices);
  }

  @Override
  default boolean savesInput(int i) {
    return i == 1;
  }

  private static void demandIndices(Type indices) {
    if (!indices.dtype().isInteger()) {
      throw new Mismatch("indices are " + indices.dtype()).rule("INT32 or INT64");
    }
  }

  /// The indices of a call, not to be changed.
  private static int[] checked(Op op, Object indices, int n) {
    return Indices.checked(indices, n, (i, index) -> op.label() + ": index " + index + " at position " + i
        + " of the indices; the axis has indices 0 to " + (n - 1));
  }

  /// See [#gather].
  ///
  /// @param axis negative, counted from the end of `x`
  record Gather(int axis) implements Indexing {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      demandIndices(x[1]);
      Shape shape = x[0].shape();
      int at = shape.axis(axis);
      int[] sizes = new int[shape.rank() - 1 + x[1].shape().rank()];
      int count = 0;
      for (int i = 0; i < at; i++) {
        sizes[count++] = shape.dim(i);
      }
      for (int i = 0; i < x[1].shape().rank(); i++) {
        sizes[count++] = x[1].shape().dim(i);
      }
      for (int i = at + 1; i < shape.rank(); i++) {
        sizes[count++] = shape.dim(i);
      }
      return x[0].with(Shape.of(sizes));
    }

    @Override
    public void forward(Call call) {
      Blocks b = Blocks.of(call.xType(0).shape(), axis);
      int[] indices = checked(this, call.x(1), b.n());
      for (int o = 0; o < b.outer(); o++) {
        for (int i = 0; i < indices.length; i++) {
          int from = (o * b.n() + indices[i]) * b.inner();
          int to = (o * indices.length + i) * b.inner();
          System.arraycopy(call.x(0), from, call.y(0), to, b.inner());
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Tensor dx = wanted[0] ? scatterAdd(dy, x[1], axis, x[0].shape().dim(axis)) : null;
      return new @Nullable Tensor[] {dx, null};
    }

    @Override
    public String derivative() {
      return "dx = scatterAdd(dy, indices)";
    }

    static List<Gather> examples() {
      return List.of(new Gather(-2));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (DType dtype : new DType[] {DType.INT32, DType.INT64}) {
        all.add(
            new Specimen(
                new Gather(-2),
                List.of(
                    Specimen.Input.of(Domain.reals(-2, 2), 2, 5, 3),
                    Specimen.Input.of(dtype, Domain.integers(0, 4), 2, 4)),
                x -> {
                  double[] y = new double[2 * 8 * 3];
                  for (int i = 0; i < y.length; i++) {
                    y[i] = x[0][i / 24 * 15 + (int) x[1][i / 3 % 8] * 3 + i % 3];
                  }
                  return y;
                }));
      }
      return all;
    }
  }

  /// See [#scatterAdd].
  ///
  /// @param axis negative, counted from the end of the result
  /// @param n the size of that axis in the result
  record ScatterAdd(int axis, int n) implements Indexing {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      demandIndices(x[1]);
      if (!x[0].dtype().isFloating()) {
        throw new Mismatch("does not take " + x[0].dtype()).rule("FLOAT32 or FLOAT64");
      }
      Shape from = x[0].shape();
      Shape indices = x[1].shape();
      int rank = from.rank() - indices.rank() + 1;
      int at = rank + axis;
      boolean fits = at >= 0 && axis < 0;
      for (int i = 0; fits && i < indices.rank(); i++) {
        fits = from.dim(at + i) == indices.dim(i);
      }
      if (!fits) {
        throw new Mismatch("x does not have the indices' sizes in place of axis " + axis)
            .rule("(a, i, j, b) with indices (i, j) → (a, n, b)");
      }
      int[] sizes = new int[rank];
      for (int i = 0; i < rank; i++) {
        sizes[i] = i < at ? from.dim(i) : i == at ? n : from.dim(i - 1 + indices.rank());
      }
      return x[0].with(Shape.of(sizes));
    }

    @Override
    public void forward(Call call) {
      Blocks b = Blocks.of(call.yType(0).shape(), axis);
      int[] indices = checked(this, call.x(1), n);
      switch (call.y(0)) {
        case float[] y -> {
          float[] x = call.xFloats(0);
          java.util.Arrays.fill(y, 0);
          for (int o = 0; o < b.outer(); o++) {
            for (int i = 0; i < indices.length; i++) {
              int to = (o * n + indices[i]) * b.inner();
              int from = (o * indices.length + i) * b.inner();
              for (int k = 0; k < b.inner(); k++) {
                y[to + k] += x[from + k];
              }
            }
          }
        }
        case double[] y -> {
          double[] x = call.xDoubles(0);
          java.util.Arrays.fill(y, 0);
          for (int o = 0; o < b.outer(); o++) {
            for (int i = 0; i < indices.length; i++) {
              int to = (o * n + indices[i]) * b.inner();
              int from = (o * indices.length + i) * b.inner();
              for (int k = 0; k < b.inner(); k++) {
                y[to + k] += x[from + k];
              }
            }
          }
        }
        default -> throw new AssertionError("the type rule admits floating types only");
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {wanted[0] ? gather(dy, x[1], axis) : null, null};
    }

    @Override
    public String derivative() {
      return "dx = gather(dy, indices)";
    }

    static List<ScatterAdd> examples() {
      return List.of(new ScatterAdd(-2, 5));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          new Specimen(
              new ScatterAdd(-2, 5),
              List.of(
                  Specimen.Input.of(Domain.reals(-2, 2), 2, 4, 3),
                  Specimen.Input.of(DType.INT32, Domain.integers(0, 4), 4)),
              x -> {
                double[] y = new double[2 * 5 * 3];
                for (int i = 0; i < 24; i++) {
                  y[i / 12 * 15 + (int) x[1][i / 3 % 4] * 3 + i % 3] += x[0][i];
                }
                return y;
              }));
    }
  }
}
