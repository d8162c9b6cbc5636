package dev.adjoint.bench.peers;

import java.util.Arrays;

/// How long a JVM takes until its steps are fast.
///
/// @param first milliseconds from the start of the JVM to the end of the first step
/// @param half to where three steps in a row have a median of at least half the last speed
/// @param nineTenths the same for nine tenths
/// @param steady nanoseconds for a step at the end
record StartUp(double first, double half, double nineTenths, double steady) {
  private static final int IN_A_ROW = 3;

  /// From the duration of each step and the time since the start of the JVM at its end, in nanoseconds.
  static StartUp of(double[] took, double[] ended) {
    if (took.length < 4 * IN_A_ROW) {
      throw new IllegalArgumentException(took.length + " steps are too few to see when they get fast");
    }
    double steady = new Samples(Arrays.copyOfRange(took, took.length * 3 / 4, took.length)).median();
    return new StartUp(
        ended[0] * 1e-6, reached(took, ended, steady / 0.5), reached(took, ended, steady / 0.9), steady);
  }

  private static double reached(double[] took, double[] ended, double bound) {
    for (int i = 0; i + IN_A_ROW <= took.length; i++) {
      double median = new Samples(took[i], took[i + 1], took[i + 2]).median();
      if (median <= bound) {
        return ended[i + 1] * 1e-6; // the middle one's
      }
    }
    return Double.NaN;
  }

  String toAnswer() {
    return first + " " + half + " " + nineTenths + " " + steady;
  }

  static StartUp parse(String answer) {
    String[] parts = answer.split(" ", -1);
    return new StartUp(
        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }
}
