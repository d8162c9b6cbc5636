package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Applies ops: an op with an input on a tape unwraps the newest tape, runs one level lower, then is recorded
/// there. At the bottom, on plain tensors, it just computes.
final class Engine {
  private Engine() {}

  static Tensor apply(SingleOp op, Tensor[] x) {
    try {
      return run(op, x);
    } catch (Mismatch e) { // from the bottom, where operands have no names
      throw OperandException.of(op, x, e);
    }
  }

  static Tensor[] applyAll(Op op, Tensor[] x) {
    if (op instanceof SingleOp single) {
      return new Tensor[] {apply(single, x)};
    }
    try {
      return runAll(op, x);
    } catch (Mismatch e) {
      throw OperandException.of(op, x, e);
    }
  }

  private static Tensor run(SingleOp op, Tensor[] x) {
    Tape tape = newest(op, x);
    return tape == null ? compute(op, x) : tape.record(op, x, run(op, primals(tape, x)));
  }

  private static Tensor[] runAll(Op op, Tensor[] x) {
    Tape tape = newest(op, x);
    return tape == null ? computeAll(op, x) : tape.recordAll(op, x, runAll(op, primals(tape, x)));
  }

  /// The newest tape among the inputs; all others must be older and the newest one nested.
  private static @Nullable Tape newest(Op op, Tensor[] x) {
    Tape newest = null;
    for (Tensor t : x) {
      Tape tape = t.tape();
      if (tape == null || tape == newest) {
        continue;
      }
      tape.demandOpen(op, t);
      if (newest == null) {
        newest = tape;
      } else {
        Tape newer = tape.isNewerThan(newest) ? tape : newest;
        if (!newer.isNested()) {
          throw new TapeException(
              op.name() + ": its inputs are on unrelated tapes, " + newest + " and " + tape
                  + "; detach() one of them, or work on one tape or on nested ones");
        }
        newest = newer;
      }
    }
    return newest;
  }

  private static Tensor[] primals(Tape tape, Tensor[] x) {
    Tensor[] p = new Tensor[x.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = x[i].tape() == tape ? x[i].primal() : x[i];
    }
    return p;
  }

  private static Tensor compute(SingleOp op, Tensor[] x) {
    Type type;
    try {
      type = op.type(types(x));
    } catch (IndexOutOfBoundsException e) {
      throw noSuchAxis(e);
    }
    Tape home = home(x);
    int alias = op.alias(0);
    if (alias >= 0) {
      return view(x[alias], type, home);
    }
    Object y = allocate(type, home);
    op.forward(new Call(x, new Type[] {type}, new Object[] {y}));
    return own(type, y, home);
  }

  private static Tensor[] computeAll(Op op, Tensor[] x) {
    Type[] types;
    try {
      types = op.types(types(x));
    } catch (IndexOutOfBoundsException e) {
      throw noSuchAxis(e);
    }
    Tape home = home(x);
    Object[] arrays = new Object[types.length];
    for (int i = 0; i < arrays.length; i++) {
      int alias = op.alias(i);
      arrays[i] = alias >= 0 ? x[alias].array() : allocate(types[i], home);
    }
    op.forward(new Call(x, types, arrays));
    Tensor[] y = new Tensor[types.length];
    for (int i = 0; i < y.length; i++) {
      int alias = op.alias(i);
      y[i] = alias >= 0 ? view(x[alias], types[i], home) : own(types[i], arrays[i], home);
    }
    return y;
  }

  /// Computes `op` on plain values into given arrays.
  static void computeInto(Op op, Tensor[] x, Type[] expected, Object[] y) {
    Type[] types;
    try {
      types = op.types(types(x));
    } catch (Mismatch e) {
      throw OperandException.of(op, x, e);
    }
    if (!java.util.Arrays.equals(types, expected)) {
      throw OperandException.of(
          op.name(),
          new Mismatch("an update keeps the type")
              .rule("gives " + java.util.Arrays.toString(types) + " for " + java.util.Arrays.toString(expected)),
          x);
    }
    op.forward(new Call(x, types, y));
    for (int i = 0; i < y.length; i++) {
      int alias = op.alias(i);
      if (alias >= 0) { // a view elsewhere, but here the array is given
        System.arraycopy(x[alias].array(), 0, y[i], 0, types[i].shape().size());
      }
    }
  }

  /// A type rule asked for an axis that an operand lacks; the message says which.
  private static Mismatch noSuchAxis(IndexOutOfBoundsException e) {
    return new Mismatch(String.valueOf(e.getMessage()));
  }

  private static Type[] types(Tensor[] x) {
    Type[] types = new Type[x.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = x[i].type();
    }
    return types;
  }

  /// The tape that owns what is computed from `x`. Values of several root tapes can meet only as plain
  /// results (a gradient beside another tape's); the older tape ends first in any sane nesting, so it owns.
  private static @Nullable Tape home(Tensor[] x) {
    Tape home = null;
    for (Tensor t : x) {
      Tape h = t.home();
      if (h != null && h != home && (home == null || home.isNewerThan(h))) {
        home = h;
      }
    }
    return home == null || home.isClosed() ? null : home;
  }

  private static Tensor view(Tensor x, Type type, @Nullable Tape home) {
    if (type.dtype() != x.dtype() || type.shape().size() != x.shape().size()) {
      throw new AssertionError("an alias keeps dtype and size: " + x.type() + " as " + type);
    }
    return x.viewAs(type, home);
  }

  private static Object allocate(Type type, @Nullable Tape home) {
    int size = type.shape().size();
    return home == null ? Buffers.fresh(type.dtype(), size) : Buffers.take(type.dtype(), size);
  }

  private static Tensor own(Type type, Object array, @Nullable Tape home) {
    Storage storage = new Storage(array);
    if (home != null) {
      home.own(type, storage);
    }
    return Tensor.plain(type, storage, home);
  }
}
