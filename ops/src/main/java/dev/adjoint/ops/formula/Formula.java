package dev.adjoint.ops.formula;

import dev.adjoint.core.DType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// An expression over one element of each input: what a pointwise op states as its value and as its
/// derivatives, and what its kernels are made from.
///
/// A formula is written once for all dtypes and lanes. Each operation is rounded in the arithmetic dtype it
/// runs in, as IEEE 754 says, and elementary functions are formulas too ([Lowering]), so that a formula gives
/// the same bits whether it runs interpreted ([#evaluate]), as a scalar kernel or as a SIMD kernel of any
/// width. (The one freedom is which NaN a NaN is.) Constants are folded in double with [StrictMath].
///
/// Formulas are immutable and hash-consed: two that are written alike are the same object, `==` is equality,
/// shared parts are stored and computed once. Simplifications apply as a formula is built, only where they
/// are exact for every value: `x · 1` is `x`, while `x + 0` (which turns −0 into 0) and `x · 0` (which keeps
/// NaN) stay. Derivatives know more: a term whose factor is the constant 0 has no slope and is left out.
public final class Formula {
  private static final Formula ZERO = constant(0);
  private static final Formula ONE = constant(1);

  private final Operator operator;
  private final List<Formula> arguments;
  private final @Nullable Object payload;
  private final Kind kind;
  private final int hash;

  private Formula(Operator operator, Kind kind, @Nullable Object payload, List<Formula> arguments) {
    this.operator = operator;
    this.arguments = arguments;
    this.payload = payload;
    this.kind = kind;
    this.hash = 31 * (31 * (operator.ordinal() * 4 + kind.ordinal()) + Objects.hashCode(payload))
        + arguments.hashCode();
  }

  /// The node as it stands, without simplification.
  static Formula node(Operator operator, @Nullable Object payload, List<Formula> arguments) {
    return Interner.intern(new Formula(operator, operator.result(arguments), payload, arguments));
  }

  private static Formula leaf(Operator operator, Kind kind, Object payload) {
    return Interner.intern(new Formula(operator, kind, payload, List.of()));
  }

  private static Formula of(Operator operator, Formula... arguments) {
    return Simplify.build(operator, null, List.of(arguments));
  }

  boolean sameNode(Formula other) {
    return operator == other.operator && kind == other.kind && Objects.equals(payload, other.payload)
        && arguments.equals(other.arguments);
  }

  // Leaves

  /// Input number `i`, read as a value.
  public static Formula input(int i) {
    return leaf(Operator.INPUT, Kind.VALUE, Objects.checkIndex(i, Integer.MAX_VALUE));
  }

  /// Input number `i`, of dtype BOOL, read as a mask.
  public static Formula mask(int i) {
    return leaf(Operator.INPUT, Kind.MASK, Objects.checkIndex(i, Integer.MAX_VALUE));
  }

  /// A number; it takes the arithmetic dtype where the formula runs.
  public static Formula constant(double value) {
    return leaf(Operator.CONSTANT, Kind.VALUE, value);
  }

  /// Number `i` of those given to the kernel when it runs, in place of a constant.
  static Formula parameter(int i) {
    return leaf(Operator.PARAMETER, Kind.VALUE, i);
  }

  /// An integer of kind [Kind#INT]; beside FLOAT32 its lower 32 bits count.
  public static Formula integer(long value) {
    return leaf(Operator.INTEGER, Kind.INT, value);
  }

  /// The constant 0; as a derivative, *no dependence*.
  public static Formula zero() {
    return ZERO;
  }

  /// The constant 1.
  public static Formula one() {
    return ONE;
  }

  /// An op applied inside a formula. It is differentiated by the op's own slope, and written out for kernels.
  public static Formula call(UnaryFormula op, Formula x) {
    return Simplify.build(Operator.CALL, op, List.of(x));
  }

  // Arithmetic

  /// `this + b`, for values and integers.
  public Formula add(Formula b) {
    return of(Operator.ADD, this, b);
  }

  /// `this + b`, for values and integers.
  public Formula add(double b) {
    return add(literal(b));
  }

  /// `this − b`, for values and integers.
  public Formula sub(Formula b) {
    return of(Operator.SUB, this, b);
  }

  /// `this − b`, for values and integers.
  public Formula sub(double b) {
    return sub(literal(b));
  }

  /// `this · b`.
  public Formula mul(Formula b) {
    return of(Operator.MUL, this, b);
  }

