package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class SparesTest {
  @Test
  void anArrayIsTakenOnceAndIsLongEnough() {
    Spares spares = new Spares(2);
    float[] array = new float[8];
    spares.give(array);
    assertNull(spares.take(9));
    assertSame(array, spares.take(8));
    assertNull(spares.take(0));
  }

  @Test
  void theLongestAreKept() {
    Spares spares = new Spares(2);
    double[] longest = new double[5];
    double[] second = new double[4];
    spares.give(new double[3]);
    spares.give(longest);
    spares.give(second);
    spares.give(new double[2]);
    assertSame(longest, spares.take(5));
    assertSame(second, spares.take(0));
    assertNull(spares.take(0));
  }
}
