package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fifty steps of the workloads that train networks give the same bits on any number of threads, at any width.
class EqualBitsTest {
  private static String digest(String kernels, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainingBits.class.getName(), "50"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains(kernels), command + " should run " + kernels + ":\n" + text);
    return text.lines().toList().getLast();
  }

  @Test
  @Tag("long")
  void trainingsOfFullSize() throws Exception {
    String expected = digest("SIMD kernels", "-Dadjoint.threads=1");
    assertTrue(expected.matches("B2s \\w+ B2a \\w+ B4 \\w+ B7 \\w+"), expected);
    for (int threads : new int[] {2, 3, 8}) {
      assertEquals(expected, digest("SIMD kernels", "-Dadjoint.threads=" + threads), threads + " threads");
    }
    for (int bits : new int[] {256, 128}) {
      String width = bits + " bits";
      assertEquals(expected, digest(width, "-Dadjoint.vector.bits=" + bits, "-Dadjoint.threads=3"), width);
    }
  }
}
