package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DigitsTest {
  @TempDir Path folder;

  /// Images of three classes, told apart by which row is bright.
  private void write(int m) throws IOException {
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    DataOutputStream i = new DataOutputStream(images);
    DataOutputStream l = new DataOutputStream(labels);
    for (int n : new int[] {0x0803, m, 3, 4}) {
      i.writeInt(n);
    }
    l.writeInt(0x0801);
    l.writeInt(m);
    for (int e = 0; e < m; e++) {
      int label = e * 7 % 3;
      l.writeByte(label);
      for (int pixel = 0; pixel < 12; pixel++) {
        i.writeByte((pixel / 4 == label ? 200 : 20) + (e * 31 + pixel * 17) % 50);
      }
    }
    Files.write(folder.resolve("images"), images.toByteArray());
    Files.write(folder.resolve("labels"), labels.toByteArray());
  }

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream o = new ByteArrayOutputStream();
    ByteArrayOutputStream e = new ByteArrayOutputStream();
    System.setOut(new PrintStream(o, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(e, true, StandardCharsets.UTF_8));
    try {
      int code = new CommandLine(new Digits()).execute(args);
      return new Run(code, o.toString(StandardCharsets.UTF_8), e.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void theSplitHoldsAFifthOfEachClassOut() throws IOException {
    write(150);
    Digits.Split split = Digits.read(folder.resolve("images"), folder.resolve("labels"), 1);
    int[] held = new int[3];
    for (int label : split.test().y().toIntArray()) {
      held[label]++;
    }
    assertEquals("10 10 10", held[0] + " " + held[1] + " " + held[2]);
    assertEquals(120, split.train().size());
  }

  @Test
  void theLastLineIsTheAccuracy() throws IOException {
    write(300);
    Run run =
        run(
            "--images", folder.resolve("images").toString(), "--labels", folder.resolve("labels").toString(), "--epochs", "6", "--seeds", "2");
    assertEquals(0, run.code(), run.err());
    String last = run.out().strip().lines().toList().getLast();
    assertTrue(last.matches("test accuracy [01]\\.\\d{3} on 60 held-out images"), last);
    assertTrue(Double.parseDouble(last.split(" ")[2]) > 0.95, last);
  }

  @Test
  void badArgumentsAndFilesAreExplained() throws IOException {
    Run none = run();
    assertNotEquals(0, none.code());
    assertTrue(none.err().contains("--images") && none.err().contains("Usage"), none.err());
    Run missing = run("--images", folder.resolve("nowhere").toString(), "--labels", folder.resolve("labels").toString());
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("nowhere"), missing.err());
    write(30);
    Run swapped = run("--images", folder.resolve("labels").toString(), "--labels", folder.resolve("images").toString());
    assertEquals(1, swapped.code());
    assertTrue(swapped.err().contains("(m, rows, columns)"), swapped.err());
    Run zero = run("--images", folder.resolve("images").toString(), "--labels", folder.resolve("labels").toString(), "--epochs", "0");
    assertNotEquals(0, zero.code());
    assertTrue(zero.err().contains("positive"), zero.err());
  }
}
