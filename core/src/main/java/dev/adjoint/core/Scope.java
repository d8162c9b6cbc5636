package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Names a part of a model: what is recorded until it is closed carries the name in its path. Scopes nest.
/// ```java
/// try (Scope _ = Scope.open(x, "hidden")) {
///   y = relu(add(matmul(x, w), b));
/// }
/// ```
public final class Scope implements AutoCloseable {
  private static final Scope NONE = new Scope(null, "", null);

  private final @Nullable Tape tape;
  private final String outer;
  private final @Nullable Scope lower;

  private Scope(
      @Nullable Tape tape,
      String outer,
      @Nullable Scope lower) {
    this.tape = tape;
    this.outer = outer;
    this.lower = lower;
  }

  /// Opens a scope on every tape under `x`; on a plain tensor nothing is recorded and nothing happens.
  public static Scope open(Tensor x, String name) {
    Tape tape = x.tape();
    if (tape == null) {
      return NONE;
    }
    return new Scope(tape, tape.enterScope(name), open(x.primal(), name));
  }

  /// Ends the scope.
  @Override
  public void close() {
    if (tape != null) {
      tape.leaveScope(outer);
    }
    if (lower != null) {
      lower.close();
    }
  }
}
