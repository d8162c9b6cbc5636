package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  @TempDir private Path folder = Path.of("");

  private static Evidence evidence(double loss, float... gradient) {
    return new Evidence(new float[][] {{1, 2}, gradient}, new double[] {1, loss, 1});
  }

  @Test
  void distancesAreRelativeToTheLargestNumber() {
    Evidence.Distance distance = evidence(2.02, 100, 1.5f).from(evidence(2, 100, 1));
    assertEquals(0.01, distance.losses(), 1e-12);
    assertEquals(0.005, distance.results(), 1e-12);
    assertFalse(distance.isClose());
  }

  @Test
  void nearnessHasABound() {
    assertTrue(evidence(2 + 1.9e-4, 100, 1.009f).from(evidence(2, 100, 1)).isClose());
    assertFalse(evidence(2 + 2.1e-4, 100, 1).from(evidence(2, 100, 1)).isClose());
    assertFalse(evidence(2, 100, 1.011f).from(evidence(2, 100, 1)).isClose());
  }

  @Test
  void whatIsNoNumberIsNowhereNear() {
    assertFalse(evidence(2, Float.NaN, 1).from(evidence(2, 100, 1)).isClose());
    assertFalse(evidence(Double.NaN, 100, 1).from(evidence(2, 100, 1)).isClose());
    assertFalse(evidence(2, 1, 1).from(evidence(2, 0, 0)).isClose());
  }

  @Test
  void otherShapesAreAMistake() {
    assertThrows(IllegalArgumentException.class, () -> evidence(2, 1).from(evidence(2, 1, 2)));
    Evidence one = new Evidence(new float[][] {{1}}, new double[] {1});
    assertThrows(IllegalArgumentException.class, () -> one.from(evidence(2, 1, 2)));
  }

  @Test
  void itSurvivesAFile() throws IOException {
    Path file = folder.resolve("evidence");
    Evidence written = evidence(2, 3, 4, 5);
    written.write(file);
    Evidence read = Evidence.read(file);
    assertArrayEquals(written.results(), read.results());
    assertArrayEquals(written.losses(), read.losses());
  }
}