  /// `this · b`.
  public Formula mul(double b) {
    return mul(constant(b));
  }

  /// `this / b`.
  public Formula div(Formula b) {
    return of(Operator.DIV, this, b);
  }

  /// `this / b`.
  public Formula div(double b) {
    return div(constant(b));
  }

  /// `−this`.
  public Formula neg() {
    return of(Operator.NEG, this);
  }

  /// `|this|`; its derivative at 0 is 0.
  public Formula abs() {
    return of(Operator.ABS, this);
  }

  /// −1, 0 or 1 by the sign; a zero keeps its sign, NaN stays NaN. Its derivative is 0.
  public Formula sign() {
    return of(Operator.SIGN, this);
  }

  /// The square root, correctly rounded.
  public Formula sqrt() {
    return of(Operator.SQRT, this);
  }

  /// `this · b + c`, rounded once.
  public Formula fma(Formula b, Formula c) {
    return of(Operator.FMA, this, b, c);
  }

  /// `this · b + c`, rounded once: a step of Horner's rule.
  public Formula fma(Formula b, double c) {
    return fma(b, constant(c));
  }

  /// `this · b + c`, rounded once.
  public Formula fma(double b, Formula c) {
    return fma(constant(b), c);
  }

  /// `this · b + c`, rounded once.
  public Formula fma(double b, double c) {
    return fma(constant(b), constant(c));
  }

  /// The smaller, as `Math.min`: NaN if either is. At a tie each has half of the derivative.
  public Formula min(Formula b) {
    return of(Operator.MIN, this, b);
  }

  /// The smaller, as `Math.min`.
  public Formula min(double b) {
    return min(constant(b));
  }

  /// The larger, as `Math.max`: NaN if either is. At a tie each has half of the derivative.
  public Formula max(Formula b) {
    return of(Operator.MAX, this, b);
  }

  /// The larger, as `Math.max`.
  public Formula max(double b) {
    return max(constant(b));
  }

  /// The strong product of this cotangent and a slope: 0 where this is 0, even if the slope is infinite or
  /// NaN, else the product. It keeps a branch that was not taken from poisoning a gradient. Its derivative by
  /// the cotangent is the slope itself, by the slope it is strong again.
  public Formula strong(Formula slope) {
    return of(Operator.STRONG, this, slope);
  }

  // Elementary functions

  /// `eˣ`.
  public Formula exp() {
    return of(Operator.EXP, this);
  }

  /// `eˣ − 1`, accurate near 0.
  public Formula expm1() {
    return of(Operator.EXPM1, this);
  }

  /// The natural logarithm.
  public Formula log() {
    return of(Operator.LOG, this);
  }

  /// `log(1 + x)`, accurate near 0.
  public Formula log1p() {
    return of(Operator.LOG1P, this);
  }

  /// The hyperbolic tangent.
  public Formula tanh() {
    return of(Operator.TANH, this);
  }

  /// The sine.
  public Formula sin() {
    return of(Operator.SIN, this);
  }

  /// The cosine.
  public Formula cos() {
    return of(Operator.COS, this);
  }

  /// The tangent.
  public Formula tan() {
    return of(Operator.TAN, this);
  }

  /// The arc sine.
  public Formula asin() {
    return of(Operator.ASIN, this);
  }

  /// The arc cosine.
  public Formula acos() {
    return of(Operator.ACOS, this);
  }

  /// The arc tangent.
  public Formula atan() {
    return of(Operator.ATAN, this);
  }

  /// The hyperbolic sine.
  public Formula sinh() {
    return of(Operator.SINH, this);
  }

  /// The hyperbolic cosine.
  public Formula cosh() {
    return of(Operator.COSH, this);
  }

  /// The error function, `2/√π ∫₀ˣ e^(−t²) dt`.
  public Formula erf() {
    return of(Operator.ERF, this);
  }

  /// `this` to the power `b`, with the special cases of `Math.pow`. The derivatives are guarded at 0: that by
  /// the base is 0 where the exponent is 0, and that by the exponent is 0 where the base is 0 and the
  /// exponent not negative.
  public Formula pow(Formula b) {
    return of(Operator.POW, this, b);
  }

  /// `this` to the power `b`.
  public Formula pow(double b) {
    return pow(constant(b));
  }

  // Comparisons and masks

  /// `this < b`; false if either is NaN.
  public Formula lt(Formula b) {
    return of(Operator.LT, this, b);
  }

  /// `this < b`; false if either is NaN.
  public Formula lt(double b) {
    return lt(literal(b));
  }

