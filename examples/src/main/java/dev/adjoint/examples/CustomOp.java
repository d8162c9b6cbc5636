package dev.adjoint.examples;

import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Unary;

/// An op of one's own, on equal terms with the library's: it states its value, and gets kernels, broadcasting and
/// derivatives of every order, and the same examination.
public final class CustomOp {
  private CustomOp() {}

  /// Snake, `x + sin²(a x) / a`: an activation for periodic signals. Ziyin, Hartwig, Ueda: *Neural networks fail to learn
  /// periodic functions and how to fix it* (2020).
  ///
  /// @param a the frequency, not 0
  public record Snake(double a) implements Unary {
    @Override
    public Formula value(Formula x) {
      Formula sine = x.mul(a).sin();
      return x.add(sine.mul(sine).div(a));
    }

    @Override
    public double reference(double x) {
      return x + Math.pow(Math.sin(a * x), 2) / a;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, -0.0, 100);
    }
  }

  /// The op as a function, to import statically.
  public static Tensor snake(Tensor x) {
    return new Snake(1).apply(x);
  }

  /// Applies the op, differentiates it twice, and verifies it.
  public static void main(String... args) {
    if (args.length > 0) {
      System.err.println("usage: CustomOp   (takes no arguments)");
      System.exit(2);
    }
    Snake op = new Snake(1);
    System.out.println(op.label() + ": y = " + op.formula() + ", " + op.derivative());
    Tensor x = Tensor.of(new double[] {-2, -1, 0, 0.5, 3}, 5);
    System.out.println("y  " + snake(x));
    System.out.println("y' at 0.5: " + Derivatives.gradient(CustomOp::snake, 0.5));
    System.out.println("y'' at 0.5: " + Derivatives.gradient(v -> Derivatives.gradient(CustomOp::snake, v), Tensor.scalar(0.5)).item());
    System.out.println(GradCheck.of(op).at(x).orderTwo().verify());
  }
}
