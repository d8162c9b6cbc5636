package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a steady step of training takes.
class StepBytesTest {
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void aSteadyStepAllocatesNextToNothing(String optimizer) throws Exception {
    List<String> lines = run(optimizer);
    List<Long> allocated =
        lines.stream()
            .filter(line -> line.startsWith("allocated "))
            .map(line -> Long.valueOf(line.substring("allocated ".length())))
            .toList();
    assertEquals(6, allocated.size(), lines::toString);
    // Its arrays are 6 MB; what remains are nodes, tensors and small results. A class loaded in between may
    // add to one step.
    long median = allocated.stream().sorted().toList().get(3);
    assertTrue(median > 0 && median <= 64 * 1024, lines::toString);
  }

  @Test
  void aStepFreesWhatItHasPassed() throws Exception {
    long peak = Long.parseLong(run("sgd").getLast().substring("peak ".length()));
    long batch = 4L * 128 * 784;
    long first = 4L * 128 * 512;
    long second = 4L * 128 * 256;
    long weights = 4L * (784 * 512 + 512 * 256 + 256 * 10);
    // Batch and gradients meet at the first layer. If nothing were freed, there would also be a product, a sum
    // and an activation of each hidden layer, and the cotangents of two of them.
    long least = batch + weights;
    assertTrue(peak > least && peak < least + 5 * (first + second), peak + " bytes");
  }

  private static List<String> run(String optimizer) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java, "-Dadjoint.vector.bits=0", "-cp", System.getProperty("java.class.path"),
                StepBytes.class.getName(), optimizer)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text.lines().toList();
  }
}
