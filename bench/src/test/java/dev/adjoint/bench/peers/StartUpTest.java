package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StartUpTest {
  private static final double MS = 1e6;

  private static double[] ended(double[] took, double from) {
    double[] ended = new double[took.length];
    double at = from;
    for (int i = 0; i < took.length; i++) {
      at += took[i];
      ended[i] = at;
    }
    return ended;
  }

  @Test
  void speedsAreReachedWhereThreeStepsInARowHaveThem() {
    double[] took = new double[40];
    Arrays.fill(took, 10 * MS);
    Arrays.fill(took, 0, 5, 100 * MS);
    took[2] = 10 * MS; // one fast step is luck
    Arrays.fill(took, 5, 9, 15 * MS);
    StartUp startUp = StartUp.of(took, ended(took, 200 * MS));
    assertEquals(10 * MS, startUp.steady(), 1e-3);
    assertEquals(300, startUp.first(), 1e-9);
    assertEquals(200 + 410 + 15, startUp.half(), 1e-9);
    assertEquals(200 + 410 + 60 + 10, startUp.nineTenths(), 1e-9);
  }

  @Test
  void answersAreReadBack() {
    StartUp startUp = new StartUp(1.5, 2.5, Double.NaN, 3e6);
    assertEquals(startUp, StartUp.parse(startUp.toAnswer()));
  }

  @Test
  void tooFewStepsShowNothing() {
    double[] took = {1, 1, 1};
    assertThrows(IllegalArgumentException.class, () -> StartUp.of(took, ended(took, 0)));
  }
}
