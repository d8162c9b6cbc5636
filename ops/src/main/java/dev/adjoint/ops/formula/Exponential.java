package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `exp` and `expm1`.
///
/// All begin with x = n ln 2 + r, |r| ≤ ½ ln 2, where n comes from adding and subtracting
/// [FloatFormat#rounder] and r from two fma with ln 2 in two parts (Cody and Waite, *Software Manual for the
/// Elementary Functions*, 1980; with fma: Muller et al., *Handbook of Floating-Point Arithmetic*, 2nd ed.
/// 2018, ch. 10). Then eˣ = 2ⁿ eʳ, and eʳ is a polynomial.
final class Exponential {
  private static final double LOG2_E = 0x1.71547652b82fep0;

  /// (eʳ − 1 − r) / r², relative to eʳ: 2⁻²⁷·⁹ and 2⁻⁵⁷.
  private static final Polynomial EXP = new Polynomial(
      c(0x1.fffffcp-2, 0x1.55549p-3, 0x1.5558fcp-5, 0x1.123b9cp-7, 0x1.6a2106p-10),
      c(0x1.000000000000ap-1, 0x1.55555555554f7p-3, 0x1.55555555506b1p-5, 0x1.11111111283fp-7,
          0x1.6c16c18495ec9p-10, 0x1.a01a0128761a3p-13, 0x1.a01998d77fc18p-16, 0x1.71df279f9d40cp-19,
          0x1.28ae9d3d3ef9dp-22, 0x1.ad7ed00f81188p-26));

  /// The same, relative to eʳ − 1: 2⁻²⁸·⁷ and 2⁻⁶⁰·⁴.
  private static final Polynomial EXPM1 = new Polynomial(
      c(0.5, 0x1.555554p-3, 0x1.5554bp-5, 0x1.11118ap-7, 0x1.6d73fap-10, 0x1.a032e4p-13),
      c(0.5, 0x1.5555555555559p-3, 0x1.555555555553ep-5, 0x1.111111110f63ep-7, 0x1.6c16c16c1f404p-10,
          0x1.a01a01b01a0a7p-13, 0x1.a01a017afccd1p-16, 0x1.71ddf7bb279f8p-19, 0x1.27e5373162effp-22,
          0x1.af5fe7e6bb92ep-26, 0x1.1ee7f8fe7c89ep-29));

  private Exponential() {}

  /// A number as n ln 2 + r.
  ///
  /// @param shifted `n` plus the offset asked for, in the lowest bits
  /// @param n a whole number
  /// @param coarse `x − n·high(ln 2)`
  /// @param r `x − n ln 2`
  record Reduced(Formula shifted, Formula n, Formula coarse, Formula r) {
    private static double high(FloatFormat format) {
      return format.choose(0x1.62e43p-1, 0x1.62e42fefa39efp-1);
    }

    private static double low(FloatFormat format) {
      return format.choose(-0x1.05c61p-29, 0x1.abc9e3b39803fp-56);
    }

    static Reduced of(Formula x, int offset, FloatFormat format) {
      double rounder = format.rounder(offset);
      Formula shifted = x.fma(LOG2_E, rounder);
      Formula n = shifted.sub(rounder);
      Formula coarse = n.fma(-high(format), x);
      return new Reduced(shifted, n, coarse, n.fma(-low(format), coarse));
    }

    /// 2ⁿ, times what the offset lacks of the bias as a power of two.
    Formula power(FloatFormat format) {
      return format.powerOfTwo(shifted.bits());
    }

    /// (eʳ − 1) / r.
    Formula slope(FloatFormat format) {
      return EXP.at(r, format).fma(r, 1);
    }
  }

  /// 2ⁿ is applied as two factors, so that subnormal results are rounded once and the largest do not overflow
  /// early.
  static Formula exp(Formula x, FloatFormat format) {
    Reduced reduced = Reduced.of(x, 2 * format.bias, format);
    Formula p = reduced.slope(format).fma(reduced.r, 1);
    Formula exponents = reduced.shifted.bits();
    Formula half = exponents.shr(1);
    Formula y = p.mul(format.powerOfTwo(half)).mul(format.powerOfTwo(exponents.sub(half)));
    return limited(x, y, format.choose(-104, -746), 0, format);
  }

  /// 2ⁿ (eʳ − 1) + 2ⁿ − 1, halved throughout so that 2ⁿ does not overflow. The errors of r and of the leading
  /// sum are carried into the small term, since for 2ⁿ = 2 the leading sum cancels.
  static Formula expm1(Formula x, FloatFormat format) {
    Reduced reduced = Reduced.of(x, format.bias - 1, format);
    Formula r = reduced.r;
    Formula restOfR = reduced.n.fma(-Reduced.low(format), reduced.coarse.sub(r));
    Formula small = r.mul(r).fma(EXPM1.at(r, format), restOfR);
    Formula half = reduced.power(format);
    Formula constant = half.sub(0.5);
    Formula leading = half.fma(r, constant);
    Formula y = half.fma(small, half.fma(r, constant.sub(leading))).add(leading);
    Formula tiny = x.abs().lt(format.choose(0x1p-30, 0x1p-60));
    return limited(x, tiny.select(x, y.add(y)), -40, -1, format);
  }

  /// `y`, but infinite where x is beyond the largest exponent and `floor` where x is below `lowest`.
  private static Formula limited(Formula x, Formula y, double lowest, double floor, FloatFormat format) {
    Formula bounded = x.gt(format.choose(89, 710)).select(Double.POSITIVE_INFINITY, y);
    return x.lt(lowest).select(floor, bounded);
  }

  /// eˣ as the factors 2ⁿ and eʳ, for |x| up to some eighty.
  record Factors(Formula power, Formula rest) {
    /// eˣ + c.
    Formula fma(double c) {
      return rest.fma(power, c);
    }

    Formula product() {
      return rest.mul(power);
    }
  }

  /// eˣ for |x| up to some eighty, without the precautions of [#exp].
  static Factors bounded(Formula x, FloatFormat format) {
    Reduced reduced = Reduced.of(x, format.bias, format);
    return new Factors(reduced.power(format), reduced.slope(format).fma(reduced.r, 1));
  }
}
