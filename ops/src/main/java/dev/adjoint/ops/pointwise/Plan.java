package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
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
          return new Plans(type, type.isRecord() && type.getRecordComponents().length == 0);
        }
      };

  /// What was found lately, by class: several times as fast as a [ClassValue], and asked more than once a call.
  /// References are weak, so that a class can be unloaded.
  private static final @Nullable Reference<Plans>[] RECENT = references(256);

  private static final class Plans {
    private final Class<?> type;
    private final ConcurrentMap<Pointwise, Plan> byOp = new ConcurrentHashMap<>();
    private final boolean alike;
    private volatile @Nullable Plan only;

    Plans(Class<?> type, boolean alike) {
      this.type = type;
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
  private final boolean givesMask;
  private final PointwiseLoop loop;
  /// Cotangent of each input from all inputs, the output and its cotangent; null where the slope is 0.
  private final @Nullable Derived[] cotangents;
  /// Bit `i` is set if the cotangent of input `i` is `dy` itself, or an op of it.
  private final long handedOn;
  private final long computed;
  /// Tangent of the output from all inputs, the output and the tangents of those inputs whose bit is set.
  private final ConcurrentMap<Long, Derived> tangents = new ConcurrentHashMap<>();

  static Plan of(Pointwise op) {
    return op instanceof FormulaOp derived ? derived.plan() : find(op);
  }

  /// The plan of this op and all that equal it.
  static Plan find(Pointwise op) {
    Class<?> type = op.getClass();
    int index = type.hashCode() & RECENT.length - 1;
    Reference<Plans> recent = RECENT[index];
    Plans plans = recent == null ? null : recent.get();
    if (plans == null || plans.type != type) {
      plans = PLANS.get(type);
      RECENT[index] = new WeakReference<>(plans);
    }
    return plans.of(op);
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Reference<Plans>[] references(int length) {
    return (@Nullable Reference<Plans>[]) new Reference<?>[length];
  }

  private Plan(Pointwise op) {
    this.op = op;
    arity = op.arity();
    givesMask = op.givesMask();
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
    long handedOn = 0;
    long computed = 0;
    for (int i = 0; i < arity; i++) {
      slopes[i] = givesMask || op.takesMask(i) ? Formula.zero() : op.slope(i, x, y);
      for (int used : slopes[i].inputs()) {
        saved[used] = true;
      }
      if (slopes[i] != Formula.zero()) {
        String title = arity == 1 ? op.name() + ".vjp" : op.name() + ".vjp" + i;
        cotangents[i] = Derived.of(title, Formula.input(arity + 1).strong(slopes[i]), masks);
        handedOn |= slopes[i] == Formula.one() ? 1L << i : 0;
        computed |= slopes[i] == Formula.one() ? 0 : 1L << i;
      }
    }
    this.handedOn = handedOn;
    this.computed = computed;
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

  /// The type of the output; see [Pointwise].
  Type type(Type[] x) {
    Mismatch.demandInputs(x, arity);
    if (masks == 0 && !givesMask && x[0].dtype().isFloating() && areOne(x)) {
      return x[0];
    }
    DType dtype = null;
    Shape shape = x[0].shape();
    for (int i = 0; i < arity; i++) {
      DType given = x[i].dtype();
      if (op.takesMask(i)) {
        if (given != DType.BOOL) {
          throw new Mismatch("a condition is BOOL")
              .rule("x[" + i + "] is BOOL")
              .hint("compare it, as in notEqual(x, 0)");
        }
      } else if (!given.isFloating() && !(op.takesIntegers() && given.isInteger())) {
        throw new Mismatch("does not take " + given)
            .rule(op.takesIntegers() ? "FLOAT32, FLOAT64, INT32 or INT64" : "FLOAT32 or FLOAT64")
            .hint("cast it");
      } else if (dtype == null) {
        dtype = given;
      } else if (dtype != given) {
        throw new Mismatch("dtypes differ").rule("there is no implicit promotion").hint("cast one of them");
      }
      shape = shape.broadcast(x[i].shape());
    }
    DType result = givesMask || dtype == null ? DType.BOOL : dtype;
    return result == x[0].dtype() && shape.equals(x[0].shape()) ? x[0] : new Type(result, shape);
  }

  /// Whether all are the same object, as those of values computed from each other often are.
  private static boolean areOne(Type[] x) {
    for (Type type : x) {
      if (type != x[0]) {
        return false;
      }
    }
    return true;
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
        Tensor full = (handedOn >> i & 1) != 0 ? dy
            : i == last ? cotangent.applyOver(arity + 1, from) : cotangent.apply(from);
        dx[i] = Broadcast.sumTo(full, x[i].shape());
      }
    }
    return dx;
  }

  /// The input whose cotangent is computed when `dy` is read no more, or -1 where `dy` is handed on.
  private int lastOver(boolean[] wanted) {
    long bits = 0;
    for (int i = 0; i < arity; i++) {
      bits |= wanted[i] ? 1L << i : 0;
    }
    return (bits & handedOn) != 0 ? -1 : Long.SIZE - 1 - Long.numberOfLeadingZeros(bits & computed);
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
