package dev.adjoint.ops.formula;

import dev.adjoint.core.DType;

/// The elementary functions as formulas of operations that IEEE 754 fixes to the bit: no machine, compiler
/// tier or vector width changes a result. There are no branches and no tables, so that a formula is the same
/// code in every lane.
///
/// The largest errors found, in units of the last place of the result, and the number of operations. FLOAT32
/// was measured over all arguments (`pow` over all positive bases, with one exponent each), FLOAT64 over
/// samples against extended precision. Signed zeros, infinities, NaN and subnormals are as for [StrictMath].
///
/// | | FLOAT32 | operations | FLOAT64 | operations |
/// |---|---|---|---|---|
/// | `exp` | 0.90 | 20 | 0.88 | 25 |
/// | `expm1` | 1.02 | 28 | 1.10 | 33 |
/// | `log` | 0.93 | 28 | 0.88 | 38 |
/// | `log1p` | 1.02 | 35 | 0.90 | 44 |
/// | `sinh` | 1.10 | 31 | 1.15 | 40 |
/// | `cosh` | 1.10 | 20 | 1.15 | 25 |
/// | `tanh` | 1.00 | 30 | 1.00 | 43 |
/// | `sin`, `cos` | 0.78 | 39 | 0.79 | 45 |
/// | `tan` | 1.20 | 35 | 1.20 | 43 |
/// | `asin`, `acos` | 1.15 | 28 | 1.15 | 36 |
/// | `atan` | 1.20 | 23 | 1.26 | 33 |
/// | `erf` | 1.01 | 35 | 1.07 | 57 |
/// | `pow` | 0.95 | 98 | 1.80 | 108 |
final class Elementary {
  private Elementary() {}

  /// An elementary function of arguments, as a formula of simpler operations.
  static Formula of(Formula f, DType dtype) {
    FloatFormat format = FloatFormat.of(dtype);
    Formula x = f.argument(0);
    return switch (f.operator()) {
      case EXP -> Exponential.exp(x, format);
      case EXPM1 -> Exponential.expm1(x, format);
      case TANH -> Hyperbolic.tanh(x, format);
      case LOG -> Logarithm.log(x, format);
      case LOG1P -> Logarithm.log1p(x, format);
      case SINH -> Hyperbolic.sinh(x, format);
      case COSH -> Hyperbolic.cosh(x, format);
      case SIN -> Trigonometry.sin(x, format);
      case COS -> Trigonometry.cos(x, format);
      case TAN -> Trigonometry.tan(x, format);
      case ASIN -> InverseTrigonometry.asin(x, format);
      case ACOS -> InverseTrigonometry.acos(x, format);
      case ATAN -> InverseTrigonometry.atan(x, format);
      case ERF -> ErrorFunction.erf(x, format);
      case POW -> Power.pow(x, f.argument(1), format);
      default -> throw new IllegalArgumentException(f.operator().symbol() + " has no formula in " + dtype);
    };
  }
}
