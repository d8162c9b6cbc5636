package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where elements stand, not what they are: reshaping, transposing, slicing, joining. All dtypes; negative axes count from
/// the end. Only [#reshape] shares storage; everything else copies.
public sealed interface Layout extends SingleOp, Specified {
  /// The same elements in the same row-major order under another shape.
  ///
  /// @param sizes the new sizes; one of them may be -1 and follows from the rest
  /// @throws OperandException if the number of elements differs
  static Tensor reshape(Tensor x, int... sizes) {
    int[] full = sizes.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < full.length; i++) {
      if (full[i] == -1 && open < 0) {
        open = i;
      } else {
        known *= full[i];
      }
    }
    if (open >= 0) {
      if (known <= 0 || x.shape().size() % known != 0) {
        throw OperandException.of(
            "reshape",
            new Mismatch("no size for the axis left open in " + Arrays.toString(sizes))
                .rule("the other sizes divide the number of elements, " + x.shape().size()),
            x);
      }
      full[open] = (int) (x.shape().size() / known);
    }
    return reshape(x, Shape.of(full));
  }

  /// The same elements in the same row-major order under another shape.
  static Tensor reshape(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new Reshape(shape).apply(x);
  }

  /// `x` with an axis of size 1 more, before `axis` of the result.
  static Tensor expand(Tensor x, int axis) {
    return reshape(x, x.shape().insert(axis < 0 ? axis + x.shape().rank() + 1 : axis, 1));
  }

  /// `x` without an axis of size 1.
  ///
  /// @throws OperandException if the axis is longer
  static Tensor squeeze(Tensor x, int axis) {
    if (x.shape().dim(AxisNumber.fromEnd("squeeze", x, axis)) != 1) {
      throw OperandException.of("squeeze", new Mismatch("axis " + axis + " is not of size 1"), x);
    }
    return reshape(x, x.shape().remove(axis));
  }

  /// `x` of rank 2 or more with its last two axes exchanged: `(…, m, n)` → `(…, n, m)`.
  static Tensor transpose(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw OperandException.of("transpose", new Mismatch("less than two axes").rule("(…, m, n) → (…, n, m)"), x);
    }
    int[] axes = IntStream.range(0, rank).toArray();
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return permute(x, axes);
  }

  /// `x` with its axes in another order: axis `i` of the result is axis `axes[i]` of `x`.
  ///
  /// @throws OperandException if `axes` does not name each axis once
  static Tensor permute(Tensor x, int... axes) {
    int rank = x.shape().rank();
    boolean identity = axes.length == rank;
    for (int i = 0; identity && i < rank; i++) {
      identity = axes[i] == i;
    }
    return identity ? x : new Permute(IntStream.of(axes).map(a -> a < 0 ? a + rank : a).boxed().toList()).apply(x);
  }

  /// `x` repeated along axes so that it has the given shape; see [Shape#broadcast] for the rule.
  static Tensor broadcastTo(Tensor x, int... sizes) {
    return Broadcast.broadcastTo(x, Shape.of(sizes));
  }

  /// The elements from index `from` up to but without `to` along an axis; negative indices count from the end.
  ///
  /// @throws OperandException if the bounds are not within the axis
  static Tensor slice(Tensor x, int axis, int from, int to) {
    int n = x.shape().dim(AxisNumber.fromEnd("slice", x, axis));
    int first = from < 0 ? from + n : from;
    int end = to < 0 ? to + n : to;
    return sliceBySteps(x, axis, first, Math.max(0, end - first), 1);
  }

  /// `count` elements along an axis: those at `from`, `from + step`, `from + 2 step` and so on.
  ///
  /// @param step not 0; negative goes backwards
  /// @throws OperandException if one of them is not within the axis
  static Tensor sliceBySteps(Tensor x, int axis, int from, int count, int step) {
    return new Slice(AxisNumber.fromEnd("slice", x, axis), from, count, step).apply(x);
  }

  /// The elements along an axis in reverse order.
  static Tensor flip(Tensor x, int axis) {
    int n = x.shape().dim(AxisNumber.fromEnd("flip", x, axis));
    return n == 0 ? x : sliceBySteps(x, axis, n - 1, n, -1);
  }

  /// Zeros around the elements along an axis.
  ///
  /// @param before how many zeros come first, not negative
  /// @param after how many come last, not negative
  static Tensor pad(Tensor x, int axis, int before, int after) {
    return new Embed(AxisNumber.fromEnd("pad", x, axis), before, 1, before + x.shape().dim(axis) + after).apply(x);
  }

  /// The tensors one after another along an axis; their other sizes are equal.
  static Tensor concat(int axis, Tensor... x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("concat: at least one tensor");
    }
    return new Concat(AxisNumber.fromEnd("concat", x[0], axis)).apply(x);
  }

  /// The tensors, of equal shapes, along a new axis of the result.
  static Tensor stack(int axis, Tensor... x) {
    int at = x.length == 0 || axis >= 0 ? axis : axis + x[0].shape().rank() + 1;
    Tensor[] expanded = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      expanded[i] = expand(x[i], at);
    }
    return concat(at, expanded);
  }

  /// `x` cut along an axis into pieces of these sizes.
  ///
  /// @throws OperandException if they do not add up to the size of the axis
  static Tensor[] split(Tensor x, int axis, int... sizes) {
    if (IntStream.of(sizes).sum() != x.shape().dim(AxisNumber.fromEnd("split", x, axis))) {
      throw OperandException.of(
          "split", new Mismatch("the pieces " + Arrays.toString(sizes) + " do not make up axis " + axis), x);
    }
    Tensor[] pieces = new Tensor[sizes.length];
    int from = 0;
    for (int i = 0; i < sizes.length; i++) {
      pieces[i] = sliceBySteps(x, axis, from, sizes[i], 1);
      from += sizes[i];
    }
    return pieces;
  }

  @Override
  default boolean savesInput(int i) {
    return false;
  }

  @Override
  default boolean savesOutput(int i) {
    return false;
  }

  /// Layout is linear: a tangent moves as its value does.
  @Override
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Tensor[] moved = new Tensor[dx.length];
    for (int i = 0; i < dx.length; i++) {
      Tensor d = dx[i];
      moved[i] = d == null ? Tensor.zeros(x[i].type()) : d;
    }
    return apply(moved);
  }

  /// See [#reshape(Tensor, Shape)].
  record Reshape(Shape shape) implements Layout {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      if (x[0].shape().size() != shape.size()) {
        throw new Mismatch("cannot be " + shape)
            .rule("the number of elements stays, " + x[0].shape().size() + " here");
      }
      return x[0].with(shape);
    }

    @Override
    public int alias(int i) {
      return 0;
    }

    @Override
    public void forward(Call call) {
      throw new UnsupportedOperationException("an alias computes nothing");
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {reshape(dy, x[0].shape())};
    }

    @Override
    public String derivative() {
      return "dx = reshape(dy)";
    }

    static List<Reshape> examples() {
      return List.of(new Reshape(Shape.of(4, 3)));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          LayoutSpecimens.moving(new Reshape(Shape.of(4, 3)), i -> i, 2, 6),
          LayoutSpecimens.moving(new Reshape(Shape.scalar()), i -> i, 1, 1),
          LayoutSpecimens.moving(new Reshape(Shape.of(0, 5)), i -> i, 0));
    }
  }

  /// See [#permute].
  ///
  /// @param axes the axis of `x` that each axis of the result is, from 0
  record Permute(List<Integer> axes) implements Layout {
    public Permute {
      axes = List.copyOf(axes);
    }

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      Shape from = x[0].shape();
      int[] sizes = new int[axes.size()];
      boolean valid = axes.size() == from.rank() && axes.stream().distinct().count() == sizes.length;
      for (int i = 0; valid && i < sizes.length; i++) {
        valid = axes.get(i) >= 0 && axes.get(i) < sizes.length;
        sizes[i] = valid ? from.dim(axes.get(i)) : 0;
      }
      if (!valid) {
        throw new Mismatch("no order of the axes: " + axes).rule("each axis from 0 to rank − 1 once");
      }
      return x[0].with(Shape.of(sizes));
    }

    @Override
    public void forward(Call call) {
      int[] from = call.xType(0).shape().strides();
      int[] strides = axes.stream().mapToInt(a -> from[a]).toArray();
      Shape to = call.yType(0).shape();
      Strided.copy(call.x(0), 0, strides, call.y(0), 0, to.strides(), to.toArray());
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      int[] inverse = new int[axes.size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[axes.get(i)] = i;
      }
      return new @Nullable Tensor[] {permute(dy, inverse)};
    }

    @Override
    public String derivative() {
      return "dx = permute(dy) back";
    }

    static List<Permute> examples() {
      return List.of(new Permute(List.of(2, 0, 1)));
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          LayoutSpecimens.moving(new Permute(List.of(1, 0)), i -> i % 3 * 7 + i / 3, 3, 7),
          LayoutSpecimens.moving(
              new Permute(List.of(2, 0, 1)), i -> (i / 3 % 2 * 3 + i % 3) * 5 + i / 6, 2, 3, 5),
          LayoutSpecimens.moving(new Permute(List.of(1, 0)), i -> i, 0, 4));
    }
  }

  /// See [#sliceBySteps].
  record Slice(int axis, int from, int count, int step) implements Layout {
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
  record Embed(int axis, int from, int step, int length) implements Layout {
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
          LayoutSpecimens.moving(new Embed(-2, 3, -1, 5), i -> i / 2 >= 1 && i / 2 <= 3 ? (3 - i / 2) * 2 + i % 2 : -1, 3, 2),
          LayoutSpecimens.moving(new Embed(-1, 0, 1, 3), i -> -1, 0));
    }
  }

  /// See [#concat].
  record Concat(int axis) implements Layout {
    @Override
    public Type type(Type[] x) {
      if (x.length == 0) {
        throw new Mismatch("takes at least 1 input, given 0");
      }
      int n = 0;
      for (Type t : x) {
        boolean same = t.dtype() == x[0].dtype() && t.shape().rank() == x[0].shape().rank();
        if (!same || !t.shape().with(axis, 0).equals(x[0].shape().with(axis, 0))) {
          throw new Mismatch("they do not join along axis " + axis).rule("equal dtypes, and equal sizes along the other axes");
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
      List<Specimen.Input> rows =
          List.of(
              Specimen.Input.of(Domain.reals(-2, 2), 2, 3),
              Specimen.Input.of(Domain.reals(-2, 2), 1, 3),
              Specimen.Input.of(Domain.reals(-2, 2), 0, 3));
      List<Specimen.Input> columns =
          List.of(Specimen.Input.of(Domain.reals(-2, 2), 2, 3), Specimen.Input.of(Domain.reals(-2, 2), 2, 1));
      List<Specimen> all = new ArrayList<>();
      all.add(
          new Specimen(
              new Concat(-2), rows, x -> IntStream.range(0, 9).mapToDouble(i -> i < 6 ? x[0][i] : x[1][i - 6]).toArray()));
      all.add(
          new Specimen(
              new Concat(-1),
              columns,
              x -> IntStream.range(0, 8).mapToDouble(i -> i % 4 < 3 ? x[0][i / 4 * 3 + i % 4] : x[1][i / 4]).toArray()));
      return all;
    }
  }
}
