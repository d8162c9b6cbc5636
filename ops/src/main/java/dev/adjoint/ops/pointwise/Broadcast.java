package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.kernel.reduce.Passes;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stretching and its transpose: a value that broadcasts is used many times, so its cotangent is the sum over
/// them.
public sealed interface Broadcast extends SingleOp, Specified {
  /// `x` stretched to a shape it broadcasts to.
  ///
  /// @throws dev.adjoint.core.OperandException if it does not broadcast to it
  static Tensor broadcastTo(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new BroadcastTo(shape).apply(x);
  }

  /// `x` summed over the axes along which `shape` broadcasts to the shape of `x`.
  ///
  /// @throws dev.adjoint.core.OperandException if it does not
  static Tensor sumTo(Tensor x, Shape shape) {
    return x.shape().equals(shape) ? x : new SumTo(shape).apply(x);
  }

  @Override
  default boolean savesInput(int i) {
    return false;
  }

  @Override
  default boolean savesOutput(int i) {
    return false;
  }

  /// Repeats elements along the axes that `shape` has more or longer.
  record BroadcastTo(Shape shape) implements Broadcast {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      if (!x[0].shape().broadcastsTo(shape)) {
        throw new Mismatch("does not broadcast to " + shape)
            .rule("aligned at the last axis, each size of x is 1 or that of the target");
      }
      return x[0].with(shape);
    }

    @Override
    public void forward(Call call) {
      Shape from = call.xType(0).shape();
      int[] own = from.strides();
      int[] strides = new int[shape.rank()];
      int shift = shape.rank() - from.rank();
      for (int axis = 0; axis < own.length; axis++) {
        strides[axis + shift] = from.dim(axis) == 1 ? 0 : own[axis];
      }
      Strided.copy(call.x(0), 0, strides, call.y(0), 0, shape.strides(), shape.toArray());
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {sumTo(dy, x[0].shape())};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : broadcastTo(d, shape);
    }

    @Override
    public String derivative() {
      return "dx = sumTo(dy, shape of x)";
    }

    static List<BroadcastTo> examples() {
      return List.of(new BroadcastTo(Shape.of(2, 3, 5)));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{}, {5}, {3, 1}, {3, 5}, {2, 1, 1}, {1, 3, 1}}) {
        int shift = 3 - sizes.length;
        all.add(
            new Specimen(
                new BroadcastTo(Shape.of(2, 3, 5)),
                List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)),
                x -> {
                  double[] y = new double[30];
                  for (int i = 0; i < 30; i++) {
                    int[] at = {i / 15, i / 5 % 3, i % 5};
                    int index = 0;
                    for (int axis = 0; axis < sizes.length; axis++) {
                      index = index * sizes[axis] + (sizes[axis] == 1 ? 0 : at[axis + shift]);
                    }
                    y[i] = x[0][index];
                  }
                  return y;
                }));
      }
      return all;
    }
  }

  /// Sums what broadcasting repeated.
  record SumTo(Shape shape) implements Broadcast {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      if (!shape.broadcastsTo(x[0].shape())) {
        throw new Mismatch("cannot be summed to " + shape)
            .rule("the target broadcasts to the shape of x");
      }
      if (!x[0].dtype().isFloating()) {
        throw new Mismatch("does not take " + x[0].dtype()).rule("FLOAT32 or FLOAT64");
      }
      return x[0].with(shape);
    }

    @Override
    public void forward(Call call) {
      Shape from = call.xType(0).shape();
      int shift = from.rank() - shape.rank();
      boolean[] summed = new boolean[from.rank()];
      for (int axis = 0; axis < summed.length; axis++) {
        summed[axis] = axis < shift || shape.dim(axis - shift) != from.dim(axis);
      }
      Passes.run(ReduceKernels::sum, call.x(0), from, summed, call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {broadcastTo(dy, x[0].shape())};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : sumTo(d, shape);
    }

    @Override
    public String derivative() {
      return "dx = broadcastTo(dy, shape of x)";
    }

    static List<SumTo> examples() {
      return List.of(new SumTo(Shape.of(3, 1)));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{}, {5}, {3, 1}, {3, 5}, {2, 1, 1}, {2, 1, 5}, {1, 3, 1}}) {
        int shift = 3 - sizes.length;
        Shape to = Shape.of(sizes);
        all.add(
            new Specimen(
                new SumTo(to),
                List.of(Specimen.Input.of(Domain.reals(-2, 2), 2, 3, 5)),
                x -> {
                  double[] y = new double[to.size()];
                  for (int i = 0; i < 30; i++) {
                    int[] at = {i / 15, i / 5 % 3, i % 5};
                    int index = 0;
                    for (int axis = 0; axis < sizes.length; axis++) {
                      index = index * sizes[axis] + (sizes[axis] == 1 ? 0 : at[axis + shift]);
                    }
                    y[index] += x[0][i];
                  }
                  return y;
                }));
      }
      return all;
    }
  }
}
