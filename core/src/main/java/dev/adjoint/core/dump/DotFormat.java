package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;

/// The language of Graphviz: <https://graphviz.org/doc/info/lang.html>.
final class DotFormat {
  private static final int WIDEST = 44;

  private final StringBuilder out = new StringBuilder();
  private final Graph g;
  private final Nesting nesting;

  private DotFormat(Graph g) {
    this.g = g;
    nesting = new Nesting(g);
  }

  static String text(Graph g, boolean legend) {
    return new DotFormat(g).write(legend);
  }

  private String write(boolean legend) {
    out.append("digraph ").append(quoted(g.title())).append(" {\n");
    out.append("  graph [fontname=\"Helvetica\", fontsize=11, labeljust=l, nodesep=0.3, ranksep=0.35];\n");
    out.append("  node [fontname=\"Helvetica\", fontsize=12, style=filled, height=0.3,");
    out.append(" margin=\"0.12,0.05\"];\n");
    out.append("  edge [fontname=\"Helvetica\", fontsize=9, fontcolor=\"#555555\", color=\"#777777\",");
    out.append(" arrowsize=0.6];\n");
    for (String note : g.notes()) {
      out.append("  // ").append(Text.visible(note)).append('\n');
    }
    nesting.walk(this::enter, this::vertex, c -> indent().append("}\n"));
    for (Edge e : g.edges()) {
      edge(e);
    }
    if (legend) {
      legend();
    }
    return out.append("}\n").toString();
  }

  private void enter(Cluster c) {
    indent().append("subgraph cluster_").append(c.id()).append(" {\n");
    indent().append("  graph [label=").append(quoted(Text.visible(c.name())))
        .append(", style=\"rounded,filled\", color=\"#c9c9c9\", fillcolor=\"#00000008\"")
        .append(", fontcolor=\"#555555\"];\n");
  }

  private StringBuilder indent() {
    return out.append("  ".repeat(1 + Math.min(nesting.level(), 20)));
  }

  private void vertex(Vertex v) {
    indent().append(v.id()).append(" [label=<").append(label(v)).append(">, ").append(shape(v.kind()));
    if (v.isNonFinite()) {
      out.append(", color=\"#cc0000\", penwidth=2.5");
    } else if (v.isResult()) {
      out.append(", penwidth=2.5");
    }
    out.append(", tooltip=").append(quoted(tooltip(v))).append("];\n");
  }

  private static String shape(Kind kind) {
    String shape =
        switch (kind) {
          case OP -> "shape=box";
          case VARIABLE -> "shape=box, style=\"rounded,filled\"";
          case DATA -> "shape=cds, margin=\"0.2,0.08\"";
          case CONSTANT -> "shape=hexagon, margin=\"0,0\"";
          case OUTER -> "shape=hexagon, margin=\"0,0\", style=\"dashed,filled\"";
          case GROUP -> "shape=box3d";
          case OMITTED -> "shape=box, style=dashed";
        };
    return shape + ", fillcolor=\"" + kind.fill + "\", color=\"" + kind.stroke + "\"";
  }

  private static String label(Vertex v) {
    StringBuilder s = new StringBuilder();
    boolean bold = v.kind() != Kind.CONSTANT && v.kind() != Kind.OMITTED;
    s.append(bold ? "<b>" : "").append(html(Text.shorten(v.title(), WIDEST))).append(bold ? "</b>" : "");
    for (String line : v.details()) {
      s.append("<br/><font point-size=\"10\" color=\"#444444\">");
      s.append(html(Text.shorten(line, WIDEST))).append("</font>");
    }
    return s.toString();
  }

  private static String tooltip(Vertex v) {
    String scope = v.scope().isEmpty() ? "" : "\n" + Text.visible(v.scope());
    return v.title() + "\n" + String.join("\n", v.details()) + scope;
  }

  private void edge(Edge e) {
    Vertex from = g.vertices().get(e.from());
    out.append("  ").append(from.id()).append(" -> ").append(g.vertices().get(e.to()).id());
    String inputs = e.inputText(g);
    String label = (inputs.isEmpty() ? "" : Text.shorten(inputs, 12) + "  ") + from.outputLabel(e.output());
    out.append(" [label=").append(quoted(" " + Text.shorten(label, WIDEST))).append("];\n");
  }

  private void legend() {
    out.append("  subgraph cluster_legend {\n");
    out.append("    graph [label=\"legend\", style=dotted, color=\"#999999\", fontcolor=\"#555555\"];\n");
    String above = "";
    for (Kind kind : g.kinds()) {
      String id = "legend_" + kind.word();
      out.append("    ").append(id).append(" [label=").append(quoted(kind.meaning)).append(", fontsize=10, ")
          .append(shape(kind)).append("];\n");
      if (!above.isEmpty()) {
        out.append("    ").append(above).append(" -> ").append(id).append(" [style=invis];\n");
      }
      above = id;
    }
    out.append("  }\n");
  }

  /// A quoted string; a backslash would begin an escape.
  private static String quoted(String s) {
    return '"' + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /// Text within an HTML-like label, where a backslash is safest as an entity.
  private static String html(String s) {
    return Text.xml(s).replace("\\", "&#92;");
  }
}
