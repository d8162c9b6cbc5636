package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `sin`, `cos` and `tan`.
///
/// x = n π/2 + r + rest, |r| ≤ π/4, with π/2 in three parts (Cody and Waite, *Software Manual for the
/// Elementary Functions*, 1980; with fma: Muller et al., *Handbook of Floating-Point Arithmetic*, 2nd ed.
/// 2018, ch. 10). Arguments beyond the reach of the three parts, which have lost most of their meaning, are
/// left to [StrictMath].
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

  /// (tan(r) / r − 1) / z of z = r², relative to the tangent: 2⁻²⁸·³ and 2⁻⁵⁸·³.
  private static final Polynomial TAN = new Polynomial(
      c(0x1.555562p-2, 0x1.110d18p-3, 0x1.baf124p-5, 0x1.5bce9ep-6, 0x1.67bcacp-7, -0x1.8e18e2p-14,
          0x1.24e1c8p-8),
      c(0x1.555555555555fp-2, 0x1.111111111047fp-3, 0x1.ba1ba1bad1f0cp-5, 0x1.664f485909aa7p-6,
          0x1.226e3b088c4b9p-7, 0x1.d6d2d15f0b9f3p-9, 0x1.7db2ced1a775dp-10, 0x1.34af8bb73c804p-11,
          0x1.ffe2af9cd7734p-13, 0x1.5ada399d2bd54p-14, 0x1.209547352e2bp-14, -0x1.cfd62fb412356p-16,
          0x1.a62abc693c0dap-15, -0x1.a55f280be2dd5p-16, 0x1.4f1e6fe46f6dp-17));

  private Trigonometry() {}

  /// x = n π/2 + r + rest.
  ///
  /// @param quarters n in the lowest bits
  private record Reduced(Formula quarters, Formula r, Formula rest, Formula z) {
    static Reduced of(Formula x, FloatFormat format) {
      double rounder = format.rounder(0);
      Formula shifted = x.fma(2 / Math.PI, rounder);
      Formula n = shifted.sub(rounder);
      double middle = format.choose(-0x1.777a5cp-25, 0x1.1a62633145c07p-54);
      double low = format.choose(-0x1.ee59dap-50, -0x1.f1976b7ed8fbcp-110);
      // Exact: x and the product have no bits below the last of π/2, the result is small.
      Formula coarse = n.fma(format.choose(-0x1.921fb6p0, -0x1.921fb54442d18p0), x);
      Formula product = n.mul(middle);
      Formula restOfProduct = n.fma(-low, n.fma(-middle, product));
      Formula r = coarse.sub(product);
      Formula rest = coarse.sub(r).sub(product).add(restOfProduct);
      return new Reduced(shifted.bits(), r, rest, r.mul(r));
    }
  }

  static Formula sin(Formula x, FloatFormat format) {
    // The sums turn −0 into 0.
    return far(x, StrictFunction.SIN, x.eq(0).select(x, circular(x, 0, format)), format);
  }

  static Formula cos(Formula x, FloatFormat format) {
    return far(x, StrictFunction.COS, circular(x, 1, format), format);
  }

  private static Formula far(Formula x, StrictFunction strict, Formula usual, FloatFormat format) {
    return x.abs().gt(format.choose(0x1p17, 0x1p30)).rarely(strict, x, usual);
  }

  /// sin(x + quarters · π/2): up to the sign sin r where the number of quarters is even, cos r where it is
  /// odd.
  private static Formula circular(Formula x, int quarters, FloatFormat format) {
    Reduced reduced = Reduced.of(x, format);
    Formula r = reduced.r;
    Formula z = reduced.z;
    Formula half = z.mul(0.5);
    Formula coarse = Formula.one().sub(half);
    Formula sine = z.mul(r).fma(SIN.at(z, format), reduced.rest.mul(coarse)).add(r);
    Formula restOfCosine = Formula.one().sub(coarse).sub(half).sub(r.mul(reduced.rest));
    Formula cosine = z.mul(z).fma(COS.at(z, format), restOfCosine).add(coarse);
    Formula turns = reduced.quarters.add(quarters);
    Formula y = turns.and(Formula.integer(1)).eq(0).select(sine, cosine);
    return y.bits().xor(turns.shr(1).shl(format.signBit())).fromBits();
  }

  /// tan r or −1 / tan r, the tangent as a sum of two numbers.
  static Formula tan(Formula x, FloatFormat format) {
    Reduced reduced = Reduced.of(x, format);
    Formula r = reduced.r;
    Formula z = reduced.z;
    Formula small = z.mul(r).fma(TAN.at(z, format), z.fma(reduced.rest, reduced.rest));
    Formula t = r.add(small);
    Formula restOfT = r.sub(t).add(small);
    Formula q = Formula.constant(-1).div(t);
    Formula turned = q.fma(q.fma(restOfT, q.fma(t, 1)), q);
    Formula y = reduced.quarters.and(Formula.integer(1)).eq(0).select(t, turned);
    return far(x, StrictFunction.TAN, x.eq(0).select(x, y), format);
  }
}
