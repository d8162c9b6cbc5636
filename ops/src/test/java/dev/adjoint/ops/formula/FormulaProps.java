package dev.adjoint.ops.formula;

import static dev.adjoint.core.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FormulaProps {
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, 0.5, -2.5, 1e-3, 1e300, -1e300, 1e-310, Double.MIN_VALUE, Double.MAX_VALUE,
    Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
  };

  @Property(tries = 500)
  void simplificationKeepsEveryBit(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int operations) {
    RandomFormulas.Sample sample = RandomFormulas.exact(seed, 3, operations);
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      double[] x = random.doubles(3).map(u -> SPECIAL[(int) (u * SPECIAL.length)]).toArray();
      assertSameBits(sample.reference().at(x), sample.formula().evaluate(FLOAT64, x),
          () -> sample.formula() + " at " + Arrays.toString(x));
    }
  }

  @Property(tries = 300)
  void substitutingConstantsFoldsToTheValue(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int operations) {
    RandomFormulas.Sample sample = RandomFormulas.smooth(seed, 2, operations);
    double[] x = new Random(seed).doubles(2, -2, 2).toArray();
    double wanted = sample.reference().at(x);
    assertEquals(wanted, folded(sample.formula(), x), 1e-9 * (1 + Math.abs(wanted)),
        sample.formula()::toString);
  }

  /// Central differences of the reference, of order four in the step.
  @Property(tries = 500)
  void derivativesAreDifferences(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int operations) {
    RandomFormulas.Sample sample = RandomFormulas.smooth(seed, 2, operations);
    double[] x = new Random(seed).doubles(2, -2, 2).toArray();
    for (int by = 0; by < 2; by++) {
      double h = 1e-4;
      double near = difference(sample, x, by, h);
      double far = difference(sample, x, by, 2 * h);
      double odd = difference(sample, x, by, 3.3 * h);
      double numeric = (4 * near - far) / 3;
      // The remainder is some multiple of h⁴ f⁽⁵⁾; how much the extrapolation moved the result bounds it from
      // above, unless the formula swings faster than the steps: then two of them may agree by chance, but
      // hardly a third that is no multiple.
      double tolerance = 1e-7 * (1 + Math.abs(numeric)) + Math.abs(near - far) + Math.abs(near - odd);
      double analytic = folded(sample.formula().derivative(by), x);
      int input = by;
      assertEquals(numeric, analytic, tolerance, () -> "by x" + input + " at " + Arrays.toString(x) + ": "
          + sample.formula());
    }
  }

  @Property(tries = 200)
  void mixedDerivativesCommute(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int operations) {
    Formula f = RandomFormulas.smooth(seed, 2, operations).formula();
    double[] x = new Random(seed).doubles(2, -2, 2).toArray();
    double a = folded(f.derivative(0).derivative(1), x);
    double b = folded(f.derivative(1).derivative(0), x);
    assertEquals(a, b, 1e-9 * (1 + Math.abs(a)), f::toString);
  }

  @Property(tries = 100)
  void builtTwiceIsOneObject(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int operations) {
    Formula f = RandomFormulas.exact(seed, 3, operations).formula();
    assertSame(f, RandomFormulas.exact(seed, 3, operations).formula());
    assertSame(f.derivative(1), f.derivative(1));
    assertTrue(f.inputs().stream().allMatch(i -> i < 3));
  }

  private static double difference(RandomFormulas.Sample sample, double[] x, int by, double h) {
    double[] up = x.clone();
    double[] down = x.clone();
    up[by] += h;
    down[by] -= h;
    return (sample.reference().at(up) - sample.reference().at(down)) / (up[by] - down[by]);
  }

  /// The formula at a point, elementary functions by [StrictMath].
  private static double folded(Formula f, double[] x) {
    return f.substitute(Formula.constant(x[0]), Formula.constant(x[1])).evaluate(FLOAT64);
  }

  private static void assertSameBits(double wanted, double given,
      Supplier<String> message) {
    assertEquals(Double.doubleToLongBits(wanted), Double.doubleToLongBits(given),
        () -> message.get() + ": wanted " + wanted + ", given " + given);
  }
}
