package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An op that acts on each element alone, stated by a [Formula] over its inputs and a slope for each of them.
/// Kernels, broadcasting, derivatives of every order and their fused kernels follow.
///
/// Implement [Unary], [Binary] or [Ternary]; a record without state, or with components that are structure,
/// since equal ops share kernels.
public interface Pointwise extends SingleOp, Specified {
  /// The number of inputs.
  int arity();

  /// The value over these inputs.
  Formula value(Formula[] x);

  /// The partial derivative by input `i` over inputs and output; `y` is an input of its own and not
  /// differentiated through. By default the symbolic derivative of [#value].
  default Formula slope(int i, Formula[] x, Formula y) {
    return Plan.symbolicSlope(this, i, x);
  }

  /// The value by `java.lang.Math`, written apart from the formula.
  double reference(double[] x);

  /// The value for integers, written apart from the formula in 64-bit arithmetic, of which INT32 takes the
  /// low half.
  default long integerReference(long[] x) {
    throw new UnsupportedOperationException(name() + " takes integers but has no integerReference");
  }

  /// Where results smaller than this occur, they are accurate in absolute terms only: an error counts in
  /// units in the last place of this, or of the result where that is larger. An op that is accurate for every
  /// result leaves it at 0.
  default double floor() {
    return 0;
  }

  /// The values that input `i` may take.
  Domain domain(int i);

  /// Whether input `i` is BOOL.
  default boolean takesMask(int i) {
    return false;
  }

  /// Whether the output is BOOL; then there is no derivative.
  default boolean givesMask() {
    return false;
  }

  /// Whether INT32 and INT64 are taken besides the floating types, with wrap-around.
  default boolean takesIntegers() {
    return false;
  }

  @Override
  default Type type(Type[] x) {
    return Plan.of(this).type(x);
  }

  @Override
  default void forward(Call call) {
    Plan.of(this).run(call);
  }

  @Override
  default boolean savesInput(int i) {
    return Plan.of(this).savesInput(i);
  }

  @Override
  default boolean savesOutput(int i) {
    return Plan.of(this).savesOutput();
  }

  @Override
  default @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    return Plan.of(this).vjp(x, y, dy, wanted);
  }

  @Override
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    return Plan.of(this).jvp(x, y, dx);
  }

  @Override
  default @Nullable String formula() {
    return Plan.of(this).formulaText();
  }

  @Override
  default String derivative() {
    return Plan.of(this).derivativeText();
  }

  @Override
  default int orders() {
    return givesMask() ? 0 : 2;
  }

  @Override
  default List<Specimen> specimens() {
    return Specimens.of(this);
  }
}
