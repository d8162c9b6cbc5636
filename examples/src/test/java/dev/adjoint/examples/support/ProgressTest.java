package dev.adjoint.examples.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "US-ASCII"})
  void aLogHasOneLinePerStepWithItsFigures(String charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream log = new PrintStream(bytes, true, Charset.forName(charset));
    try (Progress progress = Progress.to(log, "training", 4)) {
      progress.step("cost 0.50");
      progress.step("cost 0.25");
    }
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, lines.size(), () -> lines.toString());
    assertTrue(lines.get(0).startsWith("training") && lines.get(0).contains("1/4"), lines.get(0));
    assertTrue(lines.get(0).endsWith("cost 0.50"), lines.get(0));
    assertTrue(lines.get(1).contains("2/4") && lines.get(1).endsWith("cost 0.25"), lines.get(1));
    assertTrue(charset.equals("UTF-8") || lines.get(0).matches("\\p{ASCII}*"), lines.get(0));
    assertTrue(charset.equals("UTF-8") || !lines.get(0).contains("?"), lines.get(0));
  }
}
