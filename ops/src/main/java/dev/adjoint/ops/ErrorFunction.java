package dev.adjoint.ops;

/// The error function for references, since `java.lang.Math` has none.
final class ErrorFunction {
  private ErrorFunction() {}

  /// Within three units in the last place: the series of positive terms below 1 (Abramowitz and Stegun,
  /// Handbook of Mathematical Functions, 1964, 7.1.6), beyond it 1 less the complement, a continued fraction
  /// (ibid., 7.1.14).
  static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(a) || a > 6) {
      return Double.isNaN(a) ? a : Math.signum(x);
    }
    double square = a * a;
    double gauss = Math.exp(-square) * (1 - Math.fma(a, a, -square));
    double y;
    if (a < 1) {
      double sum = 1;
      for (int n = 30; n > 0; n--) {
        sum = Math.fma(2 * square / (2 * n + 1), sum, 1);
      }
      y = 2 / Math.sqrt(Math.PI) * gauss * a * sum;
    } else {
      double fraction = a;
      for (int n = 200; n > 0; n--) {
        fraction = a + n / 2.0 / fraction;
      }
      y = 1 - gauss / (fraction * Math.sqrt(Math.PI));
    }
    return Math.copySign(y, x);
  }
}
