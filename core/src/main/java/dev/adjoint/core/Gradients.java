package dev.adjoint.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of a sweep: a cotangent for each value that was asked for.
public final class Gradients {
  private final Tape tape;
  private final Map<Integer, Tensor> byId;

  Gradients(Tape tape, Map<Integer, Tensor> byId) {
    this.tape = tape;
    this.byId = byId;
  }

  /// The gradient with respect to a value on the tape; it has the type of that value.
  ///
  /// @throws GradientException if it was not asked for
  public Tensor of(Tensor x) {
    Tensor dx = x.tape() == tape ? byId.get(x.id()) : null;
    if (dx == null) {
      throw new GradientException(
          "gradients: the one for " + describe(x.name()) + x.type() + " was not asked for in this sweep of " + tape);
    }
    return dx;
  }

  /// The gradient with respect to a variable.
  ///
  /// @throws GradientException if it was not asked for
  public Tensor of(Variable v) {
    Tensor x = tape.entered(v);
    Tensor dx = x == null ? null : byId.get(x.id());
    if (dx == null) {
      throw new GradientException(
          "gradients: the one for " + v.name() + " was not asked for in this sweep of " + tape);
    }
    return dx;
  }

  /// Whether the gradient with respect to a value on the tape was asked for.
  public boolean has(Tensor x) {
    return x.tape() == tape && byId.containsKey(x.id());
  }

  /// Whether the gradient with respect to a variable was asked for.
  public boolean has(Variable v) {
    Tensor x = tape.entered(v);
    return x != null && byId.containsKey(x.id());
  }

  private static String describe(@Nullable String name) {
    return name == null ? "" : name + " ";
  }

  @Override
  public String toString() {
    return "gradients of " + byId.size() + " values on " + tape;
  }
}
