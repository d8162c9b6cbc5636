package dev.adjoint.ops.formula;

/// A polynomial that approximates the same function to the precision of either format, coefficients from the
/// lowest power.
///
/// Those of the elementary functions are minimax fits in the relative error of the result, by the Remez
/// exchange in 160-bit arithmetic, rounded to the format (the lowest first, the rest fitted again, where the
/// interval permits).
///
/// @param float32 coefficients that are float values
/// @param float64 coefficients that are double values
record Polynomial(double[] float32, double[] float64) {
  static double[] c(double... coefficients) {
    return coefficients;
  }

  /// The value at `x` by Horner's rule.
  Formula at(Formula x, FloatFormat format) {
    double[] c = format == FloatFormat.FLOAT32 ? float32 : float64;
    Formula y = Formula.constant(c[c.length - 1]);
    for (int k = c.length - 2; k >= 0; k--) {
      y = y.fma(x, c[k]);
    }
    return y;
  }
}
