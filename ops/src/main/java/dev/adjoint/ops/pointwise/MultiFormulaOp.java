package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.Op;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An op with several outputs, each a formula of the same inputs. One kernel computes them all in one pass
/// over memory, and what the formulas share it computes once; the bits are those of a [FormulaOp] for each.
/// ```java
/// Formula w = Formula.input(0);
/// Formula speed = Formula.input(1).mul(Formula.input(3)).add(Formula.input(2));
/// Op descend = MultiFormulaOp.of("Descend", 5, speed, w.sub(Formula.input(4).mul(speed)));
/// Variable.update(descend, new Variable[] {v, w}, w.current(), v.current(), dw, momentum, rate);
/// ```
/// Inputs are floating, of one dtype, and broadcast against each other; every output has the shape of them
/// all. Derivatives are symbolic, to any order.
public final class MultiFormulaOp implements Op {
  private final String title;
  private final int arity;
  private final List<Formula> formulas;
  /// Gives the type rule.
  private final FormulaOp first;
  private final PointwiseLoop loop;
  private final boolean[] saved;
  private final ConcurrentMap<Wanted, Derived> cotangents = new ConcurrentHashMap<>();

  /// The cotangent of an input from those of the outputs whose bit is set.
  private record Wanted(int input, long outputs) {}

  private MultiFormulaOp(String title, int arity, List<Formula> formulas) {
    this.title = title;
    this.arity = arity;
    this.formulas = formulas;
    this.first = FormulaOp.of(title, arity, formulas.getFirst());
    this.loop = new PointwiseLoop(formulas, arity);
    this.saved = new boolean[arity];
    for (Formula f : formulas) {
      for (int i = 0; i < arity; i++) {
        f.derivative(i).inputs().forEach(used -> saved[used] = true);
      }
    }
  }

  /// The op of formulas over floating inputs `input(0)` to `input(arity - 1)`.
  ///
  /// @throws IllegalArgumentException if there is no formula, or one reads or gives something else
  public static MultiFormulaOp of(String title, int arity, Formula... formulas) {
    if (formulas.length == 0 || formulas.length > Long.SIZE) {
      throw new IllegalArgumentException(
          title + ": " + formulas.length + " formulas; there is one for each output, at most " + Long.SIZE);
    }
    for (Formula f : formulas) {
      if (f.kind() != Kind.VALUE) {
        throw new IllegalArgumentException(title + ": " + f + " is no value; select one by it");
      }
    }
    for (Formula f : Lowering.order(List.of(formulas))) {
      if (f.operator() == Operator.INPUT && (f.kind() != Kind.VALUE || f.index() >= arity)) {
        throw new IllegalArgumentException(
            title + ": reads " + f + "; its inputs are the values input(0) to input(" + (arity - 1) + ")");
      }
    }
    return new MultiFormulaOp(title, arity, List.of(formulas));
  }

  @Override
  public String name() {
    return title;
  }

  @Override
  public String formula() {
    return formulas.stream().map(f -> f.toString(i -> "x" + i)).collect(Collectors.joining(", "));
  }

  @Override
  public Type[] types(Type[] x) {
    Type[] types = new Type[formulas.size()];
    Arrays.fill(types, first.type(x));
    return types;
  }

  @Override
  public void forward(Call call) {
    loop.run(call);
  }

  @Override
  public boolean savesInput(int i) {
    return saved[i];
  }

  @Override
  public boolean savesOutput(int i) {
    return false;
  }

  @Override
  public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    Tensor[] from = Arrays.copyOf(x, arity + dy.length);
    long outputs = 0;
    for (int j = 0; j < dy.length; j++) {
      Tensor d = dy[j];
      if (d != null) {
        from[arity + j] = d;
        outputs |= 1L << j;
      }
    }
    @Nullable Tensor[] dx = new @Nullable Tensor[arity];
    for (int i = 0; i < arity; i++) {
      if (wanted[i]) {
        Derived cotangent = cotangents.computeIfAbsent(new Wanted(i, outputs), this::cotangent);
        Tensor full = cotangent.isZero() ? null : cotangent.apply(from);
        dx[i] = full == null ? null : Broadcast.sumTo(full, x[i].shape());
      }
    }
    return dx;
  }

  private Derived cotangent(Wanted wanted) {
    Formula sum = Formula.zero();
    for (int j = 0; j < formulas.size(); j++) {
      Formula slope = formulas.get(j).derivative(wanted.input);
      if ((wanted.outputs >> j & 1) != 0 && slope != Formula.zero()) {
        Formula term = Formula.input(arity + j).strong(slope);
        sum = sum == Formula.zero() ? term : sum.add(term);
      }
    }
    return Derived.of(title + ".vjp" + wanted.input, sum, 0);
  }

  /// As in `Descend`.
  @Override
  public String toString() {
    return title;
  }
}
