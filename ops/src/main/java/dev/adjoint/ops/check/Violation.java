package dev.adjoint.ops.check;

import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;

/// The message of a broken law: the op, the law, and what was found where.
/// ```
/// Sigmoid breaks VALUE: the value equals the reference
///   inputs     FLOAT32 (7,)
///   index      [3]
///   result     0.25
///   reference  0.26894142, within 4.0 ulps
/// ```
final class Violation {
  private final StringBuilder message;

  private Violation(String head) {
    message = new StringBuilder(head);
  }

  static Violation of(Trial trial, Law law) {
    StringBuilder types = new StringBuilder();
    for (Tensor t : trial.x()) {
      types.append(types.isEmpty() ? "" : ", ").append(t.type());
    }
    String head = trial.op().label() + " breaks " + law + ": " + law.statement();
    return new Violation(head).line("inputs", types);
  }

  Violation line(String what, Object found) {
    message.append(String.format("%n  %-10s %s", what, found));
    return this;
  }

  /// The values of the operands that made an element, where all inputs have the shape of the output.
  Violation operands(Trial trial, Shape shape, int i) {
    for (int k = 0; k < trial.x().length; k++) {
      if (trial.x()[k].shape().equals(shape)) {
        line("x[" + k + "]", Trial.doubles(trial.x()[k])[i]);
      }
    }
    return this;
  }

  AssertionError error() {
    return new AssertionError(message.toString());
  }
}
