package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;

/// A [Pointwise] op of two inputs, which broadcast against each other.
public interface Binary extends Pointwise {
  /// The value as a formula of the inputs.
  Formula value(Formula a, Formula b);

  /// The partial derivative by the first input, as a formula of inputs and output. By default the symbolic
  /// derivative.
  default Formula slopeA(Formula a, Formula b, Formula y) {
    return Plan.symbolicSlope(this, 0, new Formula[] {a, b});
  }

  /// The partial derivative by the second input.
  default Formula slopeB(Formula a, Formula b, Formula y) {
    return Plan.symbolicSlope(this, 1, new Formula[] {a, b});
  }

  /// The value by `java.lang.Math`, written apart from the formula.
  double reference(double a, double b);

  /// The values that either input may take.
  Domain domain();

  @Override
  default int arity() {
    return 2;
  }

  @Override
  default Formula value(Formula[] x) {
    return value(x[0], x[1]);
  }

  @Override
  default Formula slope(int i, Formula[] x, Formula y) {
    return i == 0 ? slopeA(x[0], x[1], y) : slopeB(x[0], x[1], y);
  }

  @Override
  default double reference(double[] x) {
    return reference(x[0], x[1]);
  }

  /// The value for integers, written apart from the formula in 64-bit arithmetic, of which INT32 takes the
  /// low half; wanted of an op that takes integers.
  default long integerReference(long a, long b) {
    return Pointwise.super.integerReference(new long[] {a, b});
  }

  @Override
  default long integerReference(long[] x) {
    return integerReference(x[0], x[1]);
  }

  @Override
  default Domain domain(int i) {
    return domain();
  }
}
