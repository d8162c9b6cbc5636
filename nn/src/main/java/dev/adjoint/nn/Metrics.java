package dev.adjoint.nn;

import dev.adjoint.core.Tensor;

/// How good predictions are, as plain numbers.
public final class Metrics {
  private Metrics() {}

  /// The share of rows whose most probable class is the label.
  ///
  /// @param logits `(m, 1)` or `(m, k)`
  /// @param labels INT32 or INT64 `(m,)`, or for `(m, 1)` targets 0 and 1 in the dtype of the logits
  /// @throws IllegalArgumentException if there are no rows, or not one label for each
  public static double accuracy(Tensor logits, Tensor labels) {
    int[] predicted = Classifier.classesOf(logits.detach()).toIntArray();
    if (predicted.length == 0 || labels.shape().size() != predicted.length) {
      throw new IllegalArgumentException(
          "accuracy: " + labels.shape().size() + " labels for " + predicted.length + " rows of logits");
    }
    int hits = 0;
    for (int i = 0; i < predicted.length; i++) {
      double label = labels.shape().rank() == 1 ? labels.get(i) : labels.get(i, 0);
      hits += predicted[i] == label ? 1 : 0;
    }
    return (double) hits / predicted.length;
  }
}
