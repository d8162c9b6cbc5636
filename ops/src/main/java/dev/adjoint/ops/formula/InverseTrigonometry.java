package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `asin`, `acos` and `atan`: odd polynomials near 0, to which the identities asin x = π/2 − 2 asin √((1 −
/// x)/2) and atan x = π/2 − atan 1/x bring the rest (Cody and Waite, *Software Manual for the Elementary
/// Functions*, 1980).
final class InverseTrigonometry {
  /// (asin(x) / x − 1) / z of z = x² for |x| ≤ ½, relative to asin: 2⁻²⁷·⁶ and 2⁻⁵⁹·⁷.
  private static final Polynomial ASIN = new Polynomial(
      c(0x1.5555c8p-3, 0x1.330204p-4, 0x1.747bd4p-5, 0x1.8c3d1p-6, 0x1.595d92p-5),
      c(0x1.5555555555577p-3, 0x1.333333332e133p-4, 0x1.6db6db721243dp-5, 0x1.f1c71a950275bp-6,
          0x1.6e8bdede6a2ap-6, 0x1.1c49f07f045bp-6, 0x1.ca1f8a3143ad9p-7, 0x1.7585a44728792p-7,
          0x1.613bf7d208931p-7, 0x1.e5fe3ee1295fcp-9, 0x1.6399d0b957fadp-6, -0x1.57f9c9c2d4799p-6,
          0x1.0b45977501576p-5));

  /// (atan(x) / x − 1) / z of z = x² for |x| ≤ 1, relative to atan: 2⁻²⁸·⁵ and 2⁻⁵⁶.
  private static final Polynomial ATAN = new Polynomial(
      c(-0x1.555552p-2, 0x1.99981cp-3, -0x1.247616p-3, 0x1.c510dep-4, -0x1.69518p-4, 0x1.1504d4p-4,
          -0x1.70722p-5, 0x1.751778p-6, -0x1.e6727cp-8, 0x1.29438ap-10),
      c(-0x1.5555555555526p-2, 0x1.99999999955adp-3, -0x1.249249237f393p-3, 0x1.c71c717fc841p-4,
          -0x1.745d11adfa11fp-4, 0x1.3b136694e57acp-4, -0x1.110e50febb86cp-4, 0x1.e1bba4ac25c95p-5,
          -0x1.ae5e6b72d061p-5, 0x1.82dac04538de9p-5, -0x1.59a3c558b3817p-5, 0x1.2c2ded0dc7793p-5,
          -0x1.e9f8bc1c740b9p-6, 0x1.683b3cfe08886p-6, -0x1.c78d007f1b465p-7, 0x1.d7b55647fd5c7p-8,
          -0x1.7a35cec4b4f8fp-9, 0x1.b3f599896f056p-11, -0x1.3f31edb8a0d41p-13, 0x1.bbe6cc7bc0c08p-17));

  private InverseTrigonometry() {}

  /// π/2 rounded to the format.
  private static double high(FloatFormat format) {
    return format.choose(0x1.921fb6p0, 0x1.921fb54442d18p0);
  }

  /// What is left of π/2.
  private static double low(FloatFormat format) {
    return format.choose(-0x1.777a5cp-25, 0x1.1a62633145c07p-54);
  }

  /// |x| ≤ ½ or √((1 − |x|)/2), whichever is small, and what its arc sine has beyond it.
  private record Arc(Formula far, Formula sine, Formula excess) {
    static Arc of(Formula x, FloatFormat format) {
      Formula magnitude = x.abs();
      Formula far = magnitude.gt(0.5);
      Formula z = far.select(magnitude.mul(-0.5).add(0.5), x.mul(x));
      Formula sine = far.select(z.sqrt(), magnitude);
      return new Arc(far, sine, sine.mul(z).mul(ASIN.at(z, format)));
    }
  }

  static Formula asin(Formula x, FloatFormat format) {
    Arc arc = Arc.of(x, format);
    Formula high = Formula.constant(high(format));
    Formula coarse = arc.sine.fma(-2, high);
    Formula rest = arc.sine.fma(-2, high.sub(coarse));
    Formula complement = coarse.add(arc.excess.fma(-2, low(format)).add(rest));
    return format.withSign(arc.far.select(complement, arc.sine.add(arc.excess)), x);
  }

  static Formula acos(Formula x, FloatFormat format) {
    Arc arc = Arc.of(x, format);
    Formula right = arc.sine.add(arc.excess);
    Formula left = Formula.constant(2 * high(format)).sub(arc.sine.add(arc.excess.sub(low(format))).mul(2));
    Formula excess = x.lt(0).select(arc.excess.neg(), arc.excess);
    Formula middle = Formula.constant(high(format)).sub(x.add(excess.sub(low(format))));
    return arc.far.select(x.lt(0).select(left, right.add(right)), middle);
  }

  static Formula atan(Formula x, FloatFormat format) {
    Formula magnitude = x.abs();
    Formula far = magnitude.gt(1);
    Formula t = far.select(Formula.one().div(magnitude), magnitude);
    Formula z = t.mul(t);
    Formula excess = t.mul(z).mul(ATAN.at(z, format));
    Formula complement = Formula.constant(high(format)).sub(t.add(excess.sub(low(format))));
    return format.withSign(far.select(complement, t.add(excess)), x);
  }
}
