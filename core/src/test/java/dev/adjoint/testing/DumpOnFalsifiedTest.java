package dev.adjoint.testing;

import static dev.adjoint.core.TestOps.mul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.adjoint.core.Tape;
import dev.adjoint.core.TapeException;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.DotReader;
import dev.adjoint.core.dump.XmlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs properties that fail on purpose.
class DumpOnFalsifiedTest {
  @TempDir static Path folder;

  private static final Map<String, TestExecutionResult> RESULTS = new HashMap<>();

  @BeforeAll
  static void run() {
    System.setProperty(Dumps.FOLDER, folder.toString());
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Squares.class))
            .filters(EngineFilter.includeEngines("jqwik"))
            .build();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier id, TestExecutionResult result) {
            RESULTS.put(id.getDisplayName(), result);
          }
        };
    try {
      LauncherFactory.create().execute(request, listener);
    } finally {
      System.clearProperty(Dumps.FOLDER);
    }
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString()).collect(TreeSet::new, Set::add, Set::addAll);
    }
  }

  private List<String> dumpsOf(String property) {
    Throwable failure = RESULTS.get(property).getThrowable().orElseThrow();
    return Stream.of(failure.getSuppressed())
        .filter(s -> s instanceof Dumps.Dumped)
        .map(Throwable::getMessage)
        .toList();
  }

  @AddLifecycleHook(DumpOnFalsified.class)
  static class Squares {
    static final List<Tape> TAPES = new ArrayList<>();

    @Property(tries = 50)
    void areSmall(@ForAll @IntRange(min = 0, max = 1000) int n, Tape tape) {
      TAPES.add(tape);
      Tensor x = tape.variable("x", Tensor.scalar(n));
      assertTrue(mul(x, x).named("y").item() < 100, "on purpose");
    }

    @Property(tries = 50)
    void arePositive(@ForAll @IntRange(min = 1, max = 1000) int n, Tape tape) {
      Assume.that(n != 7);
      Tensor x = tape.variable("x", Tensor.scalar(n));
      assertTrue(mul(x, x).item() > 0);
    }

    @Property(tries = 10)
    void areNotRecorded(@ForAll int n, Tape tape) {
      assertEquals(1, tape.size());
    }

    @Property(tries = 10)
    void needNoTape(@ForAll int n) {
      assertTrue(n > n);
    }
  }

  @Test
  void aFalsifiedPropertyLeavesTheGraphOfItsSmallestSample() throws IOException {
    assertEquals(TestExecutionResult.Status.FAILED, RESULTS.get("areSmall").getStatus());
    String name = "DumpOnFalsifiedTest.Squares.areSmall";
    Path page = folder.resolve(name + ".html");
    assertEquals(List.of("the graph: " + page.toUri()), dumpsOf("areSmall"));
    String html = Files.readString(page);
    XmlReader.read(html);
    assertTrue(html.contains("= 10<") && html.contains("= 100<"), "the least square not below 100");
    assertTrue(html.contains("at DumpOnFalsifiedTest.java:"), html);
    DotReader dot = new DotReader(Files.readString(folder.resolve(name + ".dot")));
    assertEquals("x0 x1  f64 ()", dot.edges.get("n0 -> n1").get("label").strip());
  }

  @Test
  void onlyWhatIsFalsifiedAndRecordedIsDumped() throws IOException {
    assertEquals(TestExecutionResult.Status.SUCCESSFUL, RESULTS.get("arePositive").getStatus());
    assertEquals(List.of(), dumpsOf("areNotRecorded"));
    assertEquals(List.of(), dumpsOf("needNoTape"));
    String name = "DumpOnFalsifiedTest.Squares.areSmall";
    assertEquals(Set.of(name + ".html", name + ".dot"), files());
  }

  @Test
  void eachTryHasATapeOfItsOwnThatIsClosedInTheEnd() {
    assertTrue(Squares.TAPES.size() > 1);
    assertEquals(Squares.TAPES.size(), Set.copyOf(Squares.TAPES).size());
    for (Tape tape : Squares.TAPES) {
      assertEquals(2, tape.size());
      assertThrows(TapeException.class, () -> tape.value(1).item());
    }
  }
}
