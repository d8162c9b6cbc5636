package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.Strided;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The layout ops that keep every element: under another shape, or with its axes in another order.
public sealed interface Arrangement extends Layout {
  /// See [Layout#reshape(Tensor, Shape)].
  record Reshape(Shape shape) implements Arrangement {
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
      return new @Nullable Tensor[] {Layout.reshape(dy, x[0].shape())};
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

  /// See [Layout#permute].
  ///
  /// @param axes the axis of `x` that each axis of the result is, from 0
  record Permute(List<Integer> axes) implements Arrangement {
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
      return new @Nullable Tensor[] {Layout.permute(dy, inverse)};
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
}
