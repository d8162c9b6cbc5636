package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// A value that lives outside tapes and changes between steps, such as a parameter of a model.
///
/// `w.on(x)` enters it, once, on every tape under `x`. An update computes into a second array and publishes
/// it at once: whoever took the value before, in whatever thread, keeps one whole step. A sweep that needs an
/// older value than the current one refuses.
public class Variable {
  private final String name;
  private final Type type;
  /// What a value says whose array serves a later one.
  private final String reused;

  private Storage current;
  private @Nullable Storage spare;
  private long version;

  /// A variable with a copy of an initial value.
  ///
  /// @throws OperandException if the value is not floating
  public Variable(String name, Tensor initial) {
    if (!initial.dtype().isFloating()) {
      throw OperandException.of(
          "variable " + name, new Mismatch("not differentiable").rule("FLOAT32 or FLOAT64"), initial);
    }
    this.name = name;
    this.type = initial.type();
    reused = "this value of " + name + " was taken with current() and is two updates old";
    current = new Storage(copy(initial.array(), type));
  }

  /// The name, which is unique within a model.
  public final String name() {
    return name;
  }

  /// Dtype and shape, which never change.
  public final Type type() {
    return type;
  }

  /// How often it was updated.
  public final synchronized long version() {
    return version;
  }

  /// The value now, as a plain tensor to keep: later updates do not touch it.
  public final synchronized Tensor value() {
    current.pin();
    return Tensor.plain(type, current, null, name);
  }

  /// The value now, as a plain tensor to use at once: an update but one later may take its array, and reading
  /// it then says so.
  public final synchronized Tensor current() {
    return Tensor.plain(type, current, null, name);
  }

  /// This variable where `x` is: its plain value for a plain `x`; otherwise entered on every tape under `x`,
  /// the oldest first, and the same value each time.
  public final Tensor on(Tensor x) {
    Tape tape = x.tape();
    if (tape == null) {
      return value();
    }
    // A constant on a nested tape has a plain primal; the tape itself still knows under which it is nested.
    return on(tape, newer(x.primal(), tape.anchor()));
  }

  private static Tensor newer(Tensor a, @Nullable Tensor b) {
    Tape s = a.tape();
    Tape t = b == null ? null : b.tape();
    return b == null || t == null || s != null && s.isNewerThan(t) ? a : b;
  }

  /// This variable on a tape and those it is nested under, where there is no input to go by.
  public final Tensor on(Tape tape) {
    return on(tape, tape.anchor());
  }

  private Tensor on(Tape tape, @Nullable Tensor under) {
    Tensor entered = tape.entered(this);
    if (entered != null) {
      return entered;
    }
    if (under != null && under.tape() != null) {
      return tape.variable(this, on(under));
    }
    return tape.variable(this, tape.isNested() ? value() : lease(tape));
  }

  private synchronized Tensor lease(Tape tape) {
    tape.lease(current);
    return Tensor.plain(type, current, null);
  }

  /// Whether `value` is what this variable holds now.
  final synchronized boolean isCurrent(Tensor value) {
    return value.storage() == current;
  }

  /// Replaces the value by a copy of another one of the same type.
  ///
  /// @throws OperandException if the type differs
  public final void assign(Tensor value) {
    if (!value.type().equals(type)) {
      throw OperandException.of(
          "assign " + name, new Mismatch("a variable keeps its type").rule("the value is " + type), value);
    }
    Object array = spareArray();
    System.arraycopy(value.array(), 0, array, 0, type.shape().size());
    publish(new Storage(array));
  }

  /// Computes `op` on the plain values of `x` and makes its outputs the values of `targets`, which may be
  /// among the inputs (as [#current]). Nothing is published if the op fails.
  ///
  /// @throws OperandException if an output has another type than its target
  public static void update(Op op, Variable[] targets, Tensor... x) {
    Tensor[] plain = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      plain[i] = x[i].plain();
    }
    Tensor[] y = new Tensor[targets.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Tensor.plain(targets[i].type, new Storage(targets[i].spareArray()), null);
    }
    Engine.computeInto(op, plain, y);
    for (int i = 0; i < y.length; i++) {
      targets[i].publish(y[i].storage());
    }
  }

  private synchronized Object spareArray() {
    Object array = spare == null ? null : spare.take(reused);
    spare = null;
    return array == null ? type.dtype().newArray(type.shape().size()) : array;
  }

  private synchronized void publish(Storage next) {
    spare = current;
    current = next;
    version++;
  }

  private static Object copy(Object array, Type type) {
    int n = type.shape().size();
    Object to = type.dtype().newArray(n);
    System.arraycopy(array, 0, to, 0, n);
    return to;
  }

  @Override
  public String toString() {
    return name + " " + type;
  }
}
