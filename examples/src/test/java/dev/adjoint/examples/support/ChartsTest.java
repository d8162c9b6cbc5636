package dev.adjoint.examples.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.internal.chartpart.Chart;

class ChartsTest {
  @TempDir
  private Path folder;

  @Test
  void curvesStandSideBySideInOnePicture() throws IOException {
    SequencedMap<String, double[]> lines = new LinkedHashMap<>();
    lines.put("training", new double[] {3, 2, 1.5, 1.2});
    lines.put("validation", new double[] {3, 2.2, 1.9});
    Chart<?, ?> chart = Charts.curves("Cost", "cost", lines);
    Path file = folder.resolve("made/on/the/way/curves.png");
    Charts.save(file, chart, chart);
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(2 * 2 * chart.getWidth(), image.getWidth());
    assertEquals(2 * chart.getHeight(), image.getHeight());
    assertTrue(pixels(image, 0x2b6cb0) > 100, "the first line is drawn");
    assertTrue(pixels(image, 0xd9730d) > 100, "the second line is drawn");
  }

  @Test
  void theDiagonalOfAGoodMatrixIsDark() throws IOException {
    Path file = folder.resolve("confusion.png");
    List<String> classes = List.of("a", "b", "c");
    Charts.save(file, Charts.confusion("Answers", classes, new int[][] {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}));
    int right = pixels(ImageIO.read(file.toFile()), 0x4a90d9);
    Charts.save(file, Charts.confusion("Answers", classes, new int[][] {{5, 5, 0}, {0, 5, 5}, {5, 0, 5}}));
    int half = pixels(ImageIO.read(file.toFile()), 0x4a90d9);
    assertTrue(right > 1000, right + " pixels of the darkest shade");
    assertEquals(0, half);
  }

  private static int pixels(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }
}
