package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Operator.ABS;
import static dev.adjoint.ops.formula.Operator.BITS;
import static dev.adjoint.ops.formula.Operator.CONSTANT;
import static dev.adjoint.ops.formula.Operator.EQ;
import static dev.adjoint.ops.formula.Operator.FROM_BITS;
import static dev.adjoint.ops.formula.Operator.INTEGER;
import static dev.adjoint.ops.formula.Operator.NE;
import static dev.adjoint.ops.formula.Operator.NEG;
import static dev.adjoint.ops.formula.Operator.NOT;
import static dev.adjoint.ops.formula.Operator.SELECT;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds nodes, replacing those that equal something simpler. Every rule is exact for all values, signed
/// zeros, infinities and NaN included, with three exceptions by definition: constants are folded in double,
/// `dy ⊗ 0` is 0 (no slope, no gradient), and the sign of a zero from a strong product with a finite constant
/// is that of the product. A strong product with a selection is the selection of the products, so that an
/// infinite cotangent of a branch that was not taken is 0, too: what `where(x > 0, log x, 0)` has at 0 in its
/// second derivative.
final class Simplify {
  private Simplify() {}

  static Formula build(Operator operator, @Nullable Object payload, List<Formula> arguments) {
    Formula node = Formula.node(operator, payload, arguments);
    if (!arguments.isEmpty() && arguments.stream().allMatch(a -> a.operator() == CONSTANT)) {
      Formula folded = fold(node);
      if (folded != null) {
        return folded;
      }
    }
    Formula simpler = node.kind() == Kind.INT ? simplerInteger(node) : simpler(node);
    return simpler == null ? node : simpler;
  }

  private static @Nullable Formula fold(Formula f) {
    double a = f.argument(0).value();
    double b = f.arguments().size() < 2 ? 0 : f.argument(1).value();
    double c = f.arguments().size() < 3 ? 0 : f.argument(2).value();
    return switch (f.operator()) {
      case ADD -> Formula.constant(a + b);
      case SUB -> Formula.constant(a - b);
      case MUL -> Formula.constant(a * b);
      case DIV -> Formula.constant(a / b);
      case NEG -> Formula.constant(-a);
      case ABS -> Formula.constant(Math.abs(a));
      case SIGN -> Formula.constant(Math.signum(a));
      case SQRT -> Formula.constant(Math.sqrt(a));
      case FMA -> Formula.constant(Math.fma(a, b, c));
      case MIN -> Formula.constant(Math.min(a, b));
      case MAX -> Formula.constant(Math.max(a, b));
      case STRONG -> Formula.constant(a == 0 ? 0 : a * b);
      case EXP -> Formula.constant(StrictMath.exp(a));
      case EXPM1 -> Formula.constant(StrictMath.expm1(a));
      case LOG -> Formula.constant(StrictMath.log(a));
      case LOG1P -> Formula.constant(StrictMath.log1p(a));
      case TANH -> Formula.constant(StrictMath.tanh(a));
      case SIN -> Formula.constant(StrictMath.sin(a));
      case COS -> Formula.constant(StrictMath.cos(a));
      case TAN -> Formula.constant(StrictMath.tan(a));
      case ASIN -> Formula.constant(StrictMath.asin(a));
      case ACOS -> Formula.constant(StrictMath.acos(a));
      case ATAN -> Formula.constant(StrictMath.atan(a));
      case SINH -> Formula.constant(StrictMath.sinh(a));
      case COSH -> Formula.constant(StrictMath.cosh(a));
      case POW -> Formula.constant(StrictMath.pow(a, b));
      default -> null;
    };
  }

