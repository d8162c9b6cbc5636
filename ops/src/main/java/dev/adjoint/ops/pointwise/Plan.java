package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What follows from the formulas of a pointwise op, worked out once for each distinct op: the kernels of its
/// value, and its derivatives as ops of their own.
final class Plan {
  /// By class first: all records without components have the same hash, and one plan.
  private static final ClassValue<Plans> PLANS =
      new ClassValue<>() {
        @Override
        protected Plans computeValue(Class<?> type) {
          return new Plans(type.isRecord() && type.getRecordComponents().length == 0);
        }
      };

  private static final class Plans {
    private final ConcurrentMap<Pointwise, Plan> byOp = new ConcurrentHashMap<>();
    private final boolean alike;
    private volatile @Nullable Plan only;

    Plans(boolean alike) {
      this.alike = alike;
    }

    Plan of(Pointwise op) {
      Plan known = only;
      if (known != null) {
        return known;
      }
      Plan plan = byOp.get(op);
      plan = plan != null ? plan : byOp.computeIfAbsent(op, Plan::new);
      if (alike) {
        only = plan;
      }
      return plan;
    }
  }

  private final Pointwise op;
  private final int arity;
  private final Formula value;
  private final Formula[] slopes;
  private final boolean[] saved;
  private final long masks;
  private final PointwiseLoop loop;
  /// Cotangent of each input from all inputs, the output and its cotangent; null where the slope is 0.
  private final @Nullable Derived[] cotangents;
  /// Tangent of the output from all inputs, the output and the tangents of those inputs whose bit is set.
  private final ConcurrentMap<Long, Derived> tangents = new ConcurrentHashMap<>();

  static Plan of(Pointwise op) {
    return PLANS.get(op.getClass()).of(op);
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
    long masks = 0;
    for (int i = 0; i < arity; i++) {
      masks |= op.takesMask(i) ? 1L << i : 0;
    }
    this.masks = masks;
    for (int i = 0; i < arity; i++) {
      slopes[i] = op.givesMask() || op.takesMask(i) ? Formula.zero() : op.slope(i, x, y);
      for (int used : slopes[i].inputs()) {
        saved[used] = true;
      }
      if (slopes[i] != Formula.zero()) {
        String title = arity == 1 ? op.name() + ".vjp" : op.name() + ".vjp" + i;
        cotangents[i] = Derived.of(title, Formula.input(arity + 1).strong(slopes[i]), masks);
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
    int last = lastOver(wanted);
    for (int i = 0; i < arity; i++) {
      Derived cotangent = cotangents[i];
      if (wanted[i] && cotangent != null) {
        Tensor full = slopes[i] == Formula.one() ? dy
            : i == last ? cotangent.applyOver(arity + 1, from) : cotangent.apply(from);
        dx[i] = Broadcast.sumTo(full, x[i].shape());
      }
    }
    return dx;
  }

  /// The input whose cotangent is computed when `dy` is read no more, or -1 where `dy` is handed on.
  private int lastOver(boolean[] wanted) {
    int last = -1;
    for (int i = 0; i < arity; i++) {
      if (wanted[i] && slopes[i] == Formula.one()) {
        return -1;
      }
      last = wanted[i] && cotangents[i] != null ? i : last;
    }
    return last;
  }

  /// The sum of slopes times tangents, in one kernel.
  @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Tensor[] from = Arrays.copyOf(x, 2 * arity + 1);
    from[arity] = y;
    long given = 0;
    for (int i = 0; i < arity; i++) {
      Tensor dxi = dx[i];
      if (dxi != null && slopes[i] != Formula.zero()) {
        from[arity + 1 + i] = dxi;
        given |= 1L << i;
      }
    }
    return given == 0
        ? null
        : Broadcast.broadcastTo(tangents.computeIfAbsent(given, this::tangent).apply(from), y.shape());
  }

  private Derived tangent(long given) {
    Formula sum = Formula.zero();
    for (int i = 0; i < arity; i++) {
      if ((given >> i & 1) != 0) {
        Formula term = Formula.input(arity + 1 + i).strong(slopes[i]);
        sum = sum == Formula.zero() ? term : sum.add(term);
      }
    }
    return Derived.of(op.name() + ".jvp", sum, masks);
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
