package dev.adjoint.ops.formula;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/// The elementary functions to some 30 decimal digits, by series, for finite arguments inside the domain: an
/// independent measure of those in [Elementary].
final class Exact {
  private static final MathContext MC = new MathContext(36);
  private static final BigDecimal TWO = BigDecimal.TWO;
  private static final BigDecimal LOG_TWO = arc(3, 1, new MathContext(60)).multiply(TWO);
  /// Enough digits to reduce the largest double.
  private static final BigDecimal PI = pi(new MathContext(400));

  private Exact() {}

  static BigDecimal exp(BigDecimal x) {
    if (x.compareTo(BigDecimal.valueOf(-10_000)) < 0) {
      return BigDecimal.ZERO;
    }
    int n = x.divide(LOG_TWO, MC).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
    BigDecimal r = x.subtract(LOG_TWO.multiply(BigDecimal.valueOf(n))).round(MC);
    return TWO.pow(n, MC).multiply(series(r).add(BigDecimal.ONE), MC);
  }

  static BigDecimal expm1(BigDecimal x) {
    return x.abs().compareTo(BigDecimal.ONE) < 0 ? series(x) : exp(x).subtract(BigDecimal.ONE, MC);
  }

  /// x + x²/2! + x³/3! + …
  private static BigDecimal series(BigDecimal x) {
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int k = 2; matters(term, sum); k++) {
      term = term.multiply(x, MC).divide(BigDecimal.valueOf(k), MC);
      sum = sum.add(term, MC);
    }
    return sum;
  }

  private static boolean matters(BigDecimal term, BigDecimal sum) {
    return term.signum() != 0 && term.precision() - term.scale() > sum.precision() - sum.scale() - 36;
  }

  /// One step of Halley's method from the double nearby triples its digits.
  static BigDecimal log(BigDecimal x) {
    BigDecimal guess = new BigDecimal(StrictMath.log(x.doubleValue()));
    BigDecimal e = exp(guess);
    return guess.add(TWO.multiply(x.subtract(e)).divide(x.add(e), MC), MC);
  }

  static BigDecimal log1p(BigDecimal x) {
    BigDecimal guess = new BigDecimal(StrictMath.log1p(x.doubleValue()));
    BigDecimal e = expm1(guess);
    return guess.add(TWO.multiply(x.subtract(e)).divide(x.add(e).add(TWO), MC), MC);
  }

  static BigDecimal tanh(BigDecimal x) {
    BigDecimal e = expm1(x.abs().multiply(TWO).negate());
    BigDecimal y = e.negate().divide(e.add(TWO), MC);
    return x.signum() < 0 ? y.negate() : y;
  }

  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    BigDecimal magnitude = exp(y.multiply(log(x.abs()), MC));
    boolean odd = y.remainder(TWO).abs().compareTo(BigDecimal.ONE) == 0;
    return x.signum() < 0 && odd ? magnitude.negate() : magnitude;
  }

  static BigDecimal sin(BigDecimal x) {
    return circular(x, 0);
  }

  static BigDecimal cos(BigDecimal x) {
    return circular(x, 1);
  }

  private static BigDecimal circular(BigDecimal x, int quarters) {
    BigDecimal quarter = PI.divide(TWO);
    BigDecimal n = x.divide(quarter, 0, RoundingMode.HALF_EVEN);
    BigDecimal r = x.subtract(n.multiply(quarter)).round(MC);
    int turn = (n.toBigInteger().mod(BigInteger.valueOf(4)).intValue() + quarters) % 4;
    BigDecimal term = turn % 2 == 0 ? r : BigDecimal.ONE;
    BigDecimal sum = term;
    BigDecimal square = r.multiply(r, MC).negate();
    for (int k = turn % 2 == 0 ? 3 : 2; matters(term, sum); k += 2) {
      term = term.multiply(square, MC).divide(BigDecimal.valueOf((long) k * (k - 1)), MC);
      sum = sum.add(term, MC);
    }
    return turn < 2 ? sum : sum.negate();
  }

  static BigDecimal tan(BigDecimal x) {
    return sin(x).divide(cos(x), MC);
  }

  static BigDecimal sinh(BigDecimal x) {
    BigDecimal e = expm1(x.abs());
    BigDecimal y = e.add(e.divide(e.add(BigDecimal.ONE), MC)).divide(TWO, MC);
    return x.signum() < 0 ? y.negate() : y;
  }

  static BigDecimal cosh(BigDecimal x) {
    return exp(x.abs()).add(exp(x.abs().negate())).divide(TWO, MC);
  }

  static BigDecimal asin(BigDecimal x) {
    BigDecimal cosine = BigDecimal.ONE.subtract(x.multiply(x)).sqrt(MC);
    return cosine.signum() == 0 ? PI.divide(TWO, MC).multiply(x) : atan(x.divide(cosine, MC));
  }

  static BigDecimal acos(BigDecimal x) {
    BigDecimal below = BigDecimal.ONE.add(x);
    return below.signum() == 0
        ? PI.round(MC)
        : TWO.multiply(atan(BigDecimal.ONE.subtract(x).divide(below, MC).sqrt(MC)));
  }

  /// x − x³/3 + x⁵/5 − … after halving the angle until x is small.
  static BigDecimal atan(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.valueOf(1, 1)) > 0) {
      BigDecimal root = x.multiply(x).add(BigDecimal.ONE).sqrt(MC);
      return TWO.multiply(atan(x.divide(root.add(BigDecimal.ONE), MC)));
    }
    BigDecimal power = x;
    BigDecimal sum = x;
    BigDecimal square = x.multiply(x, MC).negate();
    for (int k = 3; matters(power, sum); k += 2) {
      power = power.multiply(square, MC);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), MC), MC);
    }
    return sum;
  }

  /// 2/√π e^(−x²) (x + 2x³/3 + 4x⁵/15 + …), in which nothing cancels.
  static BigDecimal erf(BigDecimal x) {
    BigDecimal square = x.multiply(x, MC);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int k = 3; matters(term, sum); k += 2) {
      term = term.multiply(square, MC).multiply(TWO).divide(BigDecimal.valueOf(k), MC);
      sum = sum.add(term, MC);
    }
    return sum.multiply(exp(square.negate()), MC).multiply(TWO).divide(PI.sqrt(MC), MC);
  }

  /// Machin: π = 16 atan(1/5) − 4 atan(1/239).
  private static BigDecimal pi(MathContext mc) {
    BigDecimal first = BigDecimal.valueOf(16).multiply(arc(5, -1, mc));
    return first.subtract(BigDecimal.valueOf(4).multiply(arc(239, -1, mc)));
  }

  /// 1/x + sign/(3x³) + 1/(5x⁵) + …
  private static BigDecimal arc(int x, int sign, MathContext mc) {
    BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(x), mc);
    BigDecimal square = BigDecimal.valueOf((long) sign * x * x);
    BigDecimal sum = power;
    BigDecimal negligible = BigDecimal.ONE.scaleByPowerOfTen(-mc.getPrecision() - 5);
    for (int k = 3; power.abs().compareTo(negligible) > 0; k += 2) {
      power = power.divide(square, mc);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), mc));
    }
    return sum;
  }
}