  /// `this ≤ b`; false if either is NaN.
  public Formula le(Formula b) {
    return of(Operator.LE, this, b);
  }

  /// `this ≤ b`; false if either is NaN.
  public Formula le(double b) {
    return le(literal(b));
  }

  /// `this > b`; false if either is NaN.
  public Formula gt(Formula b) {
    return of(Operator.GT, this, b);
  }

  /// `this > b`; false if either is NaN.
  public Formula gt(double b) {
    return gt(literal(b));
  }

  /// `this ≥ b`; false if either is NaN.
  public Formula ge(Formula b) {
    return of(Operator.GE, this, b);
  }

  /// `this ≥ b`; false if either is NaN.
  public Formula ge(double b) {
    return ge(literal(b));
  }

  /// `this = b`; false if either is NaN, true for 0 and −0.
  public Formula eq(Formula b) {
    return of(Operator.EQ, this, b);
  }

  /// `this = b`; false if either is NaN, true for 0 and −0.
  public Formula eq(double b) {
    return eq(literal(b));
  }

  /// `this ≠ b`; true if either is NaN.
  public Formula ne(Formula b) {
    return of(Operator.NE, this, b);
  }

  /// `this ≠ b`; true if either is NaN.
  public Formula ne(double b) {
    return ne(literal(b));
  }

  /// Both, of masks or of the bits of integers.
  public Formula and(Formula b) {
    return of(Operator.AND, this, b);
  }

  /// Either or both, of masks or of the bits of integers.
  public Formula or(Formula b) {
    return of(Operator.OR, this, b);
  }

  /// The bits in which two integers differ.
  public Formula xor(Formula b) {
    return of(Operator.XOR, this, b);
  }

  /// The opposite mask.
  public Formula not() {
    return of(Operator.NOT, this);
  }

  /// `a` where this mask holds, `b` elsewhere; both are values or both integers. What the other branch would
  /// have been, NaN or not, does not matter.
  public Formula select(Formula a, Formula b) {
    return of(Operator.SELECT, this, a, b);
  }

  /// `a` where this mask holds, `b` elsewhere.
  public Formula select(Formula a, double b) {
    return select(a, a.literal(b));
  }

  /// `a` where this mask holds, `b` elsewhere.
  public Formula select(double a, Formula b) {
    return select(b.literal(a), b);
  }

  /// `a` where this mask holds, `b` elsewhere.
  public Formula select(double a, double b) {
    return select(constant(a), constant(b));
  }

  /// `usual`, except in the lanes where this mask holds: these are computed one by one by a scalar function
  /// of `x`. For arguments that a fast formula does not cover and that hardly ever come.
  public Formula rarely(StrictFunction function, Formula x, Formula usual) {
    return Simplify.build(Operator.RARELY, checked(function, 1), List.of(this, x, usual));
  }

  /// As [#rarely(StrictFunction, Formula, Formula)], for a function of two arguments.
  public Formula rarely(StrictFunction function, Formula x, Formula y, Formula usual) {
    return Simplify.build(Operator.RARELY, checked(function, 2), List.of(this, x, y, usual));
  }

  private static StrictFunction checked(StrictFunction function, int arity) {
    if (function.arity() != arity) {
      throw new IllegalArgumentException(
          "rarely: " + function + " takes " + function.arity() + " arguments, given " + arity);
    }
    return function;
  }

  // Bits

  /// The bits of a value as an integer of the same width. The bits of a NaN are some NaN's.
  public Formula bits() {
    return of(Operator.BITS, this);
  }

  /// The value that has these bits.
  public Formula fromBits() {
    return of(Operator.FROM_BITS, this);
  }

  /// This integer shifted left, zeros coming in.
  public Formula shl(int count) {
    return shift(Operator.SHL, count);
  }

  /// This integer shifted right, the sign bit coming in.
  public Formula shr(int count) {
    return shift(Operator.SHR, count);
  }

  /// This integer shifted right, zeros coming in.
  public Formula ushr(int count) {
    return shift(Operator.USHR, count);
  }

  private Formula shift(Operator operator, int count) {
    if (count < 0 || count > 63) {
      throw new IllegalArgumentException(operator.symbol() + ": a shift is by 0 to 63 bits, given " + count);
    }
    return Simplify.build(operator, count, List.of(this));
  }

  /// A number beside this formula: an integer if this is one.
  private Formula literal(double value) {
    if (kind != Kind.INT) {
      return constant(value);
    }
    if (value != (long) value) {
      throw new IllegalArgumentException(value + " beside the integer " + this
          + ": a whole number is wanted");
    }
    return integer((long) value);
  }

