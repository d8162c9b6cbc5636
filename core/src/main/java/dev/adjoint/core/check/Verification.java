package dev.adjoint.core.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.Finding.Law;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One run of a check: draws what is random, compares, counts.
final class Verification {
  private final String label;
  private final GradCheck.Settings settings;
  private final Subject subject;
  private final List<String> skipped;
  private final SplittableRandom random;
  private final List<Finding> findings = new ArrayList<>();
  private int compared;
  private int differences;
  private int coarse;
  private int kinks;

  Verification(String label, GradCheck.Settings settings, Subject subject, List<String> skipped) {
    this.label = label;
    this.settings = settings;
    this.subject = subject;
    this.skipped = skipped;
    random = new SplittableRandom(settings.seed);
  }

  Report run(boolean orderTwo) {
    boolean empty = subject.types().stream().allMatch(t -> t.shape().size() == 0);
    check(subject, 1, orderTwo);
    if (differences == 0 && findings.isEmpty() && !empty) {
      throw new IllegalArgumentException(
          label + ": nothing was compared with differences"
              + (kinks > 0 ? ": a kink is suspected wherever it was tried; choose another point" : ""));
    }
    findings.sort(Comparator.comparingDouble(Finding::severity).reversed());
    return new Report(label, settings.seed, compared, coarse, kinks, skipped, findings);
  }

  private void check(Subject s, int order, boolean orderTwo) {
    double[][] x = s.point();
    double[][] y;
    List<Type> yTypes;
    try (Evaluation e = s.at(x, true)) {
      y = e.values();
      yTypes = e.types();
    }
    if (y.length == 0) {
      throw new IllegalArgumentException(label + ": nothing to compare: no output is FLOAT32 or FLOAT64");
    }
    if (!isFinite(s, x, y, yTypes, order)) {
      return;
    }
    double[][] dy = cotangents(y);
    double unit = unit(yTypes);
    double analyticUnit = Math.max(unit, unit(s.types()));
    double[][] dx;
    try (Evaluation e = s.at(x, false)) {
      dx = e.vjp(dy);
      linearity(s, e, dy, dx, analyticUnit, order);
      if (settings.forward) {
        transpose(s, e, dy, dx, analyticUnit, order);
      }
    }
    Differences numeric = new Differences(s, y, dy, dx, settings.ulps, unit, analyticUnit);
    entries(s, numeric, order);
    directions(s, numeric, order);
    if (orderTwo) {
      check(new Subject.OfGradient(s, dy), order + 1, false);
    }
  }

  /// Whether all outputs are finite and come out the same a second time.
  private boolean isFinite(Subject s, double[][] x, double[][] y, List<Type> types, int order) {
    int before = findings.size();
    double[][] again;
    try (Evaluation e = s.at(x, true)) {
      again = e.values();
    }
    for (int j = 0; j < y.length; j++) {
      for (int k = 0; k < y[j].length; k++) {
        String note =
            !Double.isFinite(y[j][k])
                ? "the function gives " + y[j][k]
                : y[j][k] != again[j][k]
                    ? "the function gives " + y[j][k] + " and then " + again[j][k]
                        + " at the same point; it must not draw anew each time"
                    : "";
        if (!note.isEmpty()) {
          String element = "y[" + j + "] at " + index(types.get(j).shape(), k);
          findings.add(Finding.of(Law.VALUE, order, "", element, y[j][k], again[j][k], 0, note));
        }
      }
    }
    return findings.size() == before;
  }

  // ---- laws between the rules ----

  private void linearity(
      Subject s, Evaluation e, double[][] u, double[][] vjpU, double unit, int order) {
    double a = 1.25;
    double b = -0.75; // a + b is not 1, so that an affine rule shows
    double[][] v = cotangents(u);
    double[][] mix = combination(a, u, b, v);
    double[][] vjpV = e.vjp(v);
    double[][] vjpMix = e.vjp(mix);
    double[][] sum = combination(a, vjpU, b, vjpV);
    double largest = Math.max(largest(vjpU), largest(vjpV));
    double tolerance = settings.ulps * unit * (Math.abs(a) + Math.abs(b)) * largest;
    Residuals around =
        new Residuals(s, unit, n -> combination(1, n.vjp(mix), -1, combination(a, n.vjp(u), b, n.vjp(v))));
    int number = 0;
    for (int i = 0; i < vjpU.length; i++) {
      for (int k = 0; k < vjpU[i].length; k++, number++) {
        compared++;
        double residual = Math.abs(vjpMix[i][k] - sum[i][k]);
        if (!(residual <= tolerance || residual <= around.granted(number))) {
          String input = s.names().get(i);
          findings.add(
              Finding.of(Law.LINEARITY, order, input, at(s, i, k), vjpMix[i][k], sum[i][k], tolerance, ""));
        }
      }
    }
  }

  private void transpose(Subject s, Evaluation e, double[][] dy, double[][] dx, double unit, int order) {
    for (int n = 0; n < settings.directions; n++) {
      double[][] d = cotangents(dx);
      double[][] t = e.jvp(d);
      double forward = dot(dy, t);
      double reverse = dot(dx, d);
      double tolerance = settings.ulps * unit * (dotAbs(dy, t) + dotAbs(dx, d));
      double residual = Math.abs(forward - reverse);
      Residuals around =
          new Residuals(s, unit, m -> new double[][] {{dot(dy, m.jvp(d)) - dot(m.vjp(dy), d)}});
      compared++;
      if (!(residual <= tolerance || residual <= around.granted(0))) {
        String element = "along direction " + n;
        findings.add(Finding.of(Law.TRANSPOSE, order, "", element, forward, reverse, tolerance, ""));
      }
    }
  }

