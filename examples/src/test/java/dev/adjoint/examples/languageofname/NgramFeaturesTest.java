package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NgramFeaturesTest {
  private static final NgramFeatures FEATURES = new NgramFeatures(new NgramHasher(1, 3, 4, 64));

  @Property
  void everyRowHasTheSameLength(@ForAll String name) {
    double squares = 0;
    for (float value : FEATURES.row(name)) {
      squares += value * (double) value;
    }
    // Each of up to 64 entries is rounded to float32, so that the sum of squares keeps 24 bits or so.
    assertEquals(NgramFeatures.LENGTH * NgramFeatures.LENGTH, squares, 1e-5);
  }

  @Test
  void entriesGrowWithTheLogarithmOfTheCount() {
    // ^aa$: three buckets, "a" twice, each mark once; no collision among 2^20 buckets.
    float[] row = new NgramFeatures(new NgramHasher(1, 1, 1, 1 << 20)).row("aa");
    double twice = 1 + Math.log(2);
    double length = Math.sqrt(twice * twice + 2);
    float[] expected = {(float) (3 / length), (float) (3 / length), (float) (3 * twice / length)};
    float[] nonZero = new float[3];
    int size = 0;
    for (float value : row) {
      if (value != 0) {
        nonZero[size++] = value;
      }
    }
    assertEquals(3, size);
    Arrays.sort(nonZero);
    assertArrayEquals(expected, nonZero, 1e-6f);
  }

  @Test
  void rowsStandOneAfterAnother() {
    Name norway = new Name("norge", 0, "country NO");
    Name japan = new Name("japan", 1, "country JP");
    float[] rows = FEATURES.rows(List.of(norway, japan));
    assertEquals(2 * FEATURES.size(), rows.length);
    assertArrayEquals(FEATURES.row("norge"), Arrays.copyOfRange(rows, 0, 64));
    assertArrayEquals(FEATURES.row("japan"), Arrays.copyOfRange(rows, 64, 128));
  }
}
