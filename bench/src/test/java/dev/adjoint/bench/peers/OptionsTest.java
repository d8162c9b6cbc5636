package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static List<String> names(String... args) {
    return Options.parse(args).workloads().stream().map(Workload::name).toList();
  }

  @Test
  void withoutArgumentsEverythingRuns() {
    Options options = Options.parse();
    assertEquals(Options.Task.CONTEST, options.task());
    assertEquals(Workloads.all(), options.workloads());
    assertEquals(Set.of(1, 2), options.threads());
    assertEquals(Entrant.values().length - 1, options.peers().size());
    assertFalse(options.writesPage());
  }

  @Test
  void argumentsPick() {
    Options options = Options.parse("B2s", "1T", "djl", "--samples=11", "--write-docs");
    assertEquals(List.of(Workloads.named("B2s")), options.workloads());
    assertEquals(Set.of(1), options.threads());
    assertEquals(Set.of(Entrant.DJL), options.peers());
    assertEquals(11, options.samples());
    assertTrue(options.writesPage());
  }

  @Test
  void productsAreNamedAloneOrTogether() {
    assertEquals(List.of("G 512x512x512/nt"), names("G:512x512x512/nt"));
    assertEquals(18, names("G").size());
    assertEquals(18, names("G", "G:512x512x512").size());
    assertTrue(names("G64").stream().allMatch(n -> n.startsWith("G64 ")));
  }

  @Test
  void tasks() {
    assertEquals(Options.Task.GROWTH, Options.parse("--growth").task());
    assertEquals(Options.Task.START_UP, Options.parse("--start-up", "1T").task());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B99 | neither a workload nor a number of threads nor a peer: B99",
        "adjoint | neither a workload nor a number of threads nor a peer: adjoint",
        "--fast | no such option: --fast",
        "0T | 0T: at least 1",
        "99999999999T | 99999999999T: at least 1",
        "--samples=3 | --samples=3: at least 7",
        "--samples=many | --samples=many: at least 7",
      })
  void whatMeansNothingIsRefused(String arg, String message) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> Options.parse("B1", arg)).getMessage());
  }

  @Test
  void theUsageNamesEveryPeer() {
    assertTrue(Options.USAGE.contains("djl tensorflow libtorch onednn openblas"), Options.USAGE);
    assertFalse(Options.USAGE.contains("%"), Options.USAGE);
  }
}
