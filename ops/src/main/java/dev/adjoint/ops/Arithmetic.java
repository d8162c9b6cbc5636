package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Binary;
import dev.adjoint.ops.pointwise.Pointwise;
import dev.adjoint.ops.pointwise.Unary;

/// Element by element: sums, products, quotients, powers. Operands of two broadcast against each other; a Java number
/// takes the dtype of the tensor beside it. FLOAT32, FLOAT64, and where it has meaning INT32 and INT64 with wrap-around.
public sealed interface Arithmetic extends Pointwise {
  /// `a + b`.
  static Tensor add(Tensor a, Tensor b) {
    return new Add().apply(a, b);
  }

  /// `a + b`.
  static Tensor add(Tensor a, double b) {
    return add(a, literal(b, a));
  }

  /// `a − b`.
  static Tensor sub(Tensor a, Tensor b) {
    return new Sub().apply(a, b);
  }

  /// `a − b`.
  static Tensor sub(Tensor a, double b) {
    return sub(a, literal(b, a));
  }

  /// `a − b`.
  static Tensor sub(double a, Tensor b) {
    return sub(literal(a, b), b);
  }

  /// `a · b`, element by element; see `Linalg.matmul` for the matrix product.
  static Tensor mul(Tensor a, Tensor b) {
    return new Mul().apply(a, b);
  }

  /// `a · b`.
  static Tensor mul(Tensor a, double b) {
    return mul(a, literal(b, a));
  }

  /// `a / b`, for floating dtypes.
  static Tensor div(Tensor a, Tensor b) {
    return new Div().apply(a, b);
  }

  /// `a / b`.
  static Tensor div(Tensor a, double b) {
    return div(a, literal(b, a));
  }

  /// `a / b`.
  static Tensor div(double a, Tensor b) {
    return div(literal(a, b), b);
  }

  /// `−x`.
  static Tensor neg(Tensor x) {
    return new Neg().apply(x);
  }

  /// `x²`.
  static Tensor square(Tensor x) {
    return new Square().apply(x);
  }

  /// `√x`; NaN for negative `x`. The slope at 0 is infinite.
  static Tensor sqrt(Tensor x) {
    return new Sqrt().apply(x);
  }

  /// A number as a scalar of the dtype of a tensor.
  private static Tensor literal(double value, Tensor beside) {
    return Tensor.full(new Type(beside.dtype(), Shape.scalar()), value);
  }

  /// See [#add(Tensor, Tensor)].
  record Add() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.add(b);
    }

    @Override
    public double reference(double a, double b) {
      return a + b;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e30, -1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }
  }

  /// See [#sub(Tensor, Tensor)].
  record Sub() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.sub(b);
    }

    @Override
    public double reference(double a, double b) {
      return a - b;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e30, -1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }
  }

  /// See [#mul(Tensor, Tensor)].
  record Mul() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.mul(b);
    }

    @Override
    public double reference(double a, double b) {
      return a * b;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e15, -1e15);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }
  }

  /// See [#div(Tensor, Tensor)].
  record Div() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.div(b);
    }

    @Override
    public Formula slopeA(Formula a, Formula b, Formula y) {
      return Formula.one().div(b);
    }

    @Override
    public Formula slopeB(Formula a, Formula b, Formula y) {
      return y.div(b).neg();
    }

    @Override
    public double reference(double a, double b) {
      return a / b;
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.5, 3).including(-2, 0, -0.0, 1e15);
    }
  }

  /// See [#neg].
  record Neg() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.neg();
    }

    @Override
    public double reference(double x) {
      return -x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }
  }

  /// See [#square].
  record Square() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.mul(x);
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.add(x);
    }

    @Override
    public double reference(double x) {
      return x * x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e15);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }
  }

  /// See [#sqrt].
  record Sqrt() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.sqrt();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.constant(0.5).div(y);
    }

    @Override
    public double reference(double x) {
      return Math.sqrt(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.2, 4).including(0, -1, 1e30);
    }
  }
}
