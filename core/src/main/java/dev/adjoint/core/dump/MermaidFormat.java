package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.ArrayList;
import java.util.List;

/// A Mermaid `flowchart`: <https://mermaid.js.org/syntax/flowchart.html>. Ids are the graph's own, so no name
/// can collide with a word of the language; names stand in quotes, escaped as entities.
final class MermaidFormat {
  private static final int WIDEST = 44;

  private final StringBuilder out = new StringBuilder();
  private final Graph g;
  private final Nesting nesting;

  private MermaidFormat(Graph g) {
    this.g = g;
    nesting = new Nesting(g);
  }

  static String text(Graph g, boolean legend) {
    return new MermaidFormat(g).write(legend);
  }

  private String write(boolean legend) {
    out.append("flowchart TB\n");
    for (String note : g.notes()) {
      out.append("  %% ").append(comment(note)).append('\n');
    }
    nesting.walk(this::enter, this::vertex, c -> indent().append("end\n"));
    for (Edge e : g.edges()) {
      edge(e);
    }
    if (legend) {
      legend();
    }
    classes();
    return out.toString();
  }

  private void enter(Cluster c) {
    String name = escaped(Text.visible(c.name()));
    indent().append("subgraph ").append(c.id()).append("[\"").append(name).append("\"]\n");
  }

  private StringBuilder indent() {
    return out.append("  ".repeat(1 + Math.min(nesting.level(), 20)));
  }

  private void vertex(Vertex v) {
    StringBuilder label = new StringBuilder(escaped(Text.shorten(v.title(), WIDEST)));
    for (String line : v.details()) {
      label.append("<br/>").append(escaped(Text.shorten(line, WIDEST)));
    }
    indent().append(v.id()).append(shaped(v.kind(), label.toString())).append('\n');
  }

  private static String shaped(Kind kind, String label) {
    String quoted = '"' + label + '"';
    String shape =
        switch (kind) {
          case OP -> "[" + quoted + "]";
          case VARIABLE -> "([" + quoted + "])";
          case DATA -> "[/" + quoted + "/]";
          case CONSTANT, OUTER -> "{{" + quoted + "}}";
          case GROUP -> "[[" + quoted + "]]";
          case OMITTED -> "[" + quoted + "]";
        };
    return shape + ":::" + kind.word();
  }

  private void edge(Edge e) {
    Vertex from = g.vertices().get(e.from());
    String inputs = e.inputText(g);
    String text = (inputs.isEmpty() ? "" : Text.shorten(inputs, 12) + " ") + from.outputLabel(e.output());
    String label = escaped(Text.shorten(text, WIDEST));
    out.append("  ").append(from.id()).append(" -->|\"").append(label).append("\"| ")
        .append(g.vertices().get(e.to()).id()).append('\n');
  }

  private void legend() {
    out.append("  subgraph legend[\"legend\"]\n");
    for (Kind kind : g.kinds()) {
      out.append("    legend_").append(kind.word()).append(shaped(kind, kind.meaning)).append('\n');
    }
    out.append("  end\n  style legend fill:#fff,stroke:#999,stroke-dasharray:2 3,color:#555\n");
  }

  private void classes() {
    for (Kind kind : g.kinds()) {
      String dashes = kind == Kind.OUTER || kind == Kind.OMITTED ? ",stroke-dasharray:4 3" : "";
      out.append("  classDef ").append(kind.word()).append(" fill:").append(kind.fill).append(",stroke:")
          .append(kind.stroke).append(",color:#222").append(dashes).append('\n');
    }
    List<String> results = new ArrayList<>();
    List<String> nonFinite = new ArrayList<>();
    for (Vertex v : g.vertices()) {
      if (v.isNonFinite()) {
        nonFinite.add(v.id());
      } else if (v.isResult()) {
        results.add(v.id());
      }
    }
    List<String> scopes = g.clusters().stream().map(Cluster::id).toList();
    mark(scopes, "scope", "fill:#00000008,stroke:#c9c9c9,color:#555");
    mark(results, "result", "stroke-width:3px");
    mark(nonFinite, "nonfinite", "stroke:#c00,stroke-width:3px");
  }

  private void mark(List<String> ids, String name, String style) {
    if (!ids.isEmpty()) {
      out.append("  classDef ").append(name).append(' ').append(style).append('\n');
      out.append("  class ").append(String.join(",", ids)).append(' ').append(name).append('\n');
    }
  }

  /// Text within quotes. What HTML, Markdown or Mermaid itself would read becomes an entity, which Mermaid
  /// writes with `#`.
  private static String escaped(String s) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean special = "\"#<>&|\\`*[]{}~$;".indexOf(c) >= 0;
      boolean emphasis = c == '_' && !(isWord(s, i - 1) && isWord(s, i + 1));
      boolean list = isListMark(s, i);
      if (special || emphasis || list) {
        b.append('#').append((int) c).append(';');
        if (c == '\\' && s.startsWith("n", i + 1)) { // even as an entity, \n would break the line
          b.append("#8203;");
        }
      } else {
        b.append(c);
      }
    }
    return b.toString();
  }

  private static boolean isWord(String s, int i) {
    return i >= 0 && i < s.length() && Character.isLetterOrDigit(s.charAt(i));
  }

  /// Whether the text so far, followed by a space, would begin a list in Markdown, as in `- x` and `1. x`.
  private static boolean isListMark(String s, int i) {
    if (i + 1 < s.length() && s.charAt(i + 1) != ' ') {
      return false;
    }
    char c = s.charAt(i);
    String before = s.substring(0, i).strip();
    return (c == '-' || c == '+') && before.isEmpty()
        || (c == '.' || c == ')') && !before.isEmpty() && before.chars().allMatch(Character::isDigit);
  }

  /// Text for a comment; braces there could begin a directive.
  private static String comment(String s) {
    return Text.visible(s).replace('{', '(').replace('}', ')');
  }
}
