package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Op;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A recurrent layer over a whole sequence as one op, stated by what a single unit does in a single step.
///
/// In each step a unit has some *gates*, each with two pre-activations: `a` from the input, `x Wᵀ + b`, and
/// `r`, recurrent, from the hidden state of all units before, `h Uᵀ` (`+ c` if there is a [#hiddenBias]); and
/// some *states*, of which the first is the hidden state. The formulas of [#next] make the next states of
/// them.
///
/// Inputs, with `k` gates:
/// ```
/// xs  (t, m, n)   the sequence: t steps of m rows
/// w   (k·h, n)    weights of the input, gate by gate
/// u   (k·h, h)    weights of the hidden state, gate by gate
/// b   (k·h,)      bias
/// c   (k·h,)      bias of the hidden part, only with hiddenBias()
/// s   (m, h)      each of the states before the first step
/// ```
/// Outputs, all `(t, m, h)`: each state after every step, then what the derivative wants to find again.
///
/// The pre-activations of the input are one matrix product for all steps, and so are the gradients of the
/// weights; only the product with the hidden state has to be taken step by step. Rows are independent of each
/// other and shared out among threads. Like any product, each pre-activation is one chain of fused
/// multiply-adds, so that the values have the bits of the same cell written in other ops.
public interface Cell extends Op, Specified {
  /// The number of pre-activations of a unit.
  int gates();

  /// The number of states of a unit, at least 1.
  int states();

  /// Whether the hidden part has a bias of its own. Where the two parts are only added, one bias does for
  /// both.
  default boolean hiddenBias() {
    return false;
  }

  /// The next states of a unit.
  ///
  /// @param a the pre-activations from the input
  /// @param r the pre-activations from the hidden state
  /// @param s the states before
  /// @param keep stores a value for the derivative, and gives what stands for it; worth it for the results of
  ///     elementary functions and for what occurs several times. Next states are kept anyway.
  Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep);

  /// The next states, then what is kept in the order it is kept, by `java.lang.Math`, written apart from the
  /// formulas.
  double[] reference(double[] a, double[] r, double[] s);

  /// The states after every step, each `(t, m, h)`.
  ///
  /// @param x the inputs as listed above
  /// @throws dev.adjoint.core.OperandException if they do not fit
  default Tensor[] run(Tensor... x) {
    return Arrays.copyOf(applyAll(x), states());
  }

  @Override
  default Type[] types(Type[] x) {
    Type[] y = new Type[CellPlan.of(this).slots()];
    Arrays.fill(y, Extent.of(this, x).sequence());
    return y;
  }

  @Override
  default void forward(Call call) {
    new ForwardRun(CellPlan.of(this), call).run();
  }

  @Override
  default @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    return CellVjp.of(this, dy, wanted).cotangents(x, y, dy);
  }

  /// By forward mode over the cell in other ops.
  @Override
  default @Nullable Tensor[] jvp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    List<Integer> moved = new ArrayList<>();
    List<Tensor> tangents = new ArrayList<>();
    for (int i = 0; i < dx.length; i++) {
      Tensor d = dx[i];
      if (d != null) {
        moved.add(i);
        tangents.add(d);
      }
    }
    Tensor[] at = moved.stream().map(i -> x[i]).toArray(Tensor[]::new);
    @Nullable Tensor[] dy = new @Nullable Tensor[y.length];
    for (int i = 0; i < dy.length; i++) {
      int output = i;
      dy[i] =
          Derivatives.jvp(
              to -> Unrolled.run(this, Unrolled.replaced(x, moved, to))[output],
              at,
              tangents.toArray(Tensor[]::new));
    }
    return dy;
  }

  /// The next states, as formulas over `a0`, `r0`, `s0` and so on.
  @Override
  default @Nullable String formula() {
    return CellPlan.of(this).text();
  }

  @Override
  default String derivative() {
    return "dz by the slopes, step by step from the last; dw = dzᵀ · x, du = dzᵀ · h, db = Σ dz, dx = dz · w";
  }

  @Override
  default List<Specimen> specimens() {
    return CellSpecimens.of(this);
  }

  /// A sum of up to 6 products of numbers up to 2 with weights up to 1 carries three ulps of 8 into an
  /// activation, and the next two steps do so again.
  @Override
  default double ulps() {
    return 24;
  }
}
