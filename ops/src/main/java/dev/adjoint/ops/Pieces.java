package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.Strided;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The layout ops that work along one axis: they take a part of it, set one in among zeros, or join several.
public sealed interface Pieces extends Layout {
  /// See [Layout#sliceBySteps].
  record Slice(int axis, int from, int count, int step) implements Pieces {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      int n = x[0].shape().dim(axis);
      int last = from + (count - 1) * step;
      if (step == 0 || count < 0 || count > 0 && (from < 0 || from >= n || last < 0 || last >= n)) {
        throw new Mismatch("not within the axis")
            .rule("axis " + axis + " has indices 0 to " + (n - 1) + "; asked for " + count + " from " + from
                + " in steps of " + step);
      }
      return x[0].with(x[0].shape().with(axis, count));
    }

    @Override
    public void forward(Call call) {
      Shape shape = call.xType(0).shape();
      int[] strides = shape.strides();
      int at = shape.axis(axis);
      int offset = count == 0 ? 0 : from * strides[at];
      strides[at] *= step;
      Shape to = call.yType(0).shape();
      Strided.copy(call.x(0), offset, strides, call.y(0), 0, to.strides(), to.toArray());
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new Embed(axis, from, step, x[0].shape().dim(axis)).apply(dy)};
    }

    @Override
    public String derivative() {
      return "dx = dy where it was taken from, 0 elsewhere";
    }

    static List<Slice> examples() {
      return List.of(new Slice(-1, 1, 3, 2));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          LayoutSpecimens.moving(new Slice(-1, 1, 3, 2), i -> i / 3 * 7 + 1 + i % 3 * 2, 4, 7),
          LayoutSpecimens.moving(new Slice(-2, 3, 2, -2), i -> (3 - i / 7 * 2) * 7 + i % 7, 4, 7),
          LayoutSpecimens.moving(new Slice(-1, 4, 5, -1), i -> 4 - i, 5),
          LayoutSpecimens.moving(new Slice(-1, 0, 0, 1), i -> i, 5));
    }
  }

  /// Zeros with `x` set in along an axis: what [Slice] undoes.
  ///
  /// @param axis negative, counted from the end
  /// @param from the index of the first element of `x`
  /// @param step the distance of the next ones, not 0
  /// @param length the size of the axis in the result
  record Embed(int axis, int from, int step, int length) implements Pieces {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      int n = x[0].shape().dim(axis);
      int last = from + (n - 1) * step;
      if (step == 0 || length < 0 || n > 0 && (from < 0 || from >= length || last < 0 || last >= length)) {
        throw new Mismatch("does not fit")
            .rule("the " + n + " elements along axis " + axis + ", from " + from + " in steps of " + step
                + ", lie within " + length);
      }
      return x[0].with(x[0].shape().with(axis, length));
    }

    @Override
    public void forward(Call call) {
      Shape from = call.xType(0).shape();
      Shape to = call.yType(0).shape();
      Object zero = call.yType(0).dtype().newArray(1);
      Strided.copy(zero, 0, new int[1], call.y(0), 0, new int[] {1}, new int[] {to.size()});
      int[] strides = to.strides();
      int at = to.axis(axis);
      int offset = from.size() == 0 ? 0 : this.from * strides[at];
      strides[at] *= step;
      Strided.copy(call.x(0), 0, from.strides(), call.y(0), offset, strides, from.toArray());
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new Slice(axis, from, x[0].shape().dim(axis), step).apply(dy)};
    }

    @Override
    public String derivative() {
      return "dx = the part of dy where x was set in";
    }

    static List<Embed> examples() {
      return List.of(new Embed(-1, 2, 2, 9));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          LayoutSpecimens.moving(
              new Embed(-1, 2, 2, 9),
              i -> i % 9 == 2 || i % 9 == 4 || i % 9 == 6 ? i / 9 * 3 + (i % 9 - 2) / 2 : -1,
              4,
              3),
          LayoutSpecimens.moving(
              new Embed(-2, 3, -1, 5),
              i -> i / 2 >= 1 && i / 2 <= 3 ? (3 - i / 2) * 2 + i % 2 : -1,
              3,
              2),
          LayoutSpecimens.moving(new Embed(-1, 0, 1, 3), i -> -1, 0));
    }
  }

  /// See [Layout#concat].
  record Concat(int axis) implements Pieces {
    @Override
    public Type type(Type[] x) {
      if (x.length == 0) {
        throw new Mismatch("takes at least 1 input, given 0");
      }
      int n = 0;
      for (Type t : x) {
        boolean same = t.dtype() == x[0].dtype() && t.shape().rank() == x[0].shape().rank();
        if (!same || !t.shape().with(axis, 0).equals(x[0].shape().with(axis, 0))) {
          throw new Mismatch("they do not join along axis " + axis)
              .rule("equal dtypes, and equal sizes along the other axes");
        }
        n += t.shape().dim(axis);
      }
      return x[0].with(x[0].shape().with(axis, n));
    }

    @Override
    public void forward(Call call) {
      Shape to = call.yType(0).shape();
      int[] strides = to.strides();
      int offset = 0;
      for (int i = 0; i < call.inputs(); i++) {
        Shape from = call.xType(i).shape();
        Strided.copy(call.x(i), 0, from.strides(), call.y(0), offset, strides, from.toArray());
        offset += from.dim(axis) * strides[to.axis(axis)];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
      int from = 0;
      for (int i = 0; i < x.length; i++) {
        int n = x[i].shape().dim(axis);
        dx[i] = wanted[i] ? new Slice(axis, from, n, 1).apply(dy) : null;
        from += n;
      }
      return dx;
    }

    @Override
    public String derivative() {
      return "dx_i = the part of dy that x_i became";
    }

    static List<Concat> examples() {
      return List.of(new Concat(-1));
    }

    @Override
    public List<Specimen> specimens() {
      Domain domain = Domain.reals(-2, 2);
      List<Specimen.Input> rows =
          List.of(
              Specimen.Input.of(domain, 2, 3),
              Specimen.Input.of(domain, 1, 3),
              Specimen.Input.of(domain, 0, 3));
      List<Specimen.Input> columns =
          List.of(Specimen.Input.of(domain, 2, 3), Specimen.Input.of(domain, 2, 1));
      return List.of(
          new Specimen(
              new Concat(-2),
              rows,
              x -> IntStream.range(0, 9).mapToDouble(i -> i < 6 ? x[0][i] : x[1][i - 6]).toArray()),
          new Specimen(
              new Concat(-1),
              columns,
              x -> IntStream.range(0, 8)
                  .mapToDouble(i -> i % 4 < 3 ? x[0][i / 4 * 3 + i % 4] : x[1][i / 4])
                  .toArray()));
    }
  }
}
