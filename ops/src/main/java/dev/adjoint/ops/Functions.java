package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Pointwise;
import dev.adjoint.ops.pointwise.Unary;

/// Elementary functions of each element, for FLOAT32 and FLOAT64. Their values have the same bits on every
/// machine.
public sealed interface Functions extends Pointwise {
  /// `eˣ`.
  static Tensor exp(Tensor x) {
    return new Exp().apply(x);
  }

  /// `eˣ − 1`, accurate near 0.
  static Tensor expm1(Tensor x) {
    return new Expm1().apply(x);
  }

  /// The natural logarithm; −∞ at 0, NaN below.
  static Tensor log(Tensor x) {
    return new Log().apply(x);
  }

  /// `log(1 + x)`, accurate near 0; −∞ at −1, NaN below.
  static Tensor log1p(Tensor x) {
    return new Log1p().apply(x);
  }

  /// The sine of an angle in radians.
  static Tensor sin(Tensor x) {
    return new Sin().apply(x);
  }

  /// The cosine of an angle in radians.
  static Tensor cos(Tensor x) {
    return new Cos().apply(x);
  }

  /// The tangent of an angle in radians.
  static Tensor tan(Tensor x) {
    return new Tan().apply(x);
  }

  /// The arc sine, in radians; NaN outside [−1, 1]. Its slope is infinite at ±1.
  static Tensor asin(Tensor x) {
    return new Asin().apply(x);
  }

  /// The arc cosine, in radians; NaN outside [−1, 1]. Its slope is infinite at ±1.
  static Tensor acos(Tensor x) {
    return new Acos().apply(x);
  }

  /// The arc tangent, in radians.
  static Tensor atan(Tensor x) {
    return new Atan().apply(x);
  }

  /// The hyperbolic sine.
  static Tensor sinh(Tensor x) {
    return new Sinh().apply(x);
  }

  /// The hyperbolic cosine.
  static Tensor cosh(Tensor x) {
    return new Cosh().apply(x);
  }

  /// The error function, `2/√π ∫₀ˣ e^(−t²) dt`.
  static Tensor erf(Tensor x) {
    return new Erf().apply(x);
  }

  /// See [#exp].
  record Exp() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.exp();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return y;
    }

    @Override
    public double reference(double x) {
      return Math.exp(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, 88, 104, -88, -104, 710, -746, 1e4, -1e4);
    }
  }

  /// See [#expm1].
  record Expm1() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.expm1();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.exp();
    }

    @Override
    public double reference(double x) {
      return Math.expm1(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, -0.0, 1e-8, -1e-8, 88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#log].
  record Log() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.log();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.one().div(x);
    }

    @Override
    public double reference(double x) {
      return Math.log(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(0.2, 10).including(0, 1, 1e-30, 1e30, 1e-40, -1);
    }
  }

  /// See [#log1p].
  record Log1p() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.log1p();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.one().div(Formula.one().add(x));
    }

    @Override
    public double reference(double x) {
      return Math.log1p(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-0.7, 5).including(0, -0.0, 1e-8, -1e-8, -1, -2, 1e30);
    }
  }

  /// See [#sin].
  record Sin() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.sin();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.cos();
    }

    @Override
    public double reference(double x) {
      return Math.sin(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-7, 7).including(0, -0.0, 1e-8, 104, -1e4, 1e6, 1e15);
    }
  }

  /// See [#cos].
  record Cos() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.cos();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.sin().neg();
    }

    @Override
    public double reference(double x) {
      return Math.cos(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-7, 7).including(0, -0.0, 1e-8, 104, -1e4, 1e6, 1e15);
    }
  }

  /// See [#tan].
  record Tan() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.tan();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return y.mul(y).add(1);
    }

    @Override
    public double reference(double x) {
      return Math.tan(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-1.2, 1.2).including(0, -0.0, 1e-8, 104, -1e4, 1e6, 1e15);
    }
  }

  /// See [#asin].
  record Asin() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.asin();
    }

    @Override
    public double reference(double x) {
      return Math.asin(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-0.9, 0.9).including(0, -0.0, 1e-8, 1, -1, 2);
    }
  }

  /// See [#acos].
  record Acos() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.acos();
    }

    @Override
    public double reference(double x) {
      return Math.acos(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-0.9, 0.9).including(0, 1, -1, 2);
    }
  }

  /// See [#atan].
  record Atan() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.atan();
    }

    @Override
    public double reference(double x) {
      return Math.atan(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e-8, 104, -1e4, 1e15);
    }
  }

  /// See [#sinh].
  record Sinh() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.sinh();
    }

    @Override
    public double reference(double x) {
      return Math.sinh(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-4, 4).including(0, -0.0, 1e-8, 88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#cosh].
  record Cosh() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.cosh();
    }

    @Override
    public double reference(double x) {
      return Math.cosh(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-4, 4).including(0, 1e-8, 88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#erf].
  record Erf() implements Functions, Unary {
    @Override
    public Formula value(Formula x) {
      return x.erf();
    }

    @Override
    public double reference(double x) {
      return ErrorFunction.erf(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2.5, 2.5).including(0, -0.0, 1e-8, 6, -104, 1e4, -1e4);
    }
  }
}
