package dev.adjoint.ops.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The bits of every op in JVMs that differ in the width of vectors, the number of threads and the compiler.
@Execution(ExecutionMode.CONCURRENT)
class EqualBitsTest {
  private static Map<String, String> scalar = Map.of();

  @BeforeAll
  static void scalarOnOneThread() throws Exception {
    scalar = fingerprints(1, "-Dadjoint.vector.bits=0", "-Dadjoint.threads=1");
    assertEquals(Catalogue.library().entries().stream().map(e -> e.op().label()).distinct().toList(),
        List.copyOf(scalar.keySet()));
    assertFalse(scalar.containsValue("0"));
  }

  @Test
  void narrowVectorsOnTwoThreads() throws Exception {
    String[] flags = {"-Dadjoint.vector.bits=128", "-Dadjoint.threads=2", "-XX:TieredStopAtLevel=1"};
    assertEquals(scalar, fingerprints(1, flags));
  }

  @Test
  @Tag("long")
  void middleVectorsOnThreeThreads() throws Exception {
    assertEquals(scalar, fingerprints(1, "-Dadjoint.vector.bits=256", "-Dadjoint.threads=3"));
  }

  @Test
  void wideVectorsAgainAndAgain() throws Exception {
    assertEquals(scalar, fingerprints(2, "-Dadjoint.vector.bits=512", "-Dadjoint.threads=2"));
  }

  private static Map<String, String> fingerprints(int rounds, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FingerprintMain.class.getName(), String.valueOf(rounds)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), command.toString());
    Map<String, String> hashes = new LinkedHashMap<>();
    output.lines().map(line -> line.split("\t")).forEach(parts -> hashes.put(parts[0], parts[1]));
    return hashes;
  }
}
