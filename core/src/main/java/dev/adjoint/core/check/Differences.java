package dev.adjoint.core.check;

import dev.adjoint.core.DType;
import org.jspecify.annotations.Nullable;

/// Derivatives along a line by central differences in FLOAT64, with an estimate of their error.
///
/// For `p(t) = ⟨dy, f(x + t·dx)⟩` and a step `h`, `D(h) = (p(h) − p(−h)) / 2h = p′(0) + c·h² + O(h⁴)`. Two
/// steps, `h` and `h/4`, cancel the square term (Richardson extrapolation): `R = (16·D(h/4) − D(h)) / 15`.
/// The correction `|R − D(h/4)|` is what the finer difference was off by and bounds what `R` still is off by.
/// Each `p` carries a rounding error of some ulps of `Σ|dy·f|`, and the moved point one of some ulps of `x`;
/// both are divided by the step. A function that cancels inside (a log-sum-exp less a logit that is nearly as
/// large) carries more: before two numbers are said to differ, the [Noise] of `p` is measured, and where it is
/// more, they are compared once again with it.
///
/// The first step is the fifth root of the rounding unit, where truncation of order four and rounding balance
/// for a function of scale one. Where the two differences do not agree (the scale is smaller, or a kink or
/// the edge of the domain lies within the step) smaller steps follow, and the pair with the least estimated
/// error counts.
final class Differences {
  private static final int PAIRS = 14;

  /// How the difference compares with the analytic derivative.
  enum Verdict {
    /// They agree, and the difference is sharp.
    AGREES,
    /// They agree, but rounding of the function drowns what a derivative of this size changes.
    AGREES_COARSELY,
    /// They differ.
    DIFFERS,
    /// They differ, and the slopes on the two sides do too, or the differences do not settle.
    KINK,
    /// They differ, but the slopes on the two sides do too, and the analytic derivative lies between them.
    BETWEEN_SLOPES,
    /// The function has no finite value near the point.
    NOT_FINITE
  }

  /// @param analytic the derivative along the line by the rules
  /// @param numeric the one by differences
  /// @param tolerance how far the analytic one may be off
  /// @param step the larger step
  /// @param left the slope on the side of negative steps, `right` on the other
  record Estimate(
      Verdict verdict,
      double analytic,
      double numeric,
      double tolerance,
      double step,
      double finerStep,
      double left,
      double right) {}

  private record Pair(
      double value,
      double truncation,
      double rounding,
      double step,
      double left,
      double right,
      double lastBend) {
    double bound() {
      return truncation + rounding;
    }
  }

  private final Subject subject;
  private final double[][] x;
  private final double[][] y;
  private final double[][] dy;
  private final double[][] dx;
  private final double ulps;
  private final double unit;
  private final double analyticUnit;

  /// @param y the outputs at the subject's point
  /// @param dy the cotangents that reduce the outputs to one number
  /// @param dx the analytic gradient of that number
  /// @param ulps how many ulps of rounding are granted
  /// @param unit the rounding unit of the outputs
  /// @param analyticUnit the rounding unit of `dx`
  Differences(
      Subject subject,
      double[][] y,
      double[][] dy,
      double[][] dx,
      double ulps,
      double unit,
      double analyticUnit) {
    this.subject = subject;
    x = subject.point();
    this.y = y;
    this.dy = dy;
    this.dx = dx;
    this.ulps = ulps;
    this.unit = unit;
    this.analyticUnit = analyticUnit;
  }

  static double unit(DType dtype) {
    return dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
  }

  /// The first step for values of a rounding unit.
  static double step(double unit) {
    return Math.pow(unit, 0.2);
  }

  /// How far input element `x` is moved by a step of one.
  static double reach(double x) {
    return Math.max(1, Math.abs(x));
  }