  // What can be asked of a formula

  /// The partial derivative by an input, every other input held fixed. `y` in a slope is an input like any
  /// other.
  ///
  /// Conventions where there is no derivative: `abs` and `sign` have 0 at 0, `min` and `max` give each side
  /// half at a tie, a comparison has no slope. A branch that `select` does not take contributes nothing.
  ///
  /// @throws UnsupportedOperationException if the formula depends on the input through the bits of a value
  public Formula derivative(int input) {
    return Derivative.of(this, input);
  }

  /// This formula with input `i` replaced by `with[i]`.
  ///
  /// @throws IndexOutOfBoundsException if an input has no replacement
  public Formula substitute(Formula... with) {
    return Dag.rebuild(this, (f, arguments) ->
        f.operator == Operator.INPUT ? with[f.index()] : f.withArguments(arguments));
  }

  /// This formula with another in place of one of its parts, wherever that occurs.
  public Formula replace(Formula part, Formula with) {
    return Dag.rebuild(this, (f, arguments) -> f == part ? with : f.withArguments(arguments));
  }

  /// The same operation on other arguments, simplified.
  Formula withArguments(List<Formula> arguments) {
    return arguments.equals(this.arguments) ? this : Simplify.build(operator, payload, arguments);
  }

  /// The numbers of the inputs that occur.
  public SortedSet<Integer> inputs() {
    SortedSet<Integer> inputs = new TreeSet<>();
    for (Formula f : Dag.order(this)) {
      if (f.operator == Operator.INPUT) {
        inputs.add(f.index());
      }
    }
    return Collections.unmodifiableSortedSet(inputs);
  }

  /// The number of distinct operations, leaves not counted.
  public int size() {
    return (int) Dag.order(this).stream().filter(f -> !f.arguments.isEmpty()).count();
  }

  /// The value in an arithmetic dtype, each operation rounded in it: what every kernel computes, bit for bit.
  /// Masks are 1 and 0.
  public double evaluate(DType dtype, double... inputs) {
    return Evaluator.evaluate(this, dtype, inputs);
  }

  /// As [#evaluate] in INT32 or INT64, wrapping around.
  public long evaluateIntegers(DType dtype, long... inputs) {
    return Evaluator.evaluateIntegers(this, dtype, inputs);
  }

  /// What this formula stands for.
  public Kind kind() {
    return kind;
  }

  /// All distinct formulas this one is made of, each after its arguments, this one last.
  public List<Formula> order() {
    return Dag.order(this);
  }

  /// The operation at the top.
  public Operator operator() {
    return operator;
  }

  /// What the operation at the top is applied to.
  public List<Formula> arguments() {
    return arguments;
  }

  /// The argument with this number.
  public Formula argument(int i) {
    return arguments.get(i);
  }

  /// The number of an input or parameter, or the count of a shift.
  public int index() {
    return (Integer) Objects.requireNonNull(payload);
  }

  /// The value of a constant.
  public double value() {
    return (Double) Objects.requireNonNull(payload);
  }

  /// The value of an integer.
  public long integer() {
    return (Long) Objects.requireNonNull(payload);
  }

  /// The op of a call.
  public UnaryFormula op() {
    return (UnaryFormula) Objects.requireNonNull(payload);
  }

  /// The function that [#rarely] falls back to.
  public StrictFunction function() {
    return (StrictFunction) Objects.requireNonNull(payload);
  }

  @Nullable Object payload() {
    return payload;
  }

  /// Whether this is a constant with this value; 0 and −0 differ.
  boolean isConstant(double value) {
    return operator == Operator.CONSTANT && Double.valueOf(value).equals(payload);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// The formula as one would write it, `1 / (1 + exp(-x))`: a single input is `x`, several are `x0`, `x1` ….
  /// A long formula names its shared parts first: `t1 = exp(-x); t1 / (1 + t1)`.
  @Override
  public String toString() {
    return toString(Text.names(this));
  }

  /// The formula with inputs by these names, such as `x`, `y`, `dy`.
  public String toString(IntFunction<String> names) {
    return Text.of(this, names);
  }

  /// One line for each part that several others share, then one for each formula: `t1 = exp(-x)`.
  public static String listing(IntFunction<String> names, Formula... formulas) {
    return String.join("\n", Text.lines(names, Arrays.asList(formulas)));
  }
}
