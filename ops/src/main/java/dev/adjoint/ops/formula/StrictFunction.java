package dev.adjoint.ops.formula;

/// A scalar function with the same result on every machine, as [StrictMath] gives it: what [Formula#rarely]
/// falls back to in the few lanes where a formula's fast path does not reach.
///
/// FLOAT32 lanes are computed in double and rounded.
public enum StrictFunction {
  SIN, COS, TAN, EXP, LOG, POW;

  /// The number of arguments.
  public int arity() {
    return this == POW ? 2 : 1;
  }

  /// The function of one argument, or of two for [#POW]; the second is ignored by the others.
  public double apply(double a, double b) {
    return switch (this) {
      case SIN -> StrictMath.sin(a);
      case COS -> StrictMath.cos(a);
      case TAN -> StrictMath.tan(a);
      case EXP -> StrictMath.exp(a);
      case LOG -> StrictMath.log(a);
      case POW -> StrictMath.pow(a, b);
    };
  }
}