  /// The largest change of the result that one element causes when it moves by its reach.
  private double largest() {
    double max = 0;
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < x[i].length; k++) {
        max = Math.max(max, Math.abs(dx[i][k]) * reach(x[i][k]));
      }
    }
    return max;
  }

  /// Compares along the line `d`; null rows of `d` are zero.
  Estimate along(double[] @Nullable [] d) {
    Line line = line(d);
    Estimate e = along(line, line.rounding);
    if (e.verdict == Verdict.AGREES || e.verdict == Verdict.AGREES_COARSELY) {
      return e;
    }
    double first = step(unit); // the best step may be one at which nothing moved
    double noise = Noise.of(t -> new double[] {dot(values(d, t * first))})[0];
    return noise > line.rounding ? along(line, noise) : e;
  }

  /// @param analytic the derivative along `d` by the rules
  /// @param largest the largest term that it, or the derivative along another line, is a sum of
  /// @param rounding of one value
  private record Line(double[] @Nullable [] d, double analytic, double largest, double rounding) {}

  private Line line(double[] @Nullable [] d) {
    double analytic = 0;
    double terms = 0;
    double moved = 0;
    for (int i = 0; i < x.length; i++) {
      if (d[i] != null) {
        for (int k = 0; k < x[i].length; k++) {
          if (d[i][k] != 0) {
            analytic += dx[i][k] * d[i][k];
            terms += Math.abs(dx[i][k] * d[i][k]);
            moved += Math.abs(dx[i][k] * x[i][k]);
          }
        }
      }
    }
    boolean finite = Double.isFinite(analytic);
    double scale = dotAbs(y) + (finite ? moved : 0);
    return new Line(d, analytic, finite ? Math.max(terms, largest()) : 0, ulps * unit * scale);
  }

  /// Compares, with a rounding error of one value as given.
  private Estimate along(Line line, double valueRounding) {
    double analytic = line.analytic;
    double largest = line.largest;
    double ownRounding = ulps * analyticUnit * largest;
    double h = step(unit);
    Pair best = null;
    double last = Double.NaN;
    double lastBend = Double.NaN;
    for (int i = 0; i <= PAIRS; i++, h /= 4) {
      double rounding = valueRounding / h;
      if (best != null && rounding > 4 * best.bound()) {
        break; // not before the pair after the best, as by chance a pair may look better than it is
      }
      double[][] above = values(line.d, h);
      double[][] below = values(line.d, -h);
      double right = slope(y, above, h);
      double left = slope(below, y, h);
      double central = slope(below, above, 2 * h);
      double bend = right - left;
      if (!Double.isFinite(bend) || !Double.isFinite(central)) {
        last = Double.NaN;
        continue;
      }
      if (!Double.isNaN(last)) {
        double value = (16 * central - last) / 15;
        Pair pair = new Pair(value, Math.abs(value - central), rounding, 4 * h, left, right, lastBend);
        double tolerance = 2 * pair.bound() + ownRounding;
        boolean sharp = isSharp(pair, analytic, largest);
        if ((sharp || isCoarse(pair)) && Math.abs(analytic - value) <= tolerance) {
          return estimate(sharp ? Verdict.AGREES : Verdict.AGREES_COARSELY, analytic, pair, tolerance);
        }
        if (best == null || pair.bound() < best.bound()) {
          best = pair;
        }
      }
      last = central;
      lastBend = bend;
    }
    if (best == null) {
      return new Estimate(Verdict.NOT_FINITE, analytic, Double.NaN, 0, h, h, Double.NaN, Double.NaN);
    }
    double tolerance = 2 * best.bound() + ownRounding;
    boolean settled = isSharp(best, analytic, largest) || isCoarse(best);
    return estimate(settled ? judge(best, analytic) : between(best, analytic), analytic, best, tolerance);
  }

  /// A smooth function's slopes on the two sides approach each other as the step shrinks; at a kink they stay
  /// apart, by at least twice of what the derivative of either side differs from the central difference.
  private static Verdict judge(Pair pair, double analytic) {
    double bend = Math.abs(pair.right - pair.left);
    boolean persists = bend > 0.5 * Math.abs(pair.lastBend);
    boolean explains = bend / 2 >= 0.99 * Math.abs(analytic - pair.value);
    return persists && explains ? between(pair, analytic) : Verdict.DIFFERS;
  }

  private static Verdict between(Pair pair, double analytic) {
    double margin = 0.1 * Math.abs(pair.right - pair.left) + pair.bound();
    double low = Math.min(pair.left, pair.right) - margin;
    double high = Math.max(pair.left, pair.right) + margin;
    boolean inside = analytic >= low && analytic <= high;
    return inside ? Verdict.BETWEEN_SLOPES : Verdict.KINK;
  }

  private static Estimate estimate(Verdict verdict, double analytic, Pair p, double tolerance) {
    return new Estimate(verdict, analytic, p.value, tolerance, p.step, p.step / 4, p.left, p.right);
  }

  /// Whether the error is small beside this derivative, or beside the largest one around.
  private static boolean isSharp(Pair pair, double analytic, double largest) {
    return pair.bound() <= 1e-4 * Math.max(Math.abs(analytic), Math.abs(pair.value))
        || pair.bound() <= 1e-6 * largest;
  }

  /// Whether the differences settled as well as the rounding of the function allows.
  private static boolean isCoarse(Pair pair) {
    return pair.truncation <= pair.rounding;
  }

  private double[][] values(double[] @Nullable [] d, double t) {
    double[][] moved = x.clone();
    for (int i = 0; i < x.length; i++) {
      if (d[i] != null) {
        moved[i] = x[i].clone();
        for (int k = 0; k < moved[i].length; k++) {
          moved[i][k] += t * d[i][k];
        }
      }
    }
    try (Evaluation e = subject.at(moved, true)) {
      return e.values();
    }
  }

  /// `⟨dy, to − from⟩ / step`, element by element, so that large outputs do not cancel.
  private double slope(double[][] from, double[][] to, double step) {
    double sum = 0;
    for (int j = 0; j < dy.length; j++) {
      for (int k = 0; k < dy[j].length; k++) {
        sum += dy[j][k] * (to[j][k] - from[j][k]);
      }
    }
    return sum / step;
  }

  private double dot(double[][] v) {
    double sum = 0;
    for (int j = 0; j < dy.length; j++) {
      for (int k = 0; k < dy[j].length; k++) {
        sum += dy[j][k] * v[j][k];
      }
    }
    return sum;
  }

  private double dotAbs(double[][] v) {
    double sum = 0;
    for (int j = 0; j < dy.length; j++) {
      for (int k = 0; k < dy[j].length; k++) {
        sum += Math.abs(dy[j][k] * v[j][k]);
      }
    }
    return sum;
  }
}
