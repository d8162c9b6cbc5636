package dev.adjoint.ops.formula;

import static dev.adjoint.ops.formula.Polynomial.c;

/// `pow`: 2 to the power y log₂|x|, with the logarithm and its product with y as unevaluated sums of two
/// numbers, since the absolute error of the exponent is the relative error of the result. (Sums and products
/// of such pairs: Dekker, *A floating-point technique for extending the available precision*, Numer. Math.
/// 18, 1971; with fma: Muller et al., *Handbook of Floating-Point Arithmetic*, 2nd ed. 2018, ch. 4.)
final class Power {
  /// c₃ − (log₂((1 + s) / (1 − s)) / s − c₁) / z of z = s², with c₁ and c₃ below, relative to log₂: 2⁻³⁷ and
  /// 2⁻⁶⁸.
  private static final Polynomial LOG2 = new Polynomial(
      c(0x1.76df72p-26, -0x1.277768p-1, -0x1.a59616p-2, -0x1.5c6786p-2),
      c(-0x1.d8d40fd9ccd23p-55, -0x1.2776c50ef9bf6p-1, -0x1.a61762a7afd7fp-2, -0x1.484b13d60988p-2,
          -0x1.0c9a857703aacp-2, -0x1.c68ecf52f3bb6p-3, -0x1.8a0d068c440a9p-3, -0x1.58c294c063da1p-3,
          -0x1.639d5d14baf84p-3));

  /// (2ʳ − 1) / r for |r| ≤ ½, relative to 2ʳ: 2⁻²⁷·⁸ and 2⁻⁵⁷.
  private static final Polynomial EXP2 = new Polynomial(
      c(0x1.62e43p-1, 0x1.ebfbdcp-3, 0x1.c6af84p-5, 0x1.3b2e1ap-7, 0x1.5f06e6p-10, 0x1.414b0cp-13),
      c(0x1.62e42fefa39efp-1, 0x1.ebfbdff82c5a2p-3, 0x1.c6b08d704a041p-5, 0x1.3b2ab6fba0548p-7,
          0x1.5d87fe78c45b4p-10, 0x1.4309130e497bep-13, 0x1.ffcbfbc4818bep-17, 0x1.62bfc88a67253p-20,
          0x1.b52656cc5e6d1p-24, 0x1.e61a56251f14dp-28, 0x1.e7c594be630bap-32));

  private Power() {}

  static Formula pow(Formula x, Formula y, FloatFormat format) {
    Formula magnitude = x.abs();
    Pair log = log2(magnitude, format);
    Formula high = y.mul(log.high);
    Formula low = y.fma(log.low, y.fma(log.high, high.neg()));
    Formula positive = exp2(new Pair(high, low), format);

    Formula remainder = remainderOfTwo(y, format);
    Formula odd = remainder.eq(1);
    Formula integer = remainder.eq(0).or(odd).or(y.abs().ge(Math.scalb(2.0, format.fraction)));

    Formula sign = odd.select(format.sign(x), Formula.integer(0));
    Formula signed = positive.bits().or(sign).fromBits();
    Formula complex = x.lt(0).and(x.gt(Double.NEGATIVE_INFINITY)).and(integer.not());
    Formula general = complex.select(Double.NaN, signed);
    return y.eq(0).select(1, y.eq(1).select(x, general));
  }

  /// |y modulo 2| with y modulo 2 in [-1, 1]: odd where it is 1, even where it is 0. From 2^(fraction + 1) on
  /// every number is even. It rests on rounding to whole numbers, which constants, folded in double, would
  /// escape.
  private static Formula remainderOfTwo(Formula y, FloatFormat format) {
    if (y.operator() == Operator.CONSTANT) {
      double rounded = format.choose((float) y.value(), y.value());
      return Formula.constant(Math.abs(Math.IEEEremainder(rounded, 2)));
    }
    Formula size = y.abs();
    double whole = Math.scalb(1.0, format.fraction);
    Formula halves = size.mul(0.5).add(whole).sub(whole);
    return halves.fma(-2, size).abs();
  }

  /// An unevaluated sum.
  private record Pair(Formula high, Formula low) {}

  /// log₂ x for x ≥ 0: with x = 2ᵉ (1 + f) and s = f / (2 + f), it is e + s (c₁ + z (c₃ + …)), z = s².
  private static Pair log2(Formula x, FloatFormat format) {
    Logarithm.Reduced reduced = Logarithm.Reduced.of(x, format);
    Formula f = reduced.f();
    Formula e = reduced.e();
    double c1 = format.choose(0x1.715476p1, 0x1.71547652b82fep1);
    double c1Low = format.choose(0x1.4ae0cp-25, 0x1.777d0ffda0d24p-55);
    double c3 = format.choose(0x1.ec709ep-1, 0x1.ec709dc3a03fdp-1);

    // The low parts are kept negated, which saves negating the high ones.
    Formula d = f.add(2);
    Formula dLow = f.sub(d.sub(2));
    Formula reciprocal = Formula.constant(-1).div(d);
    Formula minusS = f.mul(reciprocal);
    Formula minusSLow = minusS.fma(dLow, minusS.fma(d, f)).mul(reciprocal);
    Formula s = minusS.neg();

    Formula z = s.mul(s);
    Formula minusZLow = s.fma(minusSLow.add(minusSLow), s.fma(minusS, z));
    Formula u = z.mul(c3);
    Formula minusULow = minusZLow.fma(c3, z.fma(LOG2.at(z, format), z.fma(-c3, u)));

    Formula a = u.add(c1);
    Formula minusALow = a.sub(c1).sub(u).add(minusULow.sub(c1Low));
    Formula t = a.mul(s);
    Formula minusTLow = minusALow.fma(s, a.fma(minusSLow, a.fma(minusS, t)));

    Formula sum = e.add(t);
    Formula low = e.sub(sum).add(t).sub(minusTLow);
    Formula finite = x.eq(0).select(Double.NEGATIVE_INFINITY, sum);
    return new Pair(x.lt(Double.POSITIVE_INFINITY).select(finite, x), low);
  }

  /// 2 to the power of a pair; 2ⁿ is applied as two factors, as in [Exponential#exp].
  private static Formula exp2(Pair x, FloatFormat format) {
    double rounder = format.rounder(2 * format.bias);
    Formula shifted = x.high.add(x.low).add(rounder);
    Formula r = x.high.sub(shifted.sub(rounder)).add(x.low);
    Formula p = EXP2.at(r, format).fma(r, 1);
    Formula exponents = shifted.bits();
    Formula half = exponents.shr(1);
    Formula y = p.mul(format.powerOfTwo(half)).mul(format.powerOfTwo(exponents.sub(half)));
    Formula bounded = x.high.gt(format.choose(130, 1030)).select(Double.POSITIVE_INFINITY, y);
    return x.high.lt(format.choose(-152, -1080)).select(0, bounded);
  }
}