  private static @Nullable Formula simpler(Formula f) {
    Formula a = f.argument(0);
    Formula b = f.arguments().size() < 2 ? a : f.argument(1);
    return switch (f.operator()) {
      case ADD -> a.isConstant(-0.0) ? b
          : b.isConstant(-0.0) ? a
          : b.operator() == NEG ? a.sub(b.argument(0))
          : a.operator() == NEG ? b.sub(a.argument(0))
          : null;
      case SUB -> b.isConstant(0) ? a : b.operator() == NEG ? a.add(b.argument(0)) : null;
      case MUL -> product(a, b);
      case DIV -> b.isConstant(1) ? a
          : b.isConstant(-1) ? a.neg()
          : a.operator() == NEG && b.operator() == NEG ? a.argument(0).div(b.argument(0))
          : null;
      case NEG -> a.operator() == NEG ? a.argument(0) : null;
      case ABS -> a.operator() == ABS ? a : a.operator() == NEG ? a.argument(0).abs() : null;
      case MIN, MAX -> a == b ? a : null;
      case FMA -> {
        Formula c = f.argument(2);
        yield a.isConstant(1) ? b.add(c) : b.isConstant(1) ? a.add(c) : c.isConstant(-0.0) ? a.mul(b) : null;
      }
      case STRONG -> a == Formula.zero() || b == Formula.zero() ? Formula.zero()
          : a.operator() == CONSTANT && a.value() != 0 ? a.mul(b)
          : b.operator() == CONSTANT && Double.isFinite(b.value()) ? a.mul(b)
          : b.operator() == SELECT && (isSettled(b.argument(1)) || isSettled(b.argument(2)))
              ? b.argument(0).select(a.strong(b.argument(1)), a.strong(b.argument(2)))
          : null;
      case POW -> power(a, b);
      case NOT -> a.operator() == NOT ? a.argument(0)
          : a.operator() == EQ ? a.argument(0).ne(a.argument(1))
          : a.operator() == NE ? a.argument(0).eq(a.argument(1))
          : null;
      case AND, OR -> a == b ? a : null;
      case SELECT -> {
        Formula c = f.argument(2);
        yield b == c ? b : a.operator() == NOT ? a.argument(0).select(c, b) : null;
      }
      case FROM_BITS -> a.operator() == BITS ? a.argument(0) : null;
      default -> null;
    };
  }

  /// A slope that takes no strong multiplication, or a selection with such a branch.
  private static boolean isSettled(Formula slope) {
    return slope.operator() == CONSTANT && Double.isFinite(slope.value())
        || slope.operator() == SELECT && (isSettled(slope.argument(1)) || isSettled(slope.argument(2)));
  }

  private static @Nullable Formula product(Formula a, Formula b) {
    if (a.isConstant(1)) {
      return b;
    }
    if (b.isConstant(1)) {
      return a;
    }
    if (a.isConstant(-1)) {
      return b.neg();
    }
    if (b.isConstant(-1)) {
      return a.neg();
    }
    return a.operator() == NEG && b.operator() == NEG ? a.argument(0).mul(b.argument(0)) : null;
  }

  private static @Nullable Formula power(Formula a, Formula b) {
    if (b.isConstant(0) || b.isConstant(-0.0)) {
      return Formula.one();
    }
    if (b.isConstant(1)) {
      return a;
    }
    if (b.isConstant(2)) {
      return a.mul(a);
    }
    return b.isConstant(-1) ? Formula.one().div(a) : null;
  }

  private static @Nullable Formula simplerInteger(Formula f) {
    Formula a = f.argument(0);
    return switch (f.operator()) {
      case ADD -> isZero(f.argument(1)) ? a : isZero(a) ? f.argument(1) : null;
      case SUB -> isZero(f.argument(1)) ? a : null;
      case AND, OR -> a == f.argument(1) ? a : null;
      case SHL, SHR, USHR -> f.index() == 0 ? a : null;
      case SELECT -> f.argument(1) == f.argument(2) ? f.argument(1) : null;
      case BITS -> a.operator() == FROM_BITS ? a.argument(0) : null;
      default -> null;
    };
  }

  private static boolean isZero(Formula f) {
    return f.operator() == INTEGER && f.integer() == 0;
  }
}
