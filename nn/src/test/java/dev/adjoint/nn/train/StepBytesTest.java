package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a steady step of training takes.
class StepBytesTest {
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void aSteadyStepAllocatesNextToNothing(String optimizer) throws Exception {
    List<String> lines = run(optimizer);
    List<Long> allocated =
        lines.stream().filter(l -> l.startsWith("allocated ")).map(l -> Long.valueOf(l.substring(10))).toList();
    assertEquals(6, allocated.size(), lines::toString);
    // Its arrays are 6 MB; what remains are nodes, tensors and small results. A class loaded or a method compiled in
    // between may add to one step.
    long median = allocated.stream().sorted().toList().get(3);
    assertTrue(median > 0 && median <= 64 * 1024, lines::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = "sgd")
  void aStepFreesWhatItHasPassed(String optimizer) throws Exception {
    long peak = Long.parseLong(run(optimizer).getLast().substring("peak ".length()));
    long batch = 4L * 128 * 784;
    long first = 4L * 128 * 512;
    long second = 4L * 128 * 256;
    long weights = 4L * (784 * 512 + 512 * 256 + 256 * 10);
    // Forward: a product, a sum and an activation of each hidden layer. If nothing were freed, their cotangents and all
    // gradients would come on top.
    long forward = batch + 3 * (first + second);
    assertTrue(peak > forward && peak < forward + 2 * (first + second) + weights, peak + " bytes");
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
