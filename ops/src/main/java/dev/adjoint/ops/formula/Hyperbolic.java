package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `sinh`, `cosh` and `tanh`: near 0 odd polynomials, elsewhere from [Exponential].
final class Hyperbolic {
  /// (tanh(x) / x − 1) / z of z = x² for |x| ≤ 0.835, relative to tanh: 2⁻²⁶·⁸ and 2⁻⁵⁷·⁴.
  private static final Polynomial TANH = new Polynomial(
      c(-0x1.55553p-2, 0x1.1108b2p-3, -0x1.b8da5ep-5, 0x1.5b004p-6, -0x1.d979c4p-8, 0x1.84ae0ap-10),
      c(-0x1.555555555554cp-2, 0x1.1111111110757p-3, -0x1.ba1ba1b9aac57p-5, 0x1.664f486e16ff2p-6,
          -0x1.226e331f605bcp-7, 0x1.d6d37fb9c95a9p-9, -0x1.7d9f77b277228p-10, 0x1.3535b543c0f31p-11,
          -0x1.f3c869b195141p-13, 0x1.8e943dae47b08p-14, -0x1.2ea960d1fbe36p-15, 0x1.91dca591a596bp-17,
          -0x1.8c3a39d470384p-19, 0x1.9cf7c028c3167p-22));

  /// (sinh(x) / x − 1) / z of z = x² for |x| ≤ 1, relative to sinh: 2⁻³⁰·⁹ and 2⁻⁶¹.
  private static final Polynomial SINH = new Polynomial(
      c(0x1.555556p-3, 0x1.1110ep-7, 0x1.a0226cp-13, 0x1.7578bap-19),
      c(0x1.5555555555555p-3, 0x1.111111111119bp-7, 0x1.a01a01a007256p-13, 0x1.71de3a68e9e24p-19,
          0x1.ae6440fc70347p-26, 0x1.61316a6565d17p-33, 0x1.a64f58c1cfe3bp-41, 0x1.d5e0cdebb986fp-48));

  private Hyperbolic() {}

  /// Beyond the polynomial 1 − 2 / (e²ˣ + 1), where the subtrahend is too small for its error to matter.
  static Formula tanh(Formula x, FloatFormat format) {
    Formula magnitude = x.abs();
    double saturated = format.choose(10, 20);
    Formula bounded = magnitude.gt(saturated).select(saturated, magnitude);
    Formula denominator = Exponential.bounded(bounded.add(bounded), format).fma(1);
    Formula far = Formula.one().sub(Formula.constant(2).div(denominator));
    return format.withSign(magnitude.lt(0.83).select(near(TANH, x, format), far), x);
  }

  static Formula sinh(Formula x, FloatFormat format) {
    Formula far = halves(x.abs(), -1, format);
    return format.withSign(x.abs().lt(1).select(near(SINH, x, format), far), x);
  }

  static Formula cosh(Formula x, FloatFormat format) {
    return halves(x.abs(), 1, format);
  }

  /// |x| + |x|³ P(x²).
  private static Formula near(Polynomial p, Formula x, FloatFormat format) {
    Formula z = x.mul(x);
    return z.mul(x.abs()).fma(p.at(z, format), x.abs());
  }

  /// (eˣ ± e⁻ˣ) / 2 for x ≥ 0, as twice the quarters, which do not overflow: with 2ⁿ/4 = s and eˣ/4 = s + s
  /// (eʳ − 1).
  private static Formula halves(Formula x, int sign, FloatFormat format) {
    Exponential.Reduced reduced = Exponential.Reduced.of(x, format.bias - 2, format);
    Formula slope = reduced.slope(format);
    Formula scale = reduced.power(format);
    Formula rising = slope.fma(reduced.r(), 1).mul(scale);
    Formula falling = Formula.constant(sign / 16.0).div(rising);
    Formula quarter = scale.mul(reduced.r()).fma(slope, falling).add(scale);
    return x.gt(format.choose(89.5, 710.5)).select(Double.POSITIVE_INFINITY, quarter.add(quarter));
  }
}
