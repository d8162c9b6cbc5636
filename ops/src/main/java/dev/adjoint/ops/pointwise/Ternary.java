package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.formula.Formula;

/// A [Pointwise] op of three inputs, which broadcast against each other.
public interface Ternary extends Pointwise {
  /// The value as a formula of the inputs.
  Formula value(Formula a, Formula b, Formula c);

  /// The partial derivative by the first input, as a formula of inputs and output. By default the symbolic
  /// derivative.
  default Formula slopeA(Formula a, Formula b, Formula c, Formula y) {
    return Plan.symbolicSlope(this, 0, new Formula[] {a, b, c});
  }

  /// The partial derivative by the second input.
  default Formula slopeB(Formula a, Formula b, Formula c, Formula y) {
    return Plan.symbolicSlope(this, 1, new Formula[] {a, b, c});
  }

  /// The partial derivative by the third input.
  default Formula slopeC(Formula a, Formula b, Formula c, Formula y) {
    return Plan.symbolicSlope(this, 2, new Formula[] {a, b, c});
  }

  /// The value by `java.lang.Math`, written apart from the formula; a truth value is 0 or 1.
  double reference(double a, double b, double c);

  /// The value for integers, written apart from the formula in 64-bit arithmetic, of which INT32 takes the
  /// low half; wanted of an op that takes integers.
  default long integerReference(long a, long b, long c) {
    return Pointwise.super.integerReference(new long[] {a, b, c});
  }

  @Override
  default int arity() {
    return 3;
  }

  @Override
  default Formula value(Formula[] x) {
    return value(x[0], x[1], x[2]);
  }

  @Override
  default Formula slope(int i, Formula[] x, Formula y) {
    return switch (i) {
      case 0 -> slopeA(x[0], x[1], x[2], y);
      case 1 -> slopeB(x[0], x[1], x[2], y);
      default -> slopeC(x[0], x[1], x[2], y);
    };
  }

  @Override
  default double reference(double[] x) {
    return reference(x[0], x[1], x[2]);
  }

  @Override
  default long integerReference(long[] x) {
    return integerReference(x[0], x[1], x[2]);
  }
}
