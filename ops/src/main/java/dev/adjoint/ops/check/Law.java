package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.ops.pointwise.Pointwise;
import java.util.Arrays;
import java.util.List;

/// What every op must obey. A law is examined on one op in one dtype; [#dtypes] says in which it has
/// something to say.
public enum Law {
  /// Samples of the domains, odd sizes, empties, each way to broadcast; integers of full width.
  VALUE("the value equals the reference", Scope.ALL, ValueLaws::value),
  /// Signed zeros, the least and greatest numbers, infinities, NaN, and the special points of the domains.
  SPECIAL_VALUES("special values give what the reference gives", Scope.FLOATING, ValueLaws::specials),
  /// Outputs come with arbitrary content.
  WRITES_ALL("every element of every output is written", Scope.ALL, ContractLaws::writesAll),
  /// Values are shared, also between threads.
  INPUTS_INTACT("no input is written to, forward or backward", Scope.ALL, ContractLaws::inputsIntact),
  /// The same bits again.
  REPEATABLE("equal inputs give equal bits", Scope.ALL, ContractLaws::repeatable),
  /// Inputs left out and added, other dtypes, other shapes: either taken, or refused by name.
  REFUSALS(
      "what the op does not take is refused by a message that names the op",
      Scope.ONCE,
      ContractLaws::refusals),
  /// Central differences in FLOAT64.
  VJP("the vjp equals differences", Scope.DIFFERENCES, DerivativeLaws::vjp),
  /// Central differences of the vjp in FLOAT64.
  SECOND_ORDER(
      "the derivative of the vjp equals differences", Scope.DIFFERENCES_OF_VJP, DerivativeLaws::secondOrder),
  /// What FLOAT64 proves holds for FLOAT32, too.
  SINGLE_PRECISION(
      "the vjp in FLOAT32 agrees with that in FLOAT64", Scope.SINGLE, DerivativeLaws::singlePrecision),
  /// Far out, at kinks, at limits.
  EXTREMES(
      "first and second derivatives at special points are numbers, and in FLOAT32 those of FLOAT64",
      Scope.SINGLE_POINTWISE,
      DerivativeLaws::extremes),
  /// Forward mode against reverse mode, and against the one that follows from it.
  JVP("the jvp is the transpose of the vjp", Scope.DERIVATIVE, DerivativeLaws::jvp),
  /// What makes a sum of cotangents a cotangent.
  LINEAR("the vjp is linear in dy", Scope.DERIVATIVE, DerivativeLaws::linear),
  /// A cotangent nobody asked for costs nothing.
  WANTED("the vjp computes what is wanted, and only that", Scope.DERIVATIVE, ContractLaws::wanted),
  /// A value may be gone when the derivative runs.
  SAVED("derivatives read only the values the op declares saved", Scope.DERIVATIVE, ContractLaws::saved);

  private final String statement;
  private final Scope scope;
  private final Examination examination;

  Law(String statement, Scope scope, Examination examination) {
    this.statement = statement;
    this.scope = scope;
    this.examination = examination;
  }

  @FunctionalInterface
  private interface Examination {
    void of(Specified op, DType dtype);
  }

  private enum Scope {
    ALL,
    FLOATING,
    ONCE,
    DERIVATIVE,
    DIFFERENCES,
    DIFFERENCES_OF_VJP,
    SINGLE,
    SINGLE_POINTWISE;

    boolean covers(Specified op, DType dtype) {
      return switch (this) {
        case ALL -> true;
        case FLOATING -> dtype.isFloating();
        case ONCE -> dtype == DType.FLOAT64 || dtype == DType.INT64 && Trial.of(op, DType.FLOAT64).isEmpty();
        case DERIVATIVE -> dtype.isFloating() && op.orders() > 0;
        case DIFFERENCES -> dtype == DType.FLOAT64 && op.orders() > 0;
        case DIFFERENCES_OF_VJP -> dtype == DType.FLOAT64 && op.orders() > 1;
        case SINGLE -> dtype == DType.FLOAT32 && op.orders() > 0;
        case SINGLE_POINTWISE ->
            dtype == DType.FLOAT32 && op.orders() > 1 && op instanceof Pointwise;
      };
    }

    List<Trial> trials(Specified op, DType dtype) {
      return switch (this) {
        case ALL, FLOATING, ONCE -> Trial.of(op, dtype);
        case DERIVATIVE, SINGLE, SINGLE_POINTWISE -> DerivativeLaws.trials(op, dtype);
        case DIFFERENCES, DIFFERENCES_OF_VJP -> DerivativeLaws.comparable(op);
      };
    }
  }

  /// The law in a few words.
  public String statement() {
    return statement;
  }

  /// The dtypes in which this law can be examined on an op: none if it says nothing of it, as the law of the
  /// vjp of an op without a derivative.
  public List<DType> dtypes(Specified op) {
    return Arrays.stream(DType.values())
        .filter(dtype -> scope.covers(op, dtype) && !scope.trials(op, dtype).isEmpty())
        .toList();
  }

  void examine(Specified op, DType dtype) {
    examination.of(op, dtype);
  }
}
