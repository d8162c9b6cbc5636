package dev.adjoint.nn;

import static dev.adjoint.ops.Activations.sigmoid;
import static dev.adjoint.ops.Reduce.argmax;

import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Comparison;
import dev.adjoint.ops.Conversion;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Layout;

/// A layer whose outputs are logits: `(m, 1)` for two classes, where a positive logit stands for class 1, or
/// `(m, k)` for `k` classes.
public interface Classifier extends Layer {
  /// The probabilities that the logits of `x` stand for: of class 1, `(m, 1)`, or of each class, `(m, k)`.
  default Tensor probabilities(Tensor x) {
    Tensor logits = apply(x);
    return logits.shape().dim(-1) == 1 ? sigmoid(logits) : Fused.softmax(logits);
  }

  /// The most probable class of each row of `x`, INT32 `(m,)`.
  default Tensor classes(Tensor x) {
    return classesOf(apply(x));
  }

  /// The classes that logits `(m, 1)` or `(m, k)` stand for, INT32 `(m,)`.
  ///
  /// @throws OperandException if they are not in rows
  static Tensor classesOf(Tensor logits) {
    if (logits.shape().rank() < 2) {
      throw OperandException.of(
          "classesOf",
          new Mismatch("not rows of logits").rule("(m, 1) → (m,) or (m, k) → (m,)")
              .hint("reshape logits of two classes to (m, 1)"),
          logits);
    }
    if (logits.shape().dim(-1) == 1) {
      return Layout.reshape(Conversion.cast(Comparison.greater(logits, 0), DType.INT32), -1);
    }
    return argmax(logits, -1);
  }
}
