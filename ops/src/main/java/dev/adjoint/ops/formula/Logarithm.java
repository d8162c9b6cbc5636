package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

import org.jspecify.annotations.Nullable;

/// `log` and `log1p`.
///
/// x = 2ᵉ m with √½ ≤ m < √2, the exponent split off by integer arithmetic on the bits (subnormals are scaled
/// up first); with f = m − 1, log x = e ln 2 + log(1 + f).
///
/// In FLOAT32 log(1 + f) is f − f²/2 + f³ P(f). In FLOAT64 a polynomial in f would be twice as long as one in
/// s = f / (2 + f), where log(1 + f) = 2 atanh(s) (Tang, *Table-driven implementation of the logarithm
/// function in IEEE floating-point arithmetic*, ACM TOMS 16, 1990, without the table): f − f²/2 + s (f²/2 +
/// s² R(s²)).
final class Logarithm {
  /// (log(1 + f) − f + f²/2) / f³, relative to the logarithm: 2⁻²⁷·².
  private static final Polynomial LOG = new Polynomial(
      c(0x1.555554p-2, -0x1.000226p-2, 0x1.99a004p-3, -0x1.54723ep-3, 0x1.22da7ep-3, -0x1.0d85ecp-3,
          0x1.05593cp-3, -0x1.38acbp-4),
      c());

  /// (2 atanh(s) / s − 2) / z of z = s², relative to the logarithm: 2⁻⁵⁹·⁵.
  private static final Polynomial ATANH = new Polynomial(
      c(),
      c(0x1.5555555555592p-1, 0x1.999999997ff0ep-2, 0x1.24924941e2289p-2, 0x1.c71c52138b864p-3,
          0x1.74663d19760cdp-3, 0x1.39a1e41c52639p-3, 0x1.2f03ead53227fp-3));

  private Logarithm() {}

  /// A positive number as 2ᵉ (1 + f).
  record Reduced(Formula e, Formula f) {
    static Reduced of(Formula x, FloatFormat format) {
      int scaling = format.fraction + 1;
      Formula subnormal = x.lt(format.minNormal());
      Formula normal = subnormal.select(x.mul(Math.scalb(1.0, scaling)), x);
      Formula exponent = exponent(normal, format);
      Formula m = normal.bits().sub(exponent.shl(format.fraction)).fromBits();
      return new Reduced(
          number(exponent, subnormal.select(format.rounder(scaling), format.rounder(0)), format),
          m.sub(1));
    }
  }

  /// The e of x = 2ᵉ m, √½ ≤ m < √2, for a positive normal x.
  private static Formula exponent(Formula x, FloatFormat format) {
    return x.bits().sub(format.bits(Math.sqrt(0.5))).shr(format.fraction);
  }

  /// An integer as a number, less what `rounder` has above [FloatFormat#rounder] of 0.
  private static Formula number(Formula integer, Formula rounder, FloatFormat format) {
    return integer.add(format.bits(format.rounder(0))).fromBits().sub(rounder);
  }

  /// The natural logarithm.
  static Formula log(Formula x, FloatFormat format) {
    Reduced reduced = Reduced.of(x, format);
    Formula y = combined(reduced.e, reduced.f, null, format);
    return finished(x, y, x.eq(0), x.gt(0));
  }

  /// The exponent comes from 1 + x rounded, the fraction from x itself: f = x 2⁻ᵉ + (2⁻ᵉ − 1), and what the
  /// rounding of f drops is added to the small terms. Very large x are scaled down first, lest 2⁻ᵉ be
  /// subnormal.
  static Formula log1p(Formula x, FloatFormat format) {
    int scaling = 64;
    Formula large = x.gt(format.choose(0x1p100, 0x1p1000));
    Formula scaled = large.select(x.mul(Math.scalb(1.0, -scaling)), x);
    Formula exponent = exponent(scaled.add(1), format);
    Formula scale = format.bits(1).sub(exponent.shl(format.fraction)).fromBits();
    Formula constant = scale.sub(1);
    Formula f = scaled.fma(scale, constant);
    Formula rest = scaled.fma(scale, constant.sub(f));
    Formula e = number(exponent, large.select(format.rounder(-scaling), format.rounder(0)), format);
    Formula y = format.withSign(combined(e, f, rest, format), x);
    return finished(x, y, x.eq(-1), x.gt(-1));
  }

  /// e ln 2 + log(1 + f), with what f lacks if that is known.
  private static Formula combined(Formula e, Formula f, @Nullable Formula rest, FloatFormat format) {
    if (format == FloatFormat.FLOAT32) {
      Formula tail = LOG.at(f, format).fma(f, -0.5);
      Formula square = f.mul(f);
      Formula y = rest == null ? square.fma(tail, f) : square.fma(tail, rest).add(f);
      // Rounded already, and yet within 1 ulp: ln 2 happens to be a float up to 2⁻²⁹.
      return e.fma(0x1.62e43p-1, y);
    }
    Formula s = f.div(f.add(2));
    Formula z = s.mul(s);
    Formula h = f.mul(f).mul(0.5);
    Formula tail = s.fma(ATANH.at(z, format).fma(z, h), rest == null ? h.neg() : rest.sub(h));
    // The high part of ln 2 leaves room for e: the product is exact, and what its sum with f drops is found.
    Formula high = e.mul(0x1.62e42fefap-1);
    Formula sum = high.add(f);
    Formula dropped = high.sub(sum).add(f);
    return sum.add(dropped.add(e.fma(0x1.cf79abc9e3b3ap-40, tail)));
  }

  /// The special cases: −∞ at the pole, NaN below it, and what is infinite or NaN goes through.
  private static Formula finished(Formula x, Formula y, Formula pole, Formula inside) {
    Formula outside = pole.select(Double.NEGATIVE_INFINITY, Double.NaN);
    return x.lt(Double.POSITIVE_INFINITY).select(inside.select(y, outside), x);
  }
}
