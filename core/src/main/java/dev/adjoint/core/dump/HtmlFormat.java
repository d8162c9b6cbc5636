package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Output;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.ArrayList;
import java.util.List;

/// A page around the SVG picture, with a table of its nodes to read and search. It needs nothing else, no
/// script either.
final class HtmlFormat {
  private static final String STYLE =
      """
      body { margin: 0; color: #222; }
      body { font: 13px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
      .picture { overflow: auto; border-bottom: 1px solid #ddd; }
      table { border-collapse: collapse; margin: 20px; }
      th, td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; }
      th, td { border-bottom: 1px solid #eee; }
      th { color: #777; font-weight: 600; }
      td { font-variant-numeric: tabular-nums; white-space: pre-line; }
      .nonfinite { background: #ffe9e6; }
      """;

  private final StringBuilder out = new StringBuilder();
  private final Graph g;

  private HtmlFormat(Graph g) {
    this.g = g;
  }

  static String text(Graph g, boolean legend) {
    return new HtmlFormat(g).write(legend);
  }

  private String write(boolean legend) {
    out.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n");
    out.append("<meta charset=\"utf-8\"/>\n<title>").append(Text.xml(g.title())).append("</title>\n");
    out.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<div class=\"picture\">\n");
    out.append(SvgFormat.text(g, legend)).append("</div>\n");
    table();
    return out.append("</body>\n</html>\n").toString();
  }

  private void table() {
    List<Output> outputs = g.vertices().stream().flatMap(v -> v.outputs().stream()).toList();
    boolean values = outputs.stream().anyMatch(o -> o.value() != null);
    boolean gradients = outputs.stream().anyMatch(o -> o.gradient() != null);
    boolean scopes = g.vertices().stream().anyMatch(v -> !v.scope().isEmpty());
    boolean sites = g.vertices().stream().anyMatch(v -> v.site() != null);
    List<String> head = new ArrayList<>(List.of("id", "name", "op", "type"));
    add(head, values, "value");
    add(head, gradients, "gradient");
    add(head, scopes, "scope");
    add(head, sites, "recorded at");
    out.append("<table>\n<thead>");
    row(head, "th", "");
    out.append("</thead>\n<tbody>\n");
    for (Vertex v : g.vertices()) {
      List<String> cells = new ArrayList<>();
      cells.add(v.id());
      cells.add(v.label() == null || v.name() != null ? v.title() : "");
      cells.add(op(v));
      cells.add(lines(v, Output::typeText));
      add(cells, values, lines(v, o -> o.value() == null ? "" : o.value().text()));
      add(cells, gradients, lines(v, o -> o.gradient() == null ? "" : o.gradient().gradientText()));
      add(cells, scopes, v.scope().isEmpty() ? "" : Text.visible(v.scope()));
      add(cells, sites, v.site() == null ? "" : Text.visible(v.site()));
      row(cells, "td", v.isNonFinite() ? " class=\"nonfinite\"" : "");
    }
    out.append("</tbody>\n</table>\n");
  }

  private static String op(Vertex v) {
    if (v.label() == null) {
      return v.contents() != null ? v.contents().text() : v.kind().meaning;
    }
    return Text.visible(v.label()) + (v.formula() == null ? "" : "\ny = " + Text.visible(v.formula()));
  }

  private interface Cell {
    String of(Output o);
  }

  private static String lines(Vertex v, Cell cell) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < v.outputs().size(); i++) {
      String text = cell.of(v.outputs().get(i));
      lines.add(v.outputs().size() == 1 || text.isEmpty() ? text : v.outputName(i) + ": " + text);
    }
    return String.join("\n", lines);
  }

  private static void add(List<String> cells, boolean isShown, String cell) {
    if (isShown) {
      cells.add(cell);
    }
  }

  private void row(List<String> cells, String tag, String attributes) {
    out.append("<tr").append(attributes).append('>');
    for (String cell : cells) {
      out.append('<').append(tag).append('>').append(Text.xml(cell)).append("</").append(tag).append('>');
    }
    out.append("</tr>\n");
  }
}
