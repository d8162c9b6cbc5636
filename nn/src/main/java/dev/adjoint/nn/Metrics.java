package dev.adjoint.nn;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;

/// How good predictions are, as plain numbers.
public final class Metrics {
  private Metrics() {}

  /// The share of rows whose most probable class is the label.
  ///
  /// @param logits `(m, 1)` or `(m, k)`
  /// @param labels INT32 or INT64 `(m,)` or `(m, 1)`, or for `(m, 1)` targets 0 and 1 in the dtype of the
  ///     logits
  /// @throws OperandException if there are no rows, or not one label for each
  public static double accuracy(Tensor logits, Tensor labels) {
    if (!fit(logits.shape(), labels.shape())
        || !labels.dtype().isInteger() && (logits.shape().dim(1) > 1 || labels.dtype() != logits.dtype())) {
      throw OperandException.of(
          "accuracy",
          new Mismatch("logits and labels do not fit")
              .rule("m ≥ 1 rows: (m, k) with labels INT32 or INT64 (m,), or (m, 1) with targets of its dtype")
              .hint("argmax gives the labels of one-hot rows"),
          logits,
          labels);
    }
    int[] predicted = Classifier.classesOf(logits.detach()).toIntArray();
    int hits = 0;
    for (int i = 0; i < predicted.length; i++) {
      double label = labels.shape().rank() == 1 ? labels.get(i) : labels.get(i, 0);
      hits += predicted[i] == label ? 1 : 0;
    }
    return (double) hits / predicted.length;
  }

  private static boolean fit(Shape logits, Shape labels) {
    boolean column = labels.rank() == 1 || labels.rank() == 2 && labels.dim(1) == 1;
    return column && logits.rank() == 2 && logits.size() > 0 && labels.dim(0) == logits.dim(0);
  }
}
