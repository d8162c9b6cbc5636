package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Kind.INT;
import static dev.adjoint.ops.formula.Kind.MASK;
import static dev.adjoint.ops.formula.Kind.VALUE;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a node of a [Formula] computes from its arguments. Each operator lists the kinds it accepts and the
/// kind it gives.
public enum Operator {
  /// An input, by number.
  INPUT(rule(VALUE), rule(MASK)),
  /// A number written in the formula.
  CONSTANT(rule(VALUE)),
  /// A number given to the kernel at run time, by number: where a constant was before it was hoisted.
  PARAMETER(rule(VALUE)),
  /// An integer written in the formula.
  INTEGER(rule(INT)),

  ADD("+", 10, rule(VALUE, VALUE, VALUE), rule(INT, INT, INT)),
  SUB("-", 10, rule(VALUE, VALUE, VALUE), rule(INT, INT, INT)),
  MUL("*", 11, rule(VALUE, VALUE, VALUE)),
  DIV("/", 11, rule(VALUE, VALUE, VALUE)),
  NEG("-", 12, rule(VALUE, VALUE)),
  ABS(rule(VALUE, VALUE)),
  /// −1, 0 or 1 by the sign; a zero keeps its sign and NaN stays NaN.
  SIGN(rule(VALUE, VALUE)),
  SQRT(rule(VALUE, VALUE)),
  /// The first argument times the second plus the third, rounded once.
  FMA(rule(VALUE, VALUE, VALUE, VALUE)),
  /// As `Math.min`: NaN if either is, and −0 is less than 0.
  MIN(rule(VALUE, VALUE, VALUE)),
  /// As `Math.max`.
  MAX(rule(VALUE, VALUE, VALUE)),
  /// The strong product of a cotangent and a slope: 0 where the cotangent is 0, whatever the slope.
  STRONG("⊗", 11, rule(VALUE, VALUE, VALUE)),

  EXP(rule(VALUE, VALUE)),
  EXPM1(rule(VALUE, VALUE)),
  LOG(rule(VALUE, VALUE)),
  LOG1P(rule(VALUE, VALUE)),
  TANH(rule(VALUE, VALUE)),
  SIN(rule(VALUE, VALUE)),
  COS(rule(VALUE, VALUE)),
  TAN(rule(VALUE, VALUE)),
  ASIN(rule(VALUE, VALUE)),
  ACOS(rule(VALUE, VALUE)),
  ATAN(rule(VALUE, VALUE)),
  SINH(rule(VALUE, VALUE)),
  COSH(rule(VALUE, VALUE)),
  ERF(rule(VALUE, VALUE)),
  POW(rule(VALUE, VALUE, VALUE)),
  /// A named op used inside a formula.
  CALL(rule(VALUE, VALUE)),

  LT("<", 8, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),
  LE("<=", 8, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),
  GT(">", 8, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),
  GE(">=", 8, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),
  EQ("==", 7, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),
  NE("!=", 7, rule(MASK, VALUE, VALUE), rule(MASK, INT, INT)),

  AND("&", 6, rule(MASK, MASK, MASK), rule(INT, INT, INT)),
  OR("|", 4, rule(MASK, MASK, MASK), rule(INT, INT, INT)),
  XOR("^", 5, rule(INT, INT, INT)),
  NOT("!", 12, rule(MASK, MASK)),
  /// The second argument where the mask holds, the third elsewhere.
  SELECT("?", 1, rule(VALUE, MASK, VALUE, VALUE), rule(INT, MASK, INT, INT)),

  BITS(rule(INT, VALUE)),
  FROM_BITS("fromBits", 13, rule(VALUE, INT)),
  SHL("<<", 9, rule(INT, INT)),
  SHR(">>", 9, rule(INT, INT)),
  USHR(">>>", 9, rule(INT, INT)),
  /// The last argument, save where the mask holds: there a [StrictFunction] of the arguments between.
  RARELY(rule(VALUE, MASK, VALUE, VALUE), rule(VALUE, MASK, VALUE, VALUE, VALUE));

  private final String symbol;
  private final int precedence;
  private final Kind[][] rules;

  Operator(String symbol, int precedence, Kind[]... rules) {
    this.symbol = symbol;
    this.precedence = precedence;
    this.rules = rules;
  }

  Operator(Kind[]... rules) {
    this.symbol = name().toLowerCase(Locale.ROOT);
    this.precedence = 13;
    this.rules = rules;
  }

  /// The kind an operator gives, then the kinds it takes.
  private static Kind[] rule(Kind... resultThenArguments) {
    return resultThenArguments;
  }

  /// How the operator is written: `+`, `exp`.
  public String symbol() {
    return symbol;
  }

  /// How tightly the operator binds when written, as in Java; functions bind tightest.
  int precedence() {
    return precedence;
  }

  /// Whether the operator is one of the elementary functions, which are lowered before a kernel is made.
  public boolean isElementary() {
    return compareTo(EXP) >= 0 && compareTo(POW) <= 0;
  }

  /// Whether the operator compares its arguments.
  public boolean isComparison() {
    return compareTo(LT) >= 0 && compareTo(NE) <= 0;
  }

  /// The kind of this operator's result.
  ///
  /// @throws IllegalArgumentException if the operator does not take arguments of these kinds
  Kind result(List<Formula> arguments) {
    for (Kind[] rule : rules) {
      if (matches(rule, arguments)) {
        return rule[0];
      }
    }
    throw new IllegalArgumentException(complaint(arguments));
  }

  private static boolean matches(Kind[] rule, List<Formula> arguments) {
    if (rule.length != arguments.size() + 1) {
      return false;
    }
    for (int i = 1; i < rule.length; i++) {
      if (rule[i] != arguments.get(i - 1).kind()) {
        return false;
      }
    }
    return true;
  }

  private String complaint(List<Formula> arguments) {
    StringBuilder s = new StringBuilder(name().toLowerCase(Locale.ROOT)).append(": wrong kind of operand");
    boolean mask = false;
    boolean integer = false;
    for (Formula f : arguments) {
      s.append("\n  ").append(f.kind()).append("  ").append(f);
      mask |= f.kind() == MASK;
      integer |= f.kind() == INT;
    }
    s.append("\n  rule");
    for (Kind[] rule : rules) {
      s.append(rule == rules[0] ? " (" : " or (");
      for (int i = 1; i < rule.length; i++) {
        s.append(i == 1 ? "" : ", ").append(rule[i]);
      }
      s.append(')');
    }
    String hint = mask ? "mask.select(a, b) turns a mask into values"
        : integer ? "i.fromBits() reads bits as a value"
        : null;
    return hint(s, hint);
  }

  private static String hint(StringBuilder s, @Nullable String hint) {
    return hint == null ? s.toString() : s.append("\n  hint ").append(hint).toString();
  }
}
