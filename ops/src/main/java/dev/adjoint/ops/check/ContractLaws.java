package dev.adjoint.ops.check;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Op;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tape;
import dev.adjoint.core.TapeException;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The laws on how an op deals with what it is given: the contract of [Op] itself.
final class ContractLaws {
  private ContractLaws() {}

  static void writesAll(Specified op, DType dtype) {
    for (Trial trial : Trial.of(op, dtype)) {
      Tensor[] once = new Prefilled(trial.op(), false).applyAll(trial.x());
      Tensor[] again = new Prefilled(trial.op(), true).applyAll(trial.x());
      demandSame(trial, Law.WRITES_ALL, once, again, "y");
    }
  }

  /// An op whose outputs hold something else before each run.
  private record Prefilled(Op op, boolean high) implements Op {
    @Override
    public String name() {
      return op.name();
    }

    @Override
    public Type[] types(Type[] x) {
      return op.types(x);
    }

    @Override
    public int alias(int i) {
      return op.alias(i);
    }

    @Override
    public void forward(Call call) {
      int outputs = op.types(inputTypes(call)).length;
      boolean computes = false;
      for (int i = 0; i < outputs; i++) {
        if (op.alias(i) < 0) {
          fill(call.y(i));
          computes = true;
        }
      }
      if (computes) {
        op.forward(call);
      }
    }

    private static Type[] inputTypes(Call call) {
      Type[] types = new Type[call.inputs()];
      Arrays.setAll(types, call::xType);
      return types;
    }

    private void fill(Object array) {
      switch (array) {
        case float[] a -> Arrays.fill(a, high ? Float.NaN : -1e30f);
        case double[] a -> Arrays.fill(a, high ? Double.NaN : -1e300);
        case int[] a -> Arrays.fill(a, high ? Integer.MAX_VALUE : Integer.MIN_VALUE);
        case long[] a -> Arrays.fill(a, high ? Long.MAX_VALUE : Long.MIN_VALUE);
        case boolean[] a -> Arrays.fill(a, high);
        default -> throw new AssertionError(array.getClass());
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      return op.vjp(x, y, dy, wanted);
    }
  }

  static void inputsIntact(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : Trial.of(op, dtype)) {
      Tensor[] before = copies(trial.x());
      Pullback pullback = Pullback.of(trial);
      demandSame(trial, Law.INPUTS_INTACT, before, trial.x(), "x");
      if (op.orders() > 0) {
        @Nullable Tensor[] dy = pullback.cotangents(random);
        @Nullable Tensor[] dx = pullback.tangents(random);
        Tensor[] all = all(trial.x(), pullback.y(), dy, dx);
        Tensor[] copies = copies(all);
        run(pullback, dy, dx);
        demandSame(trial, Law.INPUTS_INTACT, copies, all, "x, y, dy, dx: number ");
      }
    }
  }

