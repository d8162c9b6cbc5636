package dev.adjoint.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Markdown page with parts that are written by programs: what is between `<!-- begin NAME -->` and `<!--
/// end NAME -->`, each on a line of its own.
record Page(Path file) {
  /// `docs/speed.md`.
  static Page speed() {
    return new Page(Path.of("docs", "speed.md"));
  }

  /// The lines of a part.
  ///
  /// @throws IllegalStateException if the page does not have it
  List<String> part(String name) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return List.copyOf(lines.subList(marker(lines, "begin", name) + 1, marker(lines, "end", name)));
  }

  /// Replaces the lines of a part.
  ///
  /// @throws IllegalStateException if the page does not have it
  void replace(String name, List<String> part) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> page = new ArrayList<>(lines.subList(0, marker(lines, "begin", name) + 1));
    page.addAll(part);
    page.addAll(lines.subList(marker(lines, "end", name), lines.size()));
    Files.write(file, page);
  }

  private int marker(List<String> lines, String which, String name) {
    int at = lines.indexOf("<!-- " + which + " " + name + " -->");
    if (at < 0) {
      throw new IllegalStateException(file + " has no line <!-- " + which + " " + name + " -->");
    }
    return at;
  }
}
