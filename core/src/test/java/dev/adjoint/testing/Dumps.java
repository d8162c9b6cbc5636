package dev.adjoint.testing;

import dev.adjoint.core.dump.GraphDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Writes the graphs of a failing test, and says where in the failure.
final class Dumps {
  static final String FOLDER = "adjoint.graph.dumps";
  static final String DEFAULT_FOLDER = "target/graph-dumps";

  private Dumps() {}

  /// Where a failing test's graph was written: what a stack trace shows.
  static final class Dumped extends RuntimeException {
    Dumped(String message) {
      super(message, null, false, false);
    }
  }

  /// Writes the dumps; trouble with one is added to the failure, which it must not hide.
  ///
  /// @param report is given the address of each page
  static void write(
      List<GraphDump> dumps, String folder, String name, Throwable failure, Consumer<String> report) {
    try {
      for (int i = 0; i < dumps.size(); i++) {
        String page = write(dumps.get(i), Path.of(folder), name + (i == 0 ? "" : "-" + (i + 1)));
        failure.addSuppressed(new Dumped("the graph: " + page));
        report.accept(page);
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static String write(GraphDump dump, Path folder, String name) throws IOException {
    dump.write(folder.resolve(name + ".dot"));
    return dump.write(folder.resolve(name + ".html")).toAbsolutePath().toUri().toString();
  }

  /// As in `SlopeTest.isTwiceX`.
  static String name(Class<?> tests, String method) {
    String type = tests.getName();
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + method;
  }
}
