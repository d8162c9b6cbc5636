package dev.adjoint.core.check;

import java.util.stream.IntStream;

/// How much of a computed number is rounding, by measurement: what is smooth leaves nothing in high differences
/// of values at close, equally spaced points; rounding does.
///
/// For independent errors of standard deviation `σ`, differences of order `k` have the variance
/// `σ²·(2k)!/(k!)²`. The largest of the estimates by orders 4 to 6 counts.
/// Moré and Wild, *Estimating Computational Noise*, SIAM Journal on Scientific Computing 33 (2011).
///
/// Rounded values lie on a grid, and where they happen to move by nearly whole steps of it no rounding shows:
/// in one row of nine points out of eight. So there are eight rows of points, whose spacings have no common
/// measure, and the row with the most noise counts.
final class Noise {
  /// The spacings as parts of the step of a difference: so small that a kink between the points looks like
  /// little, so large that the values differ by more than their last digits.
  private static final double[] SPACINGS =
      IntStream.of(2, 3, 5, 7, 11, 13, 17, 19).mapToDouble(n -> (1 + Math.sqrt(n) % 1) * 0x1p-11).toArray();

  /// Points in a row.
  private static final int POINTS = 9;

  /// How many standard deviations one value may be off by: errors of rounding reach two or three, and nine
  /// points may make the deviation look half as large as it is.
  private static final double DEVIATIONS = 8;

  private Noise() {}

  /// Something of several values.
  interface Values {
    /// The values `t` steps away from the point in question.
    double[] at(double t);
  }

  /// How far each value of `f` may be off by rounding at the point; not a number where a value around it is
  /// none.
  static double[] of(Values f) {
    double[] largest = {};
    for (double spacing : SPACINGS) {
      double[][] rows = new double[POINTS][];
      for (int i = 0; i < POINTS; i++) {
        rows[i] = f.at((i - POINTS / 2) * spacing);
      }
      largest = largest.length == 0 ? new double[rows[0].length] : largest;
      for (int v = 0; v < largest.length; v++) {
        largest[v] = Math.max(largest[v], DEVIATIONS * Math.sqrt(variance(rows, v)));
      }
    }
    return largest;
  }

  private static double variance(double[][] rows, int v) {
    double[] difference = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      difference[i] = rows[i][v];
    }
    double largest = 0;
    double spread = 1; // (2k)! / (k!)²
    for (int k = 1; k <= 6; k++) {
      spread *= 2 * (2.0 * k - 1) / k;
      double squares = 0;
      int n = POINTS - k;
      for (int i = 0; i < n; i++) {
        difference[i] = difference[i + 1] - difference[i];
        squares += difference[i] * difference[i];
      }
      if (k >= 4) {
        largest = Math.max(largest, squares / n / spread);
      }
    }
    return largest;
  }
}
