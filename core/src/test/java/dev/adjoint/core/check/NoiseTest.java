package dev.adjoint.core.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static double of(DoubleUnaryOperator f) {
    return Noise.of(t -> new double[] {f.applyAsDouble(t)})[0];
  }

  /// A value on a grid is off by up to half its width; its standard deviation is 0.29 of it.
  @Property
  void ofAGridIsAFewTimesItsWidth(
      @ForAll @DoubleRange(min = 6, max = 12) double digits, @ForAll @DoubleRange(min = -3, max = 3) double slope,
      @ForAll @DoubleRange(max = 1) double offset) {
    double width = Math.pow(10, -digits);
    double noise = of(t -> Math.rint((offset + slope * t + t * t) / width) * width);
    double moves = Math.abs(slope) * 0x1p-10;
    if (moves > 4 * width) { // and not on one step of the grid all the time
      assertTrue(noise > 0.5 * width && noise < 8 * width, () -> noise / width + " widths");
    } else {
      assertTrue(noise < 8 * width, () -> noise / width + " widths");
    }
  }

  @Test
  void ofASmoothFunctionIsItsLastDigits() {
    assertEquals(0, of(t -> 5));
    for (double scale : new double[] {1e-3, 1e-2, 0.1}) {
      double noise = of(t -> Math.exp(scale * t));
      assertTrue(noise < 8 * Math.ulp(1.0), () -> noise + " at scale " + scale);
    }
  }

  @Test
  void ofAKinkIsLittleBesideTheStep() {
    assertTrue(of(Math::abs) < 1e-2);
  }

  @Test
  void isMeasuredForEachValue() {
    double[] noise = Noise.of(t -> new double[] {t, Math.rint(t * 1e9) * 1e-9, Double.NaN});
    assertTrue(noise[0] < 1e-15 && noise[1] > 1e-10);
    assertTrue(Double.isNaN(noise[2]));
  }
}
