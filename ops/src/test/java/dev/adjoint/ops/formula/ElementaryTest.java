package dev.adjoint.ops.formula;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.core.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ElementaryTest {
  private static final Formula X = Formula.input(0);
  private static final Formula POW = X.pow(Formula.input(1));
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /// A function of one argument, with the largest error that [Elementary] states and where values are worth
  /// looking at.
  ///
  /// @param near the function to double precision, NaN where it is not to be measured
  private record Claim(
      String name, Formula formula, UnaryOperator<BigDecimal> exact, DoubleUnaryOperator near, double ulps32,
      double ulps64, double low, double high, double... worst) {
    /// Arguments where the function is neither 0 nor infinite: every exponent, random bits, random numbers
    /// where the function does most, and the worst known.
    double[] arguments(DType dtype) {
      SplittableRandom random = new SplittableRandom(7);
      DoubleStream.Builder x = DoubleStream.builder();
      boolean single = dtype == FLOAT32;
      Arrays.stream(worst).forEach(x);
      for (int e = single ? -149 : -1074; e <= (single ? 127 : 1023); e += single ? 1 : 17) {
        x.add(Math.scalb(1.0, e)).add(Math.scalb(-1 - random.nextDouble(), e));
        x.add(Math.scalb(2 - Math.ulp(1f), e));
      }
      for (int i = 0; i < (single ? 2_000 : 150); i++) {
        x.add(random.nextDouble(low, high)).add(random.nextDouble(Math.max(low, -3), 3));
        x.add(single ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong()));
      }
      return x.build().map(v -> single ? (float) v : v)
          .filter(v -> v != 0 && Double.isFinite(v) && measures(near.applyAsDouble(v)))
          .toArray();
    }

    private static boolean measures(double y) {
      return y != 0 && Double.isFinite(y);
    }

    /// The value at `x`, good enough to measure errors in this dtype.
    BigDecimal value(double x, DType dtype) {
      return dtype == FLOAT32 ? new BigDecimal(near.applyAsDouble(x)) : exact.apply(new BigDecimal(x));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Claim[] CLAIMS = {
    new Claim("exp", X.exp(), Exact::exp, StrictMath::exp, 0.90, 0.88, -750, 715,
        0x1.4ce7a6p2, 0x1.0dd0b3883a328p9, 88.72284, 88.7229, -103.972, -103.98, -87.4, 709.7827, 709.7828,
        -745.13),
    new Claim("expm1", X.expm1(), Exact::expm1, StrictMath::expm1, 1.02, 1.10, -45, 715,
        0x1.12958p+4, 0x1.296746835aa58p+5, -0x1.63202ep-2, 0x1.6878ea8cd71e2p-2, 88.72284, 88.3, 709.7827,
        -17.5),
    new Claim("log", X.log(), Exact::log, StrictMath::log, 0.93, 0.88, 0, 4,
        0x1.98867p+0, 0x1.67ab952740238p-1, Math.sqrt(0.5), Math.sqrt(2), 0x1p-126, 0x1p-149, 0x1p-1022,
        0x1p-1074),
    new Claim("log1p", X.log1p(), Exact::log1p, StrictMath::log1p, 1.02, 0.90, -1, 4,
        0x1.a85ad6p-2, -0x1.342c48ee5f232p-2, -0x1.fffffep-1, 0x1.fffffep127, 0x1p100, 0x1.01p100, 0x1p1000,
        0x1p1023),
    new Claim("tanh", X.tanh(), Exact::tanh, StrictMath::tanh, 1, 1, -22, 22,
        0x1.f4d634p-1, 0x1.aa5dde5027724p-1, 0.829, 0.83, 0.831, 9.01, 9.02, 19.06, 19.07),
    new Claim("sinh", X.sinh(), Exact::sinh, StrictMath::sinh, 1.1, 1.15, -712, 712,
        0x1.16a854p0, -0x1.9c739c1e7c122p7, 0.9999, 1.0001, 89.415, 89.4159, 89.416, 710.4758, 710.476),
    new Claim("cosh", X.cosh(), Exact::cosh, StrictMath::cosh, 1.1, 1.15, -712, 712,
        0x1.ef18dep1, -0x1.9c739c1e7c122p7, 89.415, 89.4159, 89.416, 710.4758, 710.476),
    new Claim("sin", X.sin(), Exact::sin, StrictMath::sin, 0.78, 0.79, -100, 100,
        0x1.f50c3cp14, 0x1.94a273305a324p29, 0x1.fffffep16, 0x1.ffffffp29, Math.PI, 71e3, 0x1.a2ae16p10),
    new Claim("cos", X.cos(), Exact::cos, StrictMath::cos, 0.78, 0.79, -100, 100,
        0x1.1fd4c8p9, 0x1.06f9a0eab27bcp4, 65946.7, 0x1p17, 0x1p30, Math.PI / 2),
    new Claim("tan", X.tan(), Exact::tan, StrictMath::tan, 1.2, 1.2, -100, 100,
        0x1.f3fd8p1, -0x1.eb0bb2b43017fp13, 65946.7, 0x1p17, 0x1p30, Math.PI / 2, Math.PI / 4),
    new Claim("asin", X.asin(), Exact::asin, StrictMath::asin, 1.15, 1.15, -1, 1,
        0x1.13811cp-1, -0x1.0c2d6ce80d6cp-1, 0x1.adbc8ap-1, 0.4999, 0.5, 0.5001, -1, 1, 0x1.fffffep-1),
    new Claim("acos", X.acos(), Exact::acos, StrictMath::acos, 1.15, 1.15, -1, 1,
        0x1.2deb38p-1, 0x1.1c7e119aca8e4p-1, 0.4999, 0.5, 0.5001, -1, 0x1.fffffep-1),
    new Claim("atan", X.atan(), Exact::atan, StrictMath::atan, 1.2, 1.26, -50, 50,
        0x1.146a04p0, 0x1.0323d7f2905fap0, 0.9999, 1, 1.0001),
    new Claim("erf", X.erf(), Exact::erf, ElementaryTest::erf, 1.01, 1.07,
        -6.5, 6.5,
        0x1.e49fb6p-1, 0x1.102ee4267bb58p0, 0.9199, 0.92, 0.9201, 0.9999, 1.0001, 3.9, 4.1, 5.8, 5.95)
  };

  private static double erf(double x) {
    return Math.abs(x) <= 7 ? Exact.erf(new BigDecimal(x)).doubleValue() : NAN;
  }

  static Stream<Arguments> claims() {
    return Stream.of(CLAIMS)
        .flatMap(claim -> Stream.of(FLOAT32, FLOAT64).map(dtype -> arguments(claim, dtype)));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void errsByNoMoreUlpsThanStated(Claim claim, DType dtype) {
    double[] x = claim.arguments(dtype);
    double[] y = run(claim.formula, dtype, x);
    double stated = dtype == FLOAT32 ? claim.ulps32 : claim.ulps64;
    for (int i = 0; i < x.length; i++) {
      check(claim.name, dtype, stated, y[i], claim.value(x[i], dtype), x[i]);
    }
  }

  /// The results of the compiled kernel, of which the interpreter confirms some.
  private static double[] run(Formula formula, DType dtype, double[]... x) {
    int n = x[0].length;
    Object[] inputs = Arrays.stream(x).map(v -> array(dtype, v)).toArray();
    Object y = dtype.newArray(n);
    KernelCompiler.shared().pointwise(formula, dtype, Collections.nCopies(x.length, dtype), 0)
        .run(inputs, y, new double[0], n);
    double[] result = IntStream.range(0, n).mapToDouble(i -> Array.getDouble(y, i)).toArray();
    for (int i = 0; i < n; i += 1 + n / 50) {
      int at = i;
      double expected = formula.evaluate(dtype, Arrays.stream(x).mapToDouble(v -> v[at]).toArray());
      assertEquals(expected, result[i], () -> formula + " compiled, in " + dtype + " at " + x[0][at]);
    }
    return result;
  }

  private static Object array(DType dtype, double[] values) {
    Object array = dtype.newArray(values.length);
    for (int i = 0; i < values.length; i++) {
      if (dtype == FLOAT32) {
        Array.setFloat(array, i, (float) values[i]);
      } else {
        Array.setDouble(array, i, values[i]);
      }
    }
    return array;
  }

  private static void check(
      String name, DType dtype, double stated, double y, BigDecimal exact, double... x) {
    double ulps = ulps(y, exact, dtype);
    if (!(ulps <= stated)) {
      String at = Arrays.stream(x).mapToObj(Double::toHexString).collect(Collectors.joining(", ", "(", ")"));
      fail(name + at + " in " + dtype + " is " + Double.toHexString(y) + ", off by " + ulps + " ulp");
    }
  }

  /// The distance of a result from the true value, in units of the last place at the true value.
  private static double ulps(double y, BigDecimal exact, DType dtype) {
    if (dtype == FLOAT32) {
      float near = exact.floatValue();
      if (Float.isInfinite(near)) {
        return y == near ? 0 : INF;
      }
      float below = new BigDecimal(near).abs().compareTo(exact.abs()) > 0 ? Math.nextAfter(near, 0.0) : near;
      return distance(y, exact, Math.ulp(below), 0x1p128);
    }
    double near = exact.doubleValue();
    if (Double.isInfinite(near)) {
      return y == near ? 0 : INF;
    }
    double below = new BigDecimal(near).abs().compareTo(exact.abs()) > 0 ? Math.nextAfter(near, 0.0) : near;
    return distance(y, exact, Math.ulp(below), INF);
  }

  /// An infinity counts as the power of two that it begins at, if that is given.
  private static double distance(double y, BigDecimal exact, double ulp, double infinity) {
    double value = Double.isInfinite(y) ? Math.copySign(infinity, y) : y;
    return Double.isFinite(value) ? new BigDecimal(value).subtract(exact).abs().doubleValue() / ulp : INF;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void specialCases(DType dtype) {
    double tiny = dtype == FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    double huge = dtype == FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    for (Claim claim : CLAIMS) {
      same(NAN, claim.formula, dtype, NAN);
    }
    for (Formula odd : new Formula[] {
      X.expm1(), X.log1p(), X.sinh(), X.tanh(), X.sin(), X.tan(), X.asin(), X.atan()
    }) {
      for (double same : new double[] {0.0, -0.0, tiny, -tiny, 7 * tiny}) {
        same(same, odd, dtype, same);
      }
    }
    same(0.0, X.erf(), dtype, 0.0);
    same(-0.0, X.erf(), dtype, -0.0);
    same(tiny, X.erf(), dtype, tiny);

    table(X.exp(), dtype, 0, 1, -0.0, 1, INF, INF, -INF, 0, huge, INF, -huge, 0, tiny, 1);
    table(X.expm1(), dtype, INF, INF, -INF, -1, huge, INF, -huge, -1);
    table(X.log(), dtype, 0, -INF, -0.0, -INF, 1, 0, -tiny, NAN, -1, NAN, INF, INF, -INF, NAN);
    table(X.log1p(), dtype, -1, -INF, -2, NAN, -huge, NAN, INF, INF, -INF, NAN);
    table(X.tanh(), dtype, INF, 1, -INF, -1, huge, 1, -huge, -1);
    table(X.erf(), dtype, INF, 1, -INF, -1, huge, 1, -huge, -1);
    table(X.sinh(), dtype, INF, INF, -INF, -INF, huge, INF, -huge, -INF);
    table(X.cosh(), dtype, 0, 1, -0.0, 1, tiny, 1, INF, INF, -INF, INF, huge, INF);
    table(X.tan(), dtype, INF, NAN, -INF, NAN);
    table(X.asin(), dtype, 1.5, NAN, -1.5, NAN, huge, NAN, INF, NAN, -INF, NAN);
    table(X.acos(), dtype, 1, 0, 1.5, NAN, -1.5, NAN, huge, NAN, INF, NAN, -INF, NAN);
    same(rounded(Math.PI / 2, dtype), X.atan(), dtype, INF);
    same(rounded(-Math.PI / 2, dtype), X.atan(), dtype, -INF);
    table(X.sin(), dtype, INF, NAN, -INF, NAN);
    table(X.cos(), dtype, 0, 1, -0.0, 1, tiny, 1, INF, NAN, -INF, NAN);
  }

  /// Arguments and results by turns.
  private static void table(Formula formula, DType dtype, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      same(pairs[i + 1], formula, dtype, pairs[i]);
    }
  }

  private static void same(double expected, Formula formula, DType dtype, double... inputs) {
    assertEquals(
        expected, formula.evaluate(dtype, inputs), () -> formula + " in " + dtype + " at " + inputs[0]);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void leavesLargeAnglesToStrictMath(DType dtype) {
    for (double x : new double[] {0x1.000002p17, -3e5, 0x1.8p60, 0x1.fffffep127}) {
      double large = dtype == FLOAT32 ? x : x * 0x1p20;
      same(rounded(StrictMath.sin(large), dtype), X.sin(), dtype, large);
      same(rounded(StrictMath.cos(large), dtype), X.cos(), dtype, large);
      same(rounded(StrictMath.tan(large), dtype), X.tan(), dtype, large);
    }
  }

  private static double rounded(double y, DType dtype) {
    return dtype == FLOAT32 ? (float) y : y;
  }

  @Test
  void neverBeyondWhatTheFunctionCanReach() {
    double[] x = IntStream.range(0, 20_000).mapToDouble(i -> (float) (i * 0.002 - 20)).toArray();
    for (Formula formula : new Formula[] {X.sin(), X.cos(), X.tanh(), X.erf()}) {
      double[] y = run(formula, FLOAT32, x);
      for (int i = 0; i < x.length; i++) {
        int at = i;
        assertTrue(Math.abs(y[i]) <= 1, () -> formula + " is " + y[at] + " at " + x[at]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void powHasTheSpecialCasesOfJava(DType dtype) {
    boolean single = dtype == FLOAT32;
    double whole = single ? 0x1p24 : 0x1p53;
    double tiny = single ? Float.MIN_VALUE : Double.MIN_VALUE;
    double huge = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    double[] values = {
      0.0, 0.5, 0.25, 1, 1.5, 2, 3, 4, 7, whole / 4 - 0.5, whole / 2 - 1, whole / 2 - 0.5, whole - 1, whole,
      whole + 2, 2 * whole, tiny, huge, 0x1p-20, 0x1p20, INF
    };
    DoubleBinaryOperator java = single ? (x, y) -> (float) StrictMath.pow(x, y) : StrictMath::pow;
    for (double base : values) {
      for (double exponent : values) {
        for (int signs = 0; signs < 4; signs++) {
          double x = (signs & 1) == 0 ? base : -base;
          double y = (signs & 2) == 0 ? exponent : -exponent;
          double expected = java.applyAsDouble(x, y);
          double actual = run(POW, dtype, new double[] {x}, new double[] {y})[0];
          double ulp = single ? Math.ulp((float) expected) : Math.ulp(expected);
          boolean near = Double.isFinite(expected) && Math.abs(expected - actual) <= ulp
              && Math.copySign(1, expected) == Math.copySign(1, actual);
          assertTrue(near || Double.compare(expected, actual) == 0,
              () -> "pow(" + x + ", " + y + ") in " + dtype + ": " + expected + ", not " + actual);
        }
      }
    }
    double[] x1 = new SplittableRandom(3).doubles(5000, 0.5, 1).map(v -> single ? (float) v : v).toArray();
    double[] ones = DoubleStream.generate(() -> 1).limit(x1.length).toArray();
    assertArrayEquals(x1, run(POW, dtype, x1, ones));
    for (double x : values) {
      same(NAN, POW, dtype, -x, NAN);
      same(x == 0 ? 1 : NAN, POW, dtype, NAN, x);
      same(x, POW, dtype, x, 1);
      same(-x, POW, dtype, -x, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void powErrsByNoMoreUlpsThanStated(DType dtype) {
    boolean single = dtype == FLOAT32;
    double stated = single ? 0.95 : 1.8; // ElementarySweep found 0.944 over all positive bases
    SplittableRandom random = new SplittableRandom(11);
    DoubleStream.Builder x = DoubleStream.builder().add(0x1.5cbf4ap31).add(0x1.6dbee78455953p-1);
    DoubleStream.Builder y = DoubleStream.builder().add(-0x1.0163b2p2).add(-0x1.046325e9f65cap11);
    double range = single ? 128 : 1024;
    for (int i = 0; i < 900; i++) {
      double log = switch (i % 3) {
        case 0 -> random.nextDouble(-range, range);
        case 1 -> random.nextDouble(-1, 1);
        default -> Math.scalb(random.nextDouble(-1, 1), -random.nextInt(20));
      };
      double base = StrictMath.pow(2, log);
      x.add(base).add(-base).add(base);
      y.add(random.nextDouble(-1.07, 1.05) * range / log);
      y.add(random.nextInt(-9, 9)).add(random.nextDouble(-8, 8));
    }
    double[] bases = x.build().map(v -> single ? (float) v : v).toArray();
    double[] exponents = y.build().map(v -> single ? (float) v : v).toArray();
    double[] results = run(POW, dtype, bases, exponents);
    for (int i = 0; i < bases.length; i++) {
      double near = StrictMath.pow(bases[i], exponents[i]);
      if (near != 0 && Double.isFinite(near) && Double.isFinite(bases[i])) {
        BigDecimal exact = single
            ? new BigDecimal(near)
            : Exact.pow(new BigDecimal(bases[i]), new BigDecimal(exponents[i]));
        check("pow", dtype, stated, results[i], exact, bases[i], exponents[i]);
      }
    }
  }
}
