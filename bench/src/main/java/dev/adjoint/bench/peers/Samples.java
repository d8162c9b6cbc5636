package dev.adjoint.bench.peers;

import java.util.Arrays;

/// Measurements of one thing, in ascending order.
record Samples(double... sorted) {
  Samples {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  double median() {
    return quantile(0.5);
  }

  double lowerQuartile() {
    return quantile(0.25);
  }

  double upperQuartile() {
    return quantile(0.75);
  }

  /// The value that the share `p` of the samples lies below, interpolated between neighbours.
  private double quantile(double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
