package dev.adjoint.core.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.adjoint.core.Tape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dumps of known graphs, text for text. With the environment variable `ADJOINT_GOLDEN=src/test/resources`
/// the files are written anew; look at the pictures before committing them.
class GoldenTest {
  @ParameterizedTest
  @CsvSource({
    "course, dot", "course, mmd", "course, json", "course, svg", "course, html",
    "network, dot", "network, mmd", "network, json", "network, svg",
    "collapsed, dot", "collapsed, mmd", "collapsed, json", "collapsed, svg",
    "chain, dot", "chain, mmd", "chain, json", "chain, svg"
  })
  void isAsBefore(String graph, String extension) throws IOException {
    String name = "dev/adjoint/core/dump/" + graph + "." + extension;
    Supplier<GraphDump> dump =
        switch (graph) {
          case "course" -> () -> GraphDump.of(Examples.course(new Tape())).values().gradients();
          case "network" -> () -> GraphDump.of(Examples.network(new Tape())).values();
          case "collapsed" -> () -> GraphDump.of(Examples.network(new Tape())).collapse(1).withoutLegend();
          case "chain" -> () -> GraphDump.of(Examples.chain(new Tape(), 1000)).limit(12);
          default -> throw new IllegalArgumentException(graph);
        };
    Format format = Format.of(Path.of(name));
    String text = dump.get().text(format);
    assertEquals(text, dump.get().text(format), "a second recording");
    String folder = System.getenv("ADJOINT_GOLDEN");
    if (folder != null) {
      dump.get().write(Path.of(folder, name));
    }
    try (InputStream in = GoldenTest.class.getClassLoader().getResourceAsStream(name)) {
      assertNotNull(in, "no " + name);
      assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), text);
    }
  }
}
