package dev.adjoint.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A whole training gives the same bits in any JVM: one thread or two, any width of vectors, scalar kernels, interpreted.
class EqualBitsTest {
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /// The digest that a training of some steps has in a JVM with these options.
  private static String digest(int steps, String kernels, String... options) throws Exception {
    return digest(TrainingDigest.class, steps, kernels, options);
  }

  private static String digest(Class<?> training, int steps, String kernels, String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), training.getName(), String.valueOf(steps)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains(kernels), command + " should run " + kernels + ":\n" + text);
    return text.lines().toList().getLast();
  }

  /// Sixty steps: kernels still warm up, so that one run mixes scalar and vector code.
  @Test
  void aShortTraining() throws Exception {
    String expected = digest(60, "scalar kernels", VECTORS, "-Dadjoint.vector.bits=0", "-Dadjoint.threads=1");
    assertEquals(expected, digest(60, "scalar kernels"), "without the module");
    assertEquals(expected, digest(60, "scalar kernels", VECTORS, "-Xint"), "interpreted");
    assertEquals(expected, digest(60, "SIMD kernels", VECTORS, "-Dadjoint.threads=1"), "one thread");
    assertEquals(expected, digest(60, "SIMD kernels", VECTORS, "-Dadjoint.threads=2"), "two threads");
    assertEquals(expected, digest(60, "256 bits", VECTORS, "-Dadjoint.vector.bits=256"), "256 bits");
    assertEquals(expected, digest(60, "128 bits", VECTORS, "-Dadjoint.vector.bits=128"), "128 bits");
  }

  /// Long enough for the JIT to have compiled what runs.
  @Test
  @Tag("long")
  void aLongTraining() throws Exception {
    assertEquals(
        digest(1000, "scalar kernels", VECTORS, "-Dadjoint.vector.bits=0"),
        digest(1000, "SIMD kernels", VECTORS, "-Dadjoint.threads=3"));
  }

  @Test
  @Tag("long")
  void aConvolutionalTraining() throws Exception {
    Class<?> lenet = LeNetDigest.class;
    String expected = digest(lenet, 12, "scalar kernels", "-Dadjoint.threads=1");
    assertEquals(expected, digest(lenet, 12, "SIMD kernels", VECTORS, "-Dadjoint.threads=1"), "one thread");
    assertEquals(expected, digest(lenet, 12, "SIMD kernels", VECTORS, "-Dadjoint.threads=3"), "3 threads");
    assertEquals(expected, digest(lenet, 12, "256 bits", VECTORS, "-Dadjoint.vector.bits=256"), "256 bits");
    assertEquals(expected, digest(lenet, 12, "128 bits", VECTORS, "-Dadjoint.vector.bits=128"), "128 bits");
  }
}