  /// The noise of what should be zero at a point: a mistake is as smooth around it as the rules are, and what
  /// is not smooth is rounding. Measured only when asked for, since rules seldom cancel so much.
  private final class Residuals {
    private final Subject s;
    private final double unit;
    private final Function<Evaluation, double[][]> residual;
    private double @Nullable [] noise;

    Residuals(Subject s, double unit, Function<Evaluation, double[][]> residual) {
      this.s = s;
      this.unit = unit;
      this.residual = residual;
    }

    /// How far the residual of this number, counted through all rows, may be from zero by rounding.
    double granted(int number) {
      if (noise == null) {
        double[][] d = direction(s.point());
        double step = Differences.step(unit);
        noise =
            Noise.of(t -> {
              try (Evaluation e = s.at(combination(1, s.point(), t * step, d), false)) {
                return Arrays.stream(residual.apply(e)).flatMapToDouble(Arrays::stream).toArray();
              }
            });
      }
      return noise[number];
    }
  }

  // ---- differences ----

  private void entries(Subject s, Differences numeric, int order) {
    double[][] x = s.point();
    for (int i = 0; i < x.length; i++) {
      for (int k : sample(x[i].length)) {
        double reach = Differences.reach(x[i][k]);
        double[][] d = new double[x.length][];
        d[i] = new double[x[i].length];
        d[i][k] = reach;
        judge(Law.ENTRY, order, s.names().get(i), at(s, i, k), numeric.along(d), reach);
      }
    }
  }

  private void directions(Subject s, Differences numeric, int order) {
    double[][] x = s.point();
    if (Arrays.stream(x).allMatch(xi -> xi.length == 0)) {
      return;
    }
    for (int n = 0; n < settings.directions; n++) {
      judge(Law.DIRECTION, order, "", "along direction " + n, numeric.along(direction(x)), 1);
    }
  }

  /// @param reach what the line was scaled by, to be taken out of derivatives along it
  private void judge(Law law, int order, String input, String element, Differences.Estimate e, double reach) {
    boolean tolerable = e.verdict() == Differences.Verdict.BETWEEN_SLOPES;
    boolean kink = tolerable || e.verdict() == Differences.Verdict.KINK;
    if (tolerable && settings.kinksAllowed) {
      kinks++;
      return;
    }
    compared++;
    differences++;
    String note =
        switch (e.verdict()) {
          case AGREES, AGREES_COARSELY, DIFFERS -> "";
          case KINK, BETWEEN_SLOPES ->
              "slopes " + e.left() / reach + " and " + e.right() / reach
                  + " on the two sides; move the point, or say kinksAllowed()";
          case NOT_FINITE -> "the function has no finite values around the point";
        };
    switch (e.verdict()) {
      case AGREES -> {}
      case AGREES_COARSELY -> coarse++;
      default ->
          findings.add(
              new Finding(
                  law,
                  order,
                  input,
                  element,
                  e.analytic() / reach,
                  e.numeric() / reach,
                  e.tolerance() / reach,
                  e.step(),
                  e.finerStep(),
                  kink,
                  note));
    }
  }

  /// All indices below `n`, or a sorted sample of them.
  private int[] sample(int n) {
    int most = settings.entries;
    if (n <= most) {
      int[] all = new int[n];
      Arrays.setAll(all, i -> i);
      return all;
    }
    return random.ints(0, n).distinct().limit(most).sorted().toArray();
  }

  // ---- numbers ----

  /// Random numbers in the layout of `like`, away from zero: of size 1/2 to 1, of either sign.
  private double[][] cotangents(double[][] like) {
    double[][] u = new double[like.length][];
    for (int j = 0; j < u.length; j++) {
      u[j] = new double[like[j].length];
      for (int k = 0; k < u[j].length; k++) {
        double size = (float) random.nextDouble(0.5, 1); // exact in either precision
        u[j][k] = random.nextBoolean() ? size : -size;
      }
    }
    return u;
  }

  /// A random direction in which every element moves by about its reach.
  private double[][] direction(double[][] x) {
    double[][] d = cotangents(x);
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < x[i].length; k++) {
        d[i][k] *= Differences.reach(x[i][k]);
      }
    }
    return d;
  }

  /// `a·u + b·v`.
  private static double[][] combination(double a, double[][] u, double b, double[][] v) {
    double[][] sum = new double[u.length][];
    for (int j = 0; j < u.length; j++) {
      sum[j] = new double[u[j].length];
      for (int k = 0; k < u[j].length; k++) {
        sum[j][k] = a * u[j][k] + b * v[j][k];
      }
    }
    return sum;
  }

  private static double unit(List<Type> types) {
    boolean coarse = types.stream().anyMatch(t -> t.dtype() == DType.FLOAT32);
    return Differences.unit(coarse ? DType.FLOAT32 : DType.FLOAT64);
  }

  private static double largest(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
  }

  private static double dot(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a[i].length; k++) {
        sum += a[i][k] * b[i][k];
      }
    }
    return sum;
  }

  private static double dotAbs(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a[i].length; k++) {
        sum += Math.abs(a[i][k] * b[i][k]);
      }
    }
    return sum;
  }

  private static String at(Subject s, int input, int flat) {
    return "at " + index(s.types().get(input).shape(), flat);
  }

  private static String index(Shape shape, int flat) {
    int[] index = new int[shape.rank()];
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = flat % shape.dim(axis);
      flat /= shape.dim(axis);
    }
    return Arrays.toString(index);
  }
}
