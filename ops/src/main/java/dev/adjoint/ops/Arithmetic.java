package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Binary;
import dev.adjoint.ops.pointwise.Pointwise;
import dev.adjoint.ops.pointwise.Unary;
import java.util.List;

/// Element by element: sums, products, quotients, powers. Operands of two broadcast against each other; a
/// Java number takes the dtype of the tensor beside it. FLOAT32, FLOAT64, and where it has meaning INT32 and
/// INT64 with wrap-around.
public sealed interface Arithmetic extends Pointwise {
  /// `a + b`.
  static Tensor add(Tensor a, Tensor b) {
    return new Add().apply(a, b);
  }

  /// `a + b`.
  static Tensor add(Tensor a, double b) {
    return add(a, Literals.beside("add", b, a));
  }

  /// `a − b`.
  static Tensor sub(Tensor a, Tensor b) {
    return new Sub().apply(a, b);
  }

  /// `a − b`.
  static Tensor sub(Tensor a, double b) {
    return sub(a, Literals.beside("sub", b, a));
  }

  /// `a − b`.
  static Tensor sub(double a, Tensor b) {
    return sub(Literals.beside("sub", a, b), b);
  }

  /// `a · b`, element by element; see `Linalg.matmul` for the matrix product.
  static Tensor mul(Tensor a, Tensor b) {
    return new Mul().apply(a, b);
  }

  /// `a · b`.
  static Tensor mul(Tensor a, double b) {
    return mul(a, Literals.beside("mul", b, a));
  }

  /// `a / b`, for floating dtypes.
  static Tensor div(Tensor a, Tensor b) {
    return new Div().apply(a, b);
  }

  /// `a / b`.
  static Tensor div(Tensor a, double b) {
    return div(a, Literals.beside("div", b, a));
  }

  /// `a / b`.
  static Tensor div(double a, Tensor b) {
    return div(Literals.beside("div", a, b), b);
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

  /// `1 / x`, for floating dtypes.
  static Tensor reciprocal(Tensor x) {
    return new Reciprocal().apply(x);
  }

  /// `|x|`; its slope at 0 is 0. The smallest integer is its own absolute value, as in `Math.abs`.
  static Tensor abs(Tensor x) {
    return new Abs().apply(x);
  }

  /// −1, 0 or 1 by the sign of `x`; a zero keeps its sign. Its derivative is zero by definition, so a
  /// gradient path ends here.
  static Tensor sign(Tensor x) {
    return new Sign().apply(x);
  }

  /// The smaller of `a` and `b`, as `Math.min`: NaN if either is. At a tie each has half of the slope.
  static Tensor min(Tensor a, Tensor b) {
    return new Min().apply(a, b);
  }

  /// The smaller of `a` and `b`.
  static Tensor min(Tensor a, double b) {
    return min(a, Literals.beside("min", b, a));
  }

  /// The larger of `a` and `b`, as `Math.max`: NaN if either is. At a tie each has half of the slope.
  static Tensor max(Tensor a, Tensor b) {
    return new Max().apply(a, b);
  }

  /// The larger of `a` and `b`.
  static Tensor max(Tensor a, double b) {
    return max(a, Literals.beside("max", b, a));
  }

  /// `a` to the power `b`, with the special cases of `Math.pow`: NaN for a negative base and an exponent that
  /// is not whole. The slopes are guarded at 0: that by the base is 0 where the exponent is 0, that by the
  /// exponent is 0 where the base is 0 and the exponent is not negative.
  static Tensor pow(Tensor a, Tensor b) {
    return new Pow().apply(a, b);
  }

  /// `x` to a fixed power, for floating dtypes. The exponent is part of the op; give one that varies from
  /// call to call as a tensor.
  static Tensor pow(Tensor x, double exponent) {
    return new Power(exponent).apply(x);
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

    @Override
    public long integerReference(long a, long b) {
      return a + b;
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

    @Override
    public long integerReference(long a, long b) {
      return a - b;
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

    @Override
    public long integerReference(long a, long b) {
      return a * b;
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

    @Override
    public long integerReference(long x) {
      return -x;
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

    @Override
    public long integerReference(long x) {
      return x * x;
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

  /// See [#reciprocal].
  record Reciprocal() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return Formula.one().div(x);
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return y.mul(y).neg();
    }

    @Override
    public double reference(double x) {
      return 1 / x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.3, 3).including(-2, 0, -0.0, 1e15);
    }
  }

  /// See [#abs].
  record Abs() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.abs();
    }

    @Override
    public double reference(double x) {
      return Math.abs(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e30, -1e30).kink(0, "0, the mean of both sides");
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long x) {
      return x < 0 ? -x : x;
    }
  }

  /// See [#sign].
  record Sign() implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.sign();
    }

    @Override
    public double reference(double x) {
      return Math.signum(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e-30, -1e30).kink(0, "0");
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long x) {
      return Long.signum(x);
    }
  }

  /// See [#min(Tensor, Tensor)].
  record Min() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.min(b);
    }

    @Override
    public double reference(double a, double b) {
      return Math.min(a, b);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e30, -1e30);
    }

    @Override
    public List<String> kinks() {
      return List.of("x0 = x1: ½ for each, the mean of both sides");
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return Math.min(a, b);
    }
  }

  /// See [#max(Tensor, Tensor)].
  record Max() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.max(b);
    }

    @Override
    public double reference(double a, double b) {
      return Math.max(a, b);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e30, -1e30);
    }

    @Override
    public List<String> kinks() {
      return List.of("x0 = x1: ½ for each, the mean of both sides");
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return Math.max(a, b);
    }
  }

  /// See [#pow(Tensor, Tensor)].
  record Pow() implements Arithmetic, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.pow(b);
    }

    /// Takes `y` for the power, which the backward kernel need not compute again.
    @Override
    public Formula slopeB(Formula a, Formula b, Formula y) {
      return a.eq(0).and(b.ge(0)).select(Formula.zero(), y.mul(a.log()));
    }

    @Override
    public double reference(double a, double b) {
      return Math.pow(a, b);
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.3, 3).including(0, -0.0, 1, -2, 2, -3, 0.5, 30, 1e15);
    }
  }

  /// See [#pow(Tensor, double)].
  ///
  /// @param exponent what `x` is raised to
  record Power(double exponent) implements Arithmetic, Unary {
    @Override
    public Formula value(Formula x) {
      return x.pow(exponent);
    }

    @Override
    public double reference(double x) {
      return Math.pow(x, exponent);
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.3, 3).including(0, -0.0, 1, -2, 1e15);
    }

    static List<Power> examples() {
      return List.of(new Power(3), new Power(-0.5), new Power(2), new Power(-1), new Power(1), new Power(0));
    }
  }
}
