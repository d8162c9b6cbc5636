package dev.adjoint.core;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Derivatives of functions, which nest in any order: the gradient of a gradient, the tangent of a gradient, a gradient
/// within a loss.
/// ```java
/// double slope = gradient(x -> add(mul(x, x), 3), 2.0);   // 4.0
/// ```
/// A function may use tensors of outer tapes; they are constants to the inner derivative and stay differentiable for the
/// outer one. A result that does not depend on `x` has the derivative zero.
public final class Derivatives {
  private Derivatives() {}

  /// The derivative at `x` of a function of one FLOAT64 scalar.
  public static double gradient(UnaryOperator<Tensor> f, double x) {
    return gradient(f, Tensor.scalar(x)).item();
  }

  /// The gradient at `x` of a function whose result has one element; it has the type of `x`.
  ///
  /// @throws GradientException if the result has more than one element
  public static Tensor gradient(UnaryOperator<Tensor> f, Tensor x) {
    return gradients(xs -> f.apply(xs[0]), x)[0];
  }

  /// The gradients at `x` of a function of several tensors whose result has one element.
  public static Tensor[] gradients(Function<Tensor[], Tensor> f, Tensor... x) {
    return pull(f, null, x);
  }

  /// The vector-Jacobian product: the cotangents of `x` for the cotangent `dy` of `f(x)`.
  public static Tensor[] vjps(Function<Tensor[], Tensor> f, Tensor dy, Tensor... x) {
    return pull(f, dy, x);
  }

  /// The vector-Jacobian product of a function of one tensor.
  public static Tensor vjp(UnaryOperator<Tensor> f, Tensor dy, Tensor x) {
    return pull(xs -> f.apply(xs[0]), dy, x)[0];
  }

  /// The Jacobian-vector product: the tangent of `f(x)` when `x` moves by `dx`.
  public static Tensor jvp(UnaryOperator<Tensor> f, Tensor x, Tensor dx) {
    return jvp(xs -> f.apply(xs[0]), new Tensor[] {x}, new Tensor[] {dx});
  }

  /// The Jacobian-vector product of a function of several tensors.
  public static Tensor jvp(Function<Tensor[], Tensor> f, Tensor[] x, Tensor[] dx) {
    Tape tape = Tape.nested(newest(x));
    try {
      Tensor[] entered = enter(tape, x);
      return tape.tangent(f.apply(entered), entered, dx);
    } finally {
      tape.end();
    }
  }

  private static Tensor[] pull(
      Function<Tensor[], Tensor> f, @Nullable Tensor dy, Tensor... x) {
    Tape tape = Tape.nested(newest(x));
    try {
      Tensor[] entered = enter(tape, x);
      Tensor y = f.apply(entered);
      if (dy == null && y.shape().size() != 1) {
        throw new GradientException(
            "gradient: the function gives shape " + y.shape() + "; a gradient is of a single element: reduce it, or use vjp");
      }
      Sweep sweep = tape.sweep(y).unreachedAsZero();
      Gradients g = (dy == null ? sweep : sweep.from(dy)).to(entered);
      Tensor[] dx = new Tensor[x.length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = g.of(entered[i]);
      }
      return dx;
    } finally {
      tape.end();
    }
  }

  private static Tensor[] enter(Tape tape, Tensor[] x) {
    Tensor[] entered = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      entered[i] = tape.variable(x[i]);
    }
    return entered;
  }

  /// The tensor on the newest tape, under which a nested one goes.
  private static Tensor newest(Tensor[] x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("a derivative is with respect to at least one tensor");
    }
    Tensor newest = x[0];
    for (Tensor t : x) {
      Tape tape = t.tape();
      Tape best = newest.tape();
      if (tape != null && (best == null || tape.isNewerThan(best))) {
        newest = t;
      }
    }
    return newest;
  }
}
