package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `sin` and `cos`.
///
/// x = n π/2 + r, |r| ≤ π/4, by three fma with π/2 in three parts (Cody and Waite 1980; the first fma is exact). Where n
/// is even the sine is ±sin r, where odd ±cos r. Arguments beyond the reach of the three parts, which have lost all
/// meaning in FLOAT32 and most of it in FLOAT64, are left to [StrictMath].
final class Trigonometry {
  /// (sin(r) / r − 1) / z of z = r², relative to the sine: 2⁻²⁷·⁸ and 2⁻⁵⁷·⁸.
  private static final Polynomial SIN = new Polynomial(
      c(-0x1.555544p-3, 0x1.1106c6p-7, -0x1.991ba2p-13),
      c(-0x1.5555555555548p-3, 0x1.111111110f724p-7, -0x1.a01a019be6d77p-13, 0x1.71de3552b374cp-19,
          -0x1.ae5e494d6bbd6p-26, 0x1.5d8aa0eded634p-33));

  /// (cos(r) − 1 + z/2) / z² of z = r², relative to the cosine: 2⁻³²·⁸ and 2⁻⁶³·⁵.
  private static final Polynomial COS = new Polynomial(
      c(0x1.55554ap-5, -0x1.6c0c1ep-10, 0x1.99e35p-16),
      c(0x1.555555555554ap-5, -0x1.6c16c16c14ep-10, 0x1.a01a019c5c449p-16, -0x1.27e4f7cd3bf5fp-22,
          0x1.1ee9c33d81e84p-29, -0x1.8f99cfff9ac9fp-37));

  private Trigonometry() {}

  static Formula sin(Formula x, FloatFormat format) {
    return circular(x, 0, StrictFunction.SIN, format);
  }

  static Formula cos(Formula x, FloatFormat format) {
    return circular(x, 1, StrictFunction.COS, format);
  }

  /// sin(x + quarters · π/2).
  private static Formula circular(Formula x, int quarters, StrictFunction strict, FloatFormat format) {
    double rounder = format.rounder(0);
    Formula shifted = x.fma(2 / Math.PI, rounder);
    Formula n = shifted.sub(rounder);
    Formula r = n.fma(format.choose(-0x1.921fb6p0, -0x1.921fb54442d18p0), x);
    r = n.fma(format.choose(0x1.777a5cp-25, -0x1.1a62633145c07p-54), r);
    r = n.fma(format.choose(0x1.ee59dap-50, 0x1.f1976b7ed8fbcp-110), r);
    Formula z = r.mul(r);
    Formula sine = z.mul(r).fma(SIN.at(z, format), r);
    Formula cosine = COS.at(z, format).fma(z, -0.5).fma(z, 1);
    Formula turns = shifted.bits().add(quarters);
    Formula y = turns.and(Formula.integer(1)).eq(0).select(sine, cosine);
    Formula signed = y.bits().xor(turns.shr(1).shl(format.signBit())).fromBits();
    // The fma of the sine turns −0 into 0.
    Formula usual = quarters == 0 ? x.eq(0).select(x, signed) : signed;
    return x.abs().gt(format.choose(0x1p17, 0x1p30)).rarely(strict, x, usual);
  }
}
