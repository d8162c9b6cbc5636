package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.UnaryFormula;

/// A [Pointwise] op of one input. All that it is stands together:
/// ```java
/// /// Logistic sigmoid, `y = 1 / (1 + e⁻ˣ)`.
/// record Sigmoid() implements Unary {
///   public Formula value(Formula x)            { return one().div(one().add(x.neg().exp())); }
///   public Formula slope(Formula x, Formula y) { return y.mul(one().sub(y)); }
///   public double reference(double x)          { return 1 / (1 + Math.exp(-x)); }
///   public Domain domain()                     { return Domain.reals(-30, 30).including(0, 88, -104); }
/// }
/// ```
public interface Unary extends Pointwise, UnaryFormula {
  /// The value as a formula of the input.
  @Override
  Formula value(Formula x);

  /// The derivative as a formula of input and output. By default the symbolic derivative of the value.
  @Override
  default Formula slope(Formula x, Formula y) {
    return Plan.symbolicSlope(this, 0, new Formula[] {x});
  }

  /// The value by `java.lang.Math`, written apart from the formula.
  double reference(double x);

  /// The values that the input may take.
  Domain domain();

  @Override
  default int arity() {
    return 1;
  }

  @Override
  default Formula value(Formula[] x) {
    return value(x[0]);
  }

  @Override
  default Formula slope(int i, Formula[] x, Formula y) {
    return slope(x[0], y);
  }

  @Override
  default double reference(double[] x) {
    return reference(x[0]);
  }

  /// The value for integers, written apart from the formula in 64-bit arithmetic, of which INT32 takes the
  /// low half; wanted of an op that takes integers.
  default long integerReference(long x) {
    return Pointwise.super.integerReference(new long[] {x});
  }

  @Override
  default long integerReference(long[] x) {
    return integerReference(x[0]);
  }

  @Override
  default Domain domain(int i) {
    return domain();
  }
}