  static void repeatable(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : Trial.of(op, dtype)) {
      Pullback pullback = Pullback.of(trial);
      Tensor[] again = trial.op().applyAll(copies(trial.x()));
      demandSame(trial, Law.REPEATABLE, pullback.y(), again, "y");
      if (op.orders() > 0) {
        @Nullable Tensor[] dy = pullback.cotangents(random);
        @Nullable Tensor[] dx = pullback.tangents(random);
        Tensor[] first = run(pullback, dy, dx);
        demandSame(trial, Law.REPEATABLE, first, run(pullback, dy, dx), "vjp and jvp: number ");
      }
    }
  }

  /// What the vjp and the jvp give, structural zeros left out; nothing if no gradient can pass.
  private static Tensor[] run(Pullback pullback, @Nullable Tensor[] dy, @Nullable Tensor[] dx) {
    List<Tensor> results = new ArrayList<>();
    if (Arrays.stream(dy).anyMatch(d -> d != null)) {
      addAll(results, pullback.vjp(dy));
    }
    if (Arrays.stream(dx).anyMatch(d -> d != null)) {
      addAll(results, pullback.jvp(dx));
    }
    return results.toArray(Tensor[]::new);
  }

  private static void addAll(List<Tensor> to, @Nullable Tensor[] from) {
    for (Tensor t : from) {
      if (t != null) {
        to.add(t);
      }
    }
  }

  private static Tensor[] all(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, @Nullable Tensor[] dx) {
    List<Tensor> all = new ArrayList<>();
    addAll(all, x);
    addAll(all, y);
    addAll(all, dy);
    addAll(all, dx);
    return all.toArray(Tensor[]::new);
  }

  private static Tensor[] copies(Tensor[] x) {
    return Arrays.stream(x).map(ContractLaws::copy).toArray(Tensor[]::new);
  }

  private static Tensor copy(Tensor t) {
    int[] sizes = t.shape().toArray();
    return switch (t.dtype()) {
      case FLOAT32 -> Tensor.of(t.toFloatArray(), sizes);
      case FLOAT64 -> Tensor.of(t.toDoubleArray(), sizes);
      case INT32 -> Tensor.of(t.toIntArray(), sizes);
      case INT64 -> Tensor.of(t.toLongArray(), sizes);
      case BOOL -> Tensor.of(t.toBooleanArray(), sizes);
    };
  }

  private static void demandSame(Trial trial, Law law, Tensor[] expected, Tensor[] actual, String what) {
    if (expected.length != actual.length) {
      throw Violation.of(trial, law).line("results", expected.length + " and then " + actual.length).error();
    }
    for (int i = 0; i < expected.length; i++) {
      if (!Trial.sameBits(expected[i], actual[i])) {
        throw Violation.of(trial, law)
            .line("differs", what + "[" + i + "]")
            .line("one", expected[i])
            .line("other", actual[i])
            .error();
      }
    }
  }

  static void wanted(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : DerivativeLaws.trials(op, dtype)) {
      Pullback pullback = Pullback.of(trial);
      @Nullable Tensor[] dy = pullback.cotangents(random);
      @Nullable Tensor[] full = pullback.vjp(dy);
      for (int k = 0; k < full.length; k++) {
        boolean[] only = new boolean[full.length];
        only[k] = pullback.wanted()[k];
        if (!only[k]) {
          continue;
        }
        @Nullable Tensor[] dx = pullback.vjp(trial.x(), pullback.y(), dy, only);
        for (int i = 0; i < dx.length; i++) {
          if (i != k && dx[i] != null) {
            throw Violation.of(trial, Law.WANTED)
                .line("wanted", "x[" + k + "]")
                .line("computed", "the cotangent of x[" + i + "], too")
                .error();
          }
        }
        String what = "the cotangent wanted alone, of x[" + k + "]";
        demandSame(trial, Law.WANTED, present(full[k]), present(dx[k]), what);
      }
    }
  }

  private static Tensor[] present(@Nullable Tensor t) {
    return t == null ? new Tensor[0] : new Tensor[] {t};
  }

  static void saved(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : DerivativeLaws.trials(op, dtype)) {
      Pullback pullback = Pullback.of(trial);
      Tensor[] x = trial.x().clone();
      Tensor[] y = pullback.y().clone();
      for (int i = 0; i < x.length; i++) {
        x[i] = trial.op().savesInput(i) ? x[i] : withheld(x[i].type());
      }
      for (int i = 0; i < y.length; i++) {
        y[i] = trial.op().savesOutput(i) ? y[i] : withheld(y[i].type());
      }
      @Nullable Tensor[] dy = pullback.cotangents(random);
      @Nullable Tensor[] dx = pullback.tangents(random);
      Pullback without = new Pullback(new Trial(trial.specimen(), x), y, pullback.wanted());
      try {
        demandSame(trial, Law.SAVED, run(pullback, dy, dx), run(without, dy, dx), "vjp and jvp: number ");
      } catch (TapeException e) {
        AssertionError error =
            Violation.of(trial, Law.SAVED)
                .line("read", "a value that is not saved, according to savesInput and savesOutput")
                .error();
        error.initCause(e);
        throw error;
      }
    }
  }

  /// A tensor whose values are gone: reading them throws a [TapeException].
  private static Tensor withheld(Type type) {
    try (Tape tape = new Tape()) {
      Tensor scalar = tape.data(Tensor.zeros(type.with(Shape.scalar())));
      return new Broadcast.BroadcastTo(type.shape()).apply(scalar).primal();
    }
  }

  static void refusals(Specified op, DType dtype) {
    for (Trial trial : Trial.of(op, dtype)) {
      Tensor[] x = trial.x();
      takesOrRefuses(trial);
      takesOrRefuses(trial, Arrays.copyOf(x, x.length - 1));
      Tensor[] more = Arrays.copyOf(x, x.length + 1);
      more[x.length] = x[0];
      takesOrRefuses(trial, more);
      for (int i = 0; i < x.length; i++) {
        for (Type type : others(x[i].type())) {
          Tensor[] changed = x.clone();
          changed[i] = Tensor.zeros(type);
          takesOrRefuses(trial, changed);
        }
      }
    }
  }

  private static List<Type> others(Type type) {
    Shape shape = type.shape();
    List<Type> others = new ArrayList<>();
    for (DType dtype : DType.values()) {
      others.add(type.with(dtype));
    }
    others.add(type.with(shape.insert(shape.rank(), 7)));
    others.add(type.with(shape.insert(0, 7)));
    for (int axis = 0; axis < shape.rank(); axis++) {
      others.add(type.with(shape.remove(axis)));
      others.add(type.with(shape.with(axis, shape.dim(axis) + 1)));
      others.add(type.with(shape.with(axis, 0)));
    }
    others.remove(type);
    return others;
  }

  private static void takesOrRefuses(Trial trial, Tensor... x) {
    Op op = trial.op();
    try {
      op.applyAll(x);
    } catch (OperandException e) {
      if (!e.operation().equals(op.name())) {
        throw refusedBadly(trial, x, e);
      }
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).startsWith(op.name())) {
        throw refusedBadly(trial, x, e);
      }
    }
  }

  private static AssertionError refusedBadly(Trial trial, Tensor[] x, RuntimeException e) {
    List<Type> types = Arrays.stream(x).map(Tensor::type).toList();
    AssertionError error = Violation.of(trial, Law.REFUSALS).line("given", types).line("thrown", e).error();
    error.initCause(e);
    return error;
  }
}
