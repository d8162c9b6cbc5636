package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void medianAndQuartilesOfAnyOrder() {
    Samples samples = new Samples(5, 1, 4, 2, 3);
    assertEquals(3, samples.median());
    assertEquals(2, samples.lowerQuartile());
    assertEquals(4, samples.upperQuartile());
  }

  @Test
  void betweenNeighboursItInterpolates() {
    Samples samples = new Samples(1, 2, 3, 10);
    assertEquals(2.5, samples.median());
    assertEquals(1.75, samples.lowerQuartile());
    assertEquals(4.75, samples.upperQuartile());
  }

  @Test
  void oneSampleIsItsOwnMedian() {
    assertEquals(7, new Samples(7).median());
    assertEquals(7, new Samples(7).upperQuartile());
  }

  @Test
  void theCallersArrayIsLeftAlone() {
    double[] values = {2, 1};
    new Samples(values);
    assertArrayEquals(new double[] {2, 1}, values);
  }

  @Test
  void noneIsNoMeasurement() {
    assertThrows(IllegalArgumentException.class, () -> new Samples());
  }
}
