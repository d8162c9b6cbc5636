package dev.adjoint.ops.check;

import dev.adjoint.core.Op;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One application of an op and its rules, called as a sweep would call them, on plain tensors.
///
/// @param trial the application
/// @param y its outputs
/// @param wanted which inputs are floating
record Pullback(Trial trial, Tensor[] y, boolean[] wanted) {
  static Pullback of(Trial trial) {
    boolean[] wanted = new boolean[trial.x().length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = trial.x()[i].dtype().isFloating();
    }
    return new Pullback(trial, trial.op().applyAll(trial.x()), wanted);
  }

  private Op op() {
    return trial.op();
  }

  Tensor[] x() {
    return trial.x();
  }

  /// Random cotangents of the outputs; null for those that are not floating.
  @Nullable Tensor[] cotangents(RandomGenerator random) {
    return draws(y, random);
  }

  /// Random tangents of the inputs; null for those that are not floating.
  @Nullable Tensor[] tangents(RandomGenerator random) {
    return draws(trial.x(), random);
  }

  private static @Nullable Tensor[] draws(Tensor[] like, RandomGenerator random) {
    @Nullable Tensor[] draws = new @Nullable Tensor[like.length];
    for (int i = 0; i < draws.length; i++) {
      Type type = like[i].type();
      draws[i] =
          type.dtype().isFloating()
              ? Trial.tensor(type, random.doubles(type.shape().size(), -1, 1).toArray())
              : null;
    }
    return draws;
  }

  @Nullable Tensor[] vjp(@Nullable Tensor[] dy) {
    return vjp(trial.x(), y, dy, wanted);
  }

  @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    @Nullable Tensor[] dx = op().vjp(x, y, dy, wanted);
    if (dx.length != x.length) {
      throw new AssertionError(
          op().label() + ": its vjp gives " + dx.length + " cotangents for " + x.length + " inputs");
    }
    for (int i = 0; i < dx.length; i++) {
      Tensor d = dx[i];
      if (wanted[i] && d != null && !d.type().equals(x[i].type())) {
        throw new AssertionError(
            op().label() + ": its vjp gives " + d.type() + " for input " + i + ", which is " + x[i].type());
      }
    }
    return dx;
  }

  @Nullable Tensor[] jvp(@Nullable Tensor[] dx) {
    return op().jvp(trial.x(), y, dx);
  }

  /// The elements of a cotangent or tangent; zeros for a structural zero.
  static double[] elements(@Nullable Tensor d, Tensor of) {
    return d == null ? new double[of.shape().size()] : d.toDoubleArray();
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double greatest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
