package dev.adjoint.testing;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.mul;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.w3c.dom.Element;

/// Runs tests that fail on purpose.
class DumpOnFailureTest {
  @TempDir Path folder;

  private final Map<String, TestExecutionResult> results = new HashMap<>();
  private final List<String> reported = new ArrayList<>();

  /// Runs the tests of a class and keeps what became of each, by its display name.
  private void run(Class<?> tests) {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(tests))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .configurationParameter("adjoint.graph.dumps", folder.toString())
            .build();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier id, TestExecutionResult result) {
            results.put(id.getDisplayName(), result);
          }

          @Override
          public void reportingEntryPublished(TestIdentifier id, ReportEntry entry) {
            reported.addAll(entry.getKeyValuePairs().values());
          }
        };
    LauncherFactory.create().execute(request, listener);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString()).collect(TreeSet::new, Set::add, Set::addAll);
    }
  }

  private List<String> dumpsOf(String test) {
    Throwable failure = results.get(test).getThrowable().orElseThrow();
    return Stream.of(failure.getSuppressed()).map(Throwable::getMessage).toList();
  }

  /// The ids of the nodes in the picture of a page.
  private List<String> drawn(String file) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Element e : XmlReader.elements(XmlReader.read(Files.readString(folder.resolve(file))), "g")) {
      if (!e.getAttribute("id").isEmpty()) {
        ids.add(e.getAttribute("id"));
      }
    }
    return ids;
  }

  @ExtendWith(DumpOnFailure.class)
  static class Injected {
    static Tape last;
    private Tape before;

    @BeforeEach
    void setUp(Tape tape) {
      before = tape;
    }

    @Test
    void fails(Tape tape) {
      assertEquals(before, tape);
      last = tape;
      Tensor x = tape.variable("x", Tensor.scalar(3.0));
      Tensor y = mul(x, x).named("y");
      assertEquals(10, y.item(), "on purpose");
    }

    @Test
    void passes(Tape tape) {
      assertEquals(9, mul(tape.data(Tensor.scalar(3)), Tensor.scalar(3)).item());
    }

    @Test
    void isAborted(Tape tape) {
      tape.variable("x", Tensor.scalar(3));
      assumeTrue(tape.size() == 0);
    }

    @Test
    void recordsNothing(Tape tape) {
      assertEquals(1, tape.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void failsForTwo(int n, Tape tape) {
      tape.variable("x", Tensor.scalar(n));
      assertEquals(1, n);
    }
  }

  @Test
  void aFailingTestLeavesAGraphThatRenders() throws IOException {
    run(Injected.class);
    String name = "DumpOnFailureTest.Injected.fails";
    Path page = folder.resolve(name + ".html");
    assertEquals(List.of("the graph: " + page.toUri()), dumpsOf("fails(Tape)"));
    assertTrue(reported.contains(page.toUri().toString()));
    assertTrue(results.get("fails(Tape)").getThrowable().orElseThrow().getMessage().startsWith("on purpose"));
    assertEquals(List.of("n0", "n1"), drawn(name + ".html"));
    String html = Files.readString(page);
    assertTrue(html.contains("= 9") && html.contains("at DumpOnFailureTest.java:"), html);
    DotReader dot = new DotReader(Files.readString(folder.resolve(name + ".dot")));
    assertEquals("x0 x1  f64 ()", dot.edges.get("n0 -> n1").get("label").strip());
    assertThrows(TapeException.class, () -> Injected.last.value(1).item(), "the tape is closed after the test");
  }

  @Test
  void onlyFailuresAreDumped() throws IOException {
    run(Injected.class);
    assertEquals(TestExecutionResult.Status.SUCCESSFUL, results.get("passes(Tape)").getStatus());
    assertEquals(TestExecutionResult.Status.ABORTED, results.get("isAborted(Tape)").getStatus());
    assertEquals(List.of(), dumpsOf("recordsNothing(Tape)"));
    assertEquals(
        Set.of(
            "DumpOnFailureTest.Injected.fails.html", "DumpOnFailureTest.Injected.fails.dot",
            "DumpOnFailureTest.Injected.failsForTwo.2.html", "DumpOnFailureTest.Injected.failsForTwo.2.dot"),
        files());
  }

  static class Watching {
    @RegisterExtension final DumpOnFailure dumps = new DumpOnFailure();

    @Test
    void fails() {
      Tape tape = new Tape();
      Tensor a = tape.variable("a", Tensor.scalar(5));
      Tensor b = tape.variable("b", Tensor.scalar(3));
      Tensor u = dumps.watch(mul(b, b));
      dumps.watch(Tensor.scalar(1));
      assertEquals(0, dumps.watch(add(a, u)).item());
    }

    @Test
    void failsAfterClosing() {
      try (Tape tape = new Tape()) {
        Tensor x = dumps.watch(mul(tape.variable("x", Tensor.scalar(5)), Tensor.scalar(2)));
        assertFalse(x.item() > 0);
      }
    }

    @Test
    void failsWithoutAGraph() {
      assertEquals(1, 2);
    }
  }

  @Test
  void watchedValuesAreDumpedWithTheirGradients() throws IOException {
    run(Watching.class);
    assertEquals(2, dumpsOf("fails()").size());
    assertEquals(List.of("n1", "n2"), drawn("DumpOnFailureTest.Watching.fails.html"));
    assertEquals(List.of("n0", "n1", "n2", "n3"), drawn("DumpOnFailureTest.Watching.fails-2.html"));
    String html = Files.readString(folder.resolve("DumpOnFailureTest.Watching.fails-2.html"));
    assertTrue(html.contains("grad 6"), "d(a + b·b)/db");
    assertEquals(List.of(), dumpsOf("failsWithoutAGraph()"));
  }

  @Test
  void aTapeThatTheTestClosedStillShowsItsStructure() throws IOException {
    run(Watching.class);
    assertEquals(1, dumpsOf("failsAfterClosing()").size());
    assertEquals(
        List.of("n0", "c1_1", "n1"), drawn("DumpOnFailureTest.Watching.failsAfterClosing.html"));
  }

  @Test
  void troubleWithTheDumpDoesNotHideTheFailure() throws IOException {
    folder = Files.createFile(folder.resolve("a file, no folder"));
    run(Watching.class);
    Throwable failure = results.get("fails()").getThrowable().orElseThrow();
    assertTrue(failure instanceof AssertionError);
    assertTrue(failure.getSuppressed()[0] instanceof IOException);
  }
}
