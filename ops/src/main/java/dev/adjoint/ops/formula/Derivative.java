package dev.adjoint.ops.formula;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Partial derivatives, node by node from the leaves up: the derivative of a DAG is a DAG of proportional
/// size. The formula [Formula#zero] stands for *does not depend on the input*, and terms with it are left
/// out.
final class Derivative {
  private Derivative() {}

  static Formula of(Formula root, int input) {
    Map<Formula, Formula> derivative = new HashMap<>();
    for (Formula f : Dag.order(root)) {
      List<Formula> d = f.arguments().stream().map(derivative::get).toList();
      derivative.put(f, depends(f, d, input) ? rule(f, d) : Formula.zero());
    }
    return requireNonNull(derivative.get(root));
  }

  /// Masks and integers have no slope; a value made from bits is refused where it would have one.
  private static boolean depends(Formula f, List<Formula> d, int input) {
    return f.kind() == Kind.VALUE && switch (f.operator()) {
      case INPUT -> f.index() == input;
      case FROM_BITS -> f.inputs().contains(input);
      default -> d.stream().anyMatch(a -> a != Formula.zero());
    };
  }

  /// The derivative of a node from those of its arguments, of which at least one is not zero.
  private static Formula rule(Formula y, List<Formula> d) {
    if (y.operator() == Operator.INPUT) {
      return Formula.one();
    }
    Formula a = y.argument(0);
    Formula da = d.get(0);
    Formula b = d.size() < 2 ? a : y.argument(1);
    Formula db = d.size() < 2 ? da : d.get(1);
    return switch (y.operator()) {
      case ADD -> plus(da, db);
      case SUB -> minus(da, db);
      case MUL -> plus(times(da, b), times(a, db));
      case DIV -> divided(minus(da, times(y, db)), b);
      case NEG -> negated(da);
      case ABS -> times(da, a.sign());
      case SIGN -> Formula.zero();
      case SQRT -> divided(times(da, Formula.constant(0.5)), y);
      case FMA -> plus(plus(times(da, b), times(a, db)), d.get(2));
      case MIN -> extremum(a.lt(b), a, b, da, db);
      case MAX -> extremum(a.gt(b), a, b, da, db);
      case STRONG -> plus(da.strong(b), a.strong(db));
      case EXP -> times(da, y);
      case EXPM1 -> times(da, a.exp());
      case LOG -> divided(da, a);
      case LOG1P -> divided(da, Formula.one().add(a));
      case TANH -> times(da, Formula.one().sub(y.mul(y)));
      case SIN -> times(da, a.cos());
      case COS -> negated(times(da, a.sin()));
      case TAN -> times(da, Formula.one().add(y.mul(y)));
      case ASIN -> divided(da, complementOfSquare(a).sqrt());
      case ACOS -> negated(divided(da, complementOfSquare(a).sqrt()));
      case ATAN -> times(da, lorentzian(a));
      case SINH -> times(da, a.cosh());
      case COSH -> times(da, a.sinh());
      case ERF -> times(da, bell(a));
      case POW -> plus(times(da, byBase(a, b)), times(db, byExponent(y, a, b)));
      case CALL -> times(da, y.op().slope(a, y));
      case SELECT -> a.select(db, d.get(2));
      default -> throw notDifferentiable(y);
    };
  }

  /// `1 − a²`, without cancellation near ±1.
  private static Formula complementOfSquare(Formula a) {
    return Formula.one().sub(a).mul(Formula.one().add(a));
  }

  /// `1 / (1 + a²)` by halves, which are exact: the derivative of `a²` overflows, that of `(a/2)²` does not.
  private static Formula lorentzian(Formula a) {
    Formula half = a.mul(0.5);
    return Formula.constant(0.25).div(half.mul(half).add(0.25));
  }

  /// `2/√π · e^−a²`, which is 0 beyond 32; there `2a`, a factor of its derivative, must not overflow.
  private static Formula bell(Formula a) {
    Formula near = a.max(-32).min(32);
    return near.mul(near).neg().exp().mul(2 / Math.sqrt(Math.PI));
  }

  /// At a tie each side has half; where either is NaN the second side's derivative stands.
  private static Formula extremum(Formula first, Formula a, Formula b, Formula da, Formula db) {
    return first.select(da, a.eq(b).select(times(plus(da, db), Formula.constant(0.5)), db));
  }

  /// `p xᵖ⁻¹`, and 0 where p is 0 (x = 0 would give 0 · ∞).
  private static Formula byBase(Formula x, Formula p) {
    Formula slope = p.mul(x.pow(p.sub(1)));
    return p.operator() == Operator.CONSTANT ? slope : p.eq(0).select(Formula.zero(), slope);
  }

  /// `xᵖ log x`, and 0 where x is 0 and p not negative (0 · −∞).
  private static Formula byExponent(Formula y, Formula x, Formula p) {
    return x.eq(0).and(p.ge(0)).select(Formula.zero(), y.mul(x.log()));
  }

  private static Formula plus(Formula a, Formula b) {
    return a == Formula.zero() ? b : b == Formula.zero() ? a : a.add(b);
  }

  private static Formula minus(Formula a, Formula b) {
    return a == Formula.zero() ? negated(b) : b == Formula.zero() ? a : a.sub(b);
  }

  private static Formula times(Formula a, Formula b) {
    return a == Formula.zero() || b == Formula.zero() ? Formula.zero() : a.mul(b);
  }

  private static Formula divided(Formula a, Formula b) {
    return a == Formula.zero() ? a : a.div(b);
  }

  private static Formula negated(Formula a) {
    return a == Formula.zero() ? a : a.neg();
  }

  private static UnsupportedOperationException notDifferentiable(Formula y) {
    return new UnsupportedOperationException(
        "derivative of " + y + ": " + y.operator().symbol()
        + " has no derivative; state the slope of the op instead");
  }
}
