package dev.adjoint.core;

import java.util.Arrays;
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

  /// As [#apply], but nobody reads `x[over]` afterwards; see [SingleOp#applyOver].
  static Tensor applyOver(SingleOp op, int over, Tensor[] x) {
    try {
      return newest(op, x) == null ? compute(op, x, over) : run(op, x); // what is recorded is read again
    } catch (Mismatch e) {
      throw OperandException.of(op, x, e);
    }
  }

  private static Tensor run(SingleOp op, Tensor[] x) {
    Tape tape = newest(op, x);
    if (tape == null) {
      return compute(op, x, -1);
    }
    Tensor y = isLowest(tape, x) ? compute(op, x, -1) : run(op, primals(tape, x));
    return tape.record(op, x, y);
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

  /// Whether all primals are plain; then what is computed is computed from them, and needs no array of its own.
  private static boolean isLowest(Tape tape, Tensor[] x) {
    for (Tensor t : x) {
      if (t.tape() != null && (t.tape() != tape || t.primal().tape() != null)) {
        return false;
      }
    }
    return true;
  }

  private static Tensor[] primals(Tape tape, Tensor[] x) {
    Tensor[] p = new Tensor[x.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = x[i].tape() == tape ? x[i].primal() : x[i];
    }
    return p;
  }

  /// Computes with the plain values of `x`, over those of plain `x[over]` if that is not negative and may be done.
  private static Tensor compute(SingleOp op, Tensor[] x, int over) {
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
    Storage taken = over < 0 || home == null ? null : take(x, over, type, home);
    if (taken == null) {
      Tensor y = allocate(type, home);
      op.forward(new Call(x, y));
      return y;
    }
    Tensor y = Tensor.plain(type, taken, home);
    Tensor[] both = x.clone();
    both[over] = y;
    op.forward(new Call(both, y));
    return y;
  }

  /// The array of `x[over]` for a result of this type, or null if that differs or somebody still reads it.
  private static @Nullable Storage take(Tensor[] x, int over, Type type, Tape home) {
    if (!x[over].type().equals(type)) {
      return null;
    }
    for (int i = 0; i < x.length; i++) {
      if (i != over && x[i].storage() == x[over].storage()) { // where another shape may read it
        return null;
      }
    }
    return home.takePassing(x[over]);
  }

  private static Tensor[] computeAll(Op op, Tensor[] x) {
    Type[] types;
    try {
      types = op.types(types(x));
    } catch (IndexOutOfBoundsException e) {
      throw noSuchAxis(e);
    }
    Tape home = home(x);
    Tensor[] y = new Tensor[types.length];
    for (int i = 0; i < y.length; i++) {
      int alias = op.alias(i);
      y[i] = alias >= 0 ? view(x[alias], types[i], home) : allocate(types[i], home);
    }
    op.forward(new Call(x, y));
    return y;
  }

  /// Computes `op` on plain values into the arrays of plain tensors.
  static void computeInto(Op op, Tensor[] x, Tensor[] y) {
    Type[] types;
    try {
      types = op.types(types(x));
    } catch (Mismatch e) {
      throw OperandException.of(op, x, e);
    }
    Type[] expected = types(y);
    if (!Arrays.equals(types, expected)) {
      throw OperandException.of(
          op.name(),
          new Mismatch("an update keeps the type")
              .rule("gives " + Arrays.toString(types) + " for " + Arrays.toString(expected)),
          x);
    }
    op.forward(new Call(x, y));
    for (int i = 0; i < y.length; i++) {
      int alias = op.alias(i);
      if (alias >= 0) { // a view elsewhere, but here the array is given
        System.arraycopy(x[alias].array(), 0, y[i].array(), 0, types[i].shape().size());
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

  /// The tape that owns what is computed from the plain values of `x`. Values of several root tapes can meet only as plain
  /// results (a gradient beside another tape's); the older tape ends first in any sane nesting, so it owns.
  private static @Nullable Tape home(Tensor[] x) {
    Tape home = null;
    for (Tensor t : x) {
      Tape h = t.plain().home();
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

  /// A result yet to be filled, which `home` owns.
  private static Tensor allocate(Type type, @Nullable Tape home) {
    DType dtype = type.dtype();
    int size = type.shape().size();
    if (home == null) {
      return Tensor.plain(type, new Storage(Buffers.fresh(dtype, size)), null);
    }
    Storage storage = new Storage(Buffers.take(dtype, size));
    home.own(type, storage);
    return Tensor.plain(type, storage, home);
  }
}
