package dev.adjoint.ops.formula;

import dev.adjoint.core.DType;

/// The elementary functions as formulas of operations that IEEE 754 fixes to the bit: no machine, compiler tier or vector
/// width changes a result. There are no branches and no tables, so that a formula is the same code in every lane.
final class Elementary {
  private Elementary() {}

  /// An elementary function of arguments, as a formula of simpler operations.
  static Formula of(Formula f, DType dtype) {
    FloatFormat format = FloatFormat.of(dtype);
    Formula x = f.argument(0);
    return switch (f.operator()) {
      case EXP -> Exponential.exp(x, format);
      case EXPM1 -> Exponential.expm1(x, format);
      case TANH -> Exponential.tanh(x, format);
      case LOG -> Logarithm.log(x, format);
      case LOG1P -> Logarithm.log1p(x, format);
      case SIN -> Trigonometry.sin(x, format);
      case COS -> Trigonometry.cos(x, format);
      case ERF -> ErrorFunction.erf(x, format);
      case POW -> Power.pow(x, f.argument(1), format);
      default -> throw new IllegalArgumentException(f.operator().symbol() + " has no formula in " + dtype);
    };
  }
}
