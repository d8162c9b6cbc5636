package dev.adjoint.core.dump;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The formats of a dump, each written in a file of its own.
enum Format {
  DOT(DotFormat::text, "dot", "gv"),
  MERMAID(MermaidFormat::text, "mmd", "mermaid"),
  JSON((graph, legend) -> JsonFormat.text(graph), "json"),
  SVG(SvgFormat::text, "svg"),
  HTML(HtmlFormat::text, "html");

  private interface Writer {
    String text(Graph graph, boolean legend);
  }

  private final Writer writer;
  private final List<String> extensions;

  Format(Writer writer, String... extensions) {
    this.writer = writer;
    this.extensions = List.of(extensions);
  }

  String text(Graph graph, boolean legend) {
    return writer.text(graph, legend);
  }

  /// The format that the name of a file asks for.
  static Format of(Path file) {
    String name = file.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    for (Format f : values()) {
      if (f.extensions.contains(extension)) {
        return f;
      }
    }
    String known =
        Arrays.stream(values())
            .flatMap(f -> f.extensions.stream())
            .map(e -> "." + e)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("dump: " + file + " names no format; a file ends in one of " + known);
  }
}
