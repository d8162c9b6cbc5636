package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SimdSupportTest {
  /// What another JVM prints, on the class path and with these flags.
  private static String inNewJvm(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(List.of(flags));
    String modules = System.getProperty("jdk.module.path", "");
    command.addAll(List.of("-cp", modules + System.getProperty("path.separator")
        + System.getProperty("java.class.path"),
        SimdMain.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void runsScalarWithoutTheModuleAndSaysHowToGetMore() throws Exception {
    String output = inNewJvm();
    assertTrue(output.contains("7.0 by scalar kernels: the module jdk.incubator.vector is not resolved"),
        output);
    Pattern hint = Pattern.compile("WARNING: scalar kernels.*--add-modules jdk.incubator.vector");
    assertEquals(1, hint.matcher(output).results().count(), output);
  }

  @Test
  void runsSimdWithTheModule() throws Exception {
    String output = inNewJvm("--add-modules", "jdk.incubator.vector", "-Dadjoint.vector.bits=256");
    assertTrue(output.contains("7.0 by SIMD kernels: 256 bits, 8 lanes of FLOAT32, 4 of FLOAT64"), output);
  }

  @Test
  void runsScalarOnDemand() throws Exception {
    String output = inNewJvm("--add-modules", "jdk.incubator.vector", "-Dadjoint.vector.bits=0");
    assertTrue(output.contains("7.0 by scalar kernels: asked for by adjoint.vector.bits=0"), output);
  }

  @Test
  void refusesOtherWidths() throws Exception {
    String output = inNewJvm("-Dadjoint.vector.bits=100");
    assertTrue(output.contains("adjoint.vector.bits=100: the width of vectors is 128, 256 or 512 bits"),
        output);
    output = inNewJvm("-Dadjoint.vector.bits=256");
    assertTrue(output.contains("run java with --add-modules jdk.incubator.vector"), output);
  }
}
