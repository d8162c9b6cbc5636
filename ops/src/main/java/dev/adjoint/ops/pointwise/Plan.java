package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.PointwiseLoop;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What follows from the formulas of a pointwise op, worked out once for each distinct op: the kernels of its
/// value, and its derivatives as ops of their own.
final class Plan {
  /// By class first: all records without components have the same hash.
  private static final ClassValue<ConcurrentMap<Pointwise, Plan>> PLANS =
      new ClassValue<>() {
        @Override
        protected ConcurrentMap<Pointwise, Plan> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Pointwise op;
  private final int arity;
  private final Formula value;
  private final Formula[] slopes;
  private final boolean[] saved;
  private final PointwiseLoop loop;
  /// Cotangent of each input from all inputs, the output and its cotangent; null where the slope is 0.
  private final @Nullable Derived[] cotangents;

  /// An op on a selection of the inputs `x`, `y`, `dy` (or `dx`) of a derivative.
  private record Derived(FormulaOp op, int[] selection) {
    Tensor apply(Tensor[] from) {
      Tensor[] x = new Tensor[selection.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = from[selection[i]];
      }
      return op.apply(x);
    }
  }

  static Plan of(Pointwise op) {
    ConcurrentMap<Pointwise, Plan> plans = PLANS.get(op.getClass());
    Plan plan = plans.get(op);
    return plan != null ? plan : plans.computeIfAbsent(op, Plan::new);
  }

  private Plan(Pointwise op) {
    this.op = op;
    arity = op.arity();
    Formula[] x = inputs(op);
    Formula y = Formula.input(arity);
    value = op.value(x);
    loop = new PointwiseLoop(value, arity);
    slopes = new Formula[arity];
    cotangents = new @Nullable Derived[arity];
    saved = new boolean[arity + 1];
    for (int i = 0; i < arity; i++) {
      slopes[i] = op.givesMask() || op.takesMask(i) ? Formula.zero() : op.slope(i, x, y);
      for (int used : slopes[i].inputs()) {
        saved[used] = true;
      }
      if (slopes[i] != Formula.zero()) {
        String title = arity == 1 ? op.name() + ".vjp" : op.name() + ".vjp" + i;
        cotangents[i] = derived(title, Formula.input(arity + 1).strong(slopes[i]));
      }
    }
  }

  /// The inputs as formulas, of the kind that each is.
  static Formula[] inputs(Pointwise op) {
    Formula[] x = new Formula[op.arity()];
    Arrays.setAll(x, i -> op.takesMask(i) ? Formula.mask(i) : Formula.input(i));
    return x;
  }

  static Formula symbolicSlope(Pointwise op, int i, Formula[] x) {
    return op.value(inputs(op)).derivative(i).substitute(x);
  }

  private Derived derived(String title, Formula f) {
    SortedSet<Integer> used = f.inputs();
    int[] selection = used.stream().mapToInt(Integer::intValue).toArray();
    Formula[] renumbered = new Formula[selection[selection.length - 1] + 1];
    long masks = 0;
    for (int i = 0; i < selection.length; i++) {
      boolean mask = selection[i] < arity && op.takesMask(selection[i]);
      renumbered[selection[i]] = mask ? Formula.mask(i) : Formula.input(i);
      masks |= mask ? 1L << i : 0;
    }
    return new Derived(new FormulaOp(title, f.substitute(renumbered), selection.length, masks), selection);
  }

  void run(Call call) {
    loop.run(call);
  }

  boolean savesInput(int i) {
    return saved[i];
  }

  boolean savesOutput() {
    return saved[arity];
  }

  @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    @Nullable Tensor[] dx = new @Nullable Tensor[arity];
    Tensor[] from = Arrays.copyOf(x, arity + 2);
    from[arity] = y;
    from[arity + 1] = dy;
    for (int i = 0; i < arity; i++) {
      Derived cotangent = cotangents[i];
      if (wanted[i] && cotangent != null) {
        Tensor full = slopes[i] == Formula.one() ? dy : cotangent.apply(from);
        dx[i] = Broadcast.sumTo(full, x[i].shape());
      }
    }
    return dx;
  }

  /// The sum of slopes times tangents, in one kernel.
  @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Formula sum = null;
    Tensor[] from = Arrays.copyOf(x, 2 * arity + 1);
    from[arity] = y;
    for (int i = 0; i < arity; i++) {
      Tensor dxi = dx[i];
      if (dxi != null && slopes[i] != Formula.zero()) {
        Formula term = Formula.input(arity + 1 + i).strong(slopes[i]);
        sum = sum == null ? term : sum.add(term);
        from[arity + 1 + i] = dxi;
      }
    }
    return sum == null
        ? null
        : Broadcast.broadcastTo(derived(op.name() + ".jvp", sum).apply(from), y.shape());
  }

  @Nullable String formulaText() {
    return value.toString(names());
  }

  String derivativeText() {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < arity; i++) {
      if (slopes[i] != Formula.zero()) {
        String text = Formula.input(arity + 1).strong(slopes[i]).toString(names());
        int last = text.lastIndexOf("; ") + 1; // after the shared parts, which a long formula names first
        String name = (last == 0 ? "" : " ") + (arity == 1 ? "dx = " : "dx" + i + " = ");
        s.append(s.isEmpty() ? "" : ", ").append(text, 0, last).append(name);
        s.append(text.substring(last).strip());
      }
    }
    return s.isEmpty() ? "none" : s.toString();
  }

  private IntFunction<String> names() {
    return i -> i == arity + 1 ? "dy" : i == arity ? "y" : arity == 1 ? "x" : "x" + i;
  }
}
