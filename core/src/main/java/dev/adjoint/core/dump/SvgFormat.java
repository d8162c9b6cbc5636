package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Vertex;
import dev.adjoint.core.dump.Layout.Box;
import dev.adjoint.core.dump.Layout.Lines;
import dev.adjoint.core.dump.Layout.Tip;
import dev.adjoint.core.dump.Layout.Way;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One SVG picture that needs nothing else: the layout is our own, hovering shows what was shortened and
/// where a value goes.
final class SvgFormat {
  private static final double MARGIN = 20;

  private static final String STYLE =
      """
      text { font-family: "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
      .shape { stroke-width: 1.2; }
      .result .shape { stroke-width: 3; }
      .nonfinite .shape { stroke: #cc0000; stroke-width: 3; }
      .title { font-size: 13px; font-weight: 600; fill: #1b1b1b; text-anchor: middle; }
      .detail { font-size: 11px; fill: #4a4a4a; text-anchor: middle; }
      .scope rect { fill: #000000; fill-opacity: 0.03; stroke: #bdbdbd; }
      .scope text { font-size: 11px; font-weight: 600; fill: #6b6b6b; }
      .value path { fill: none; stroke: #8b8b8b; stroke-width: 1.1; }
      .value .tip { fill: #8b8b8b; stroke: none; }
      .value text { font-size: 10px; fill: #555555; }
      .value text { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; }
      .value .input { fill: #9a9a9a; font-size: 9px; text-anchor: end; }
      .value:hover path { stroke: #d2601a; stroke-width: 2.2; }
      .value:hover .tip { fill: #d2601a; }
      .value:hover text { fill: #b0480a; }
      .head { font-size: 16px; font-weight: 600; fill: #1b1b1b; }
      .sub { font-size: 12px; fill: #6b6b6b; }
      .note { font-size: 12px; fill: #a04000; }
      .legend text { font-size: 11px; fill: #555555; }
      """;

  private final StringBuilder out = new StringBuilder();
  private final Graph g;

  private SvgFormat(Graph g) {
    this.g = g;
  }

  static String text(Graph g, boolean legend) {
    return new SvgFormat(g).write(legend);
  }

  private String write(boolean legend) {
    Layout layout = new Layout(g);
    double top = 46 + 17 * g.notes().size();
    double width = Math.max(layout.width, headWidth()) + 2 * MARGIN;
    StringBuilder key = new StringBuilder();
    double legendHeight = legend ? legend(key, width) : 0;
    double height = top + layout.height + legendHeight + 2 * MARGIN;
    String size = n(width) + " " + n(height);
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(n(width)).append("\" height=\"")
        .append(n(height)).append("\" viewBox=\"0 0 ").append(size).append("\">\n");
    out.append("<style>\n").append(STYLE).append("</style>\n");
    out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    head();
    out.append("<g transform=\"translate(").append(n((width - layout.width) / 2)).append(' ')
        .append(n(top + MARGIN)).append(")\">\n");
    for (Cluster c : g.clusters()) {
      cluster(c, layout.clusterBoxes[c.index()]);
    }
    for (Vertex v : g.vertices()) {
      for (int i = 0; i < v.outputs().size(); i++) {
        if (v.outputs().get(i).isUsed()) {
          value(v, i, layout.lines.get(layout.value(v, i)));
        }
      }
    }
    for (Vertex v : g.vertices()) {
      vertex(v, layout.vertexBoxes[v.index()]);
    }
    out.append("</g>\n");
    if (legend) {
      out.append("<g class=\"legend\" transform=\"translate(0 ").append(n(top + layout.height + 1.5 * MARGIN))
          .append(")\">\n").append(key).append("</g>\n");
    }
    return out.append("</svg>\n").toString();
  }

  private double headWidth() {
    double w = Math.max(TextWidth.of(g.title(), 17), TextWidth.of(g.subtitle(), 12));
    for (String note : g.notes()) {
      w = Math.max(w, TextWidth.of(note(note), 12));
    }
    return w;
  }

  private static String note(String note) {
    return Text.shorten(Text.visible(note), 140);
  }

  private void head() {
    double y = MARGIN + 12;
    text(MARGIN, y, "head", g.title());
    y += 18;
    text(MARGIN, y, "sub", g.subtitle());
    for (String note : g.notes()) {
      y += 17;
      text(MARGIN, y, "note", note(note));
    }
  }

  private void cluster(Cluster c, Box b) {
    out.append("<g class=\"scope\"><title>").append(Text.xml(Text.visible(c.path()))).append("</title>");
    out.append(rect(b, 8, "")).append("\n");
    text(b.x() + 10, b.y() + 15, "", Layout.clusterTitle(c));
    out.append("</g>\n");
  }

  // ---- values ----

  private void value(Vertex v, int output, Lines lines) {
    out.append("<g class=\"value\"><title>").append(Text.xml(v.title() + "\n" + v.outputLabel(output)))
        .append("</title>\n<path d=\"");
    for (Way w : lines.ways()) {
      out.append('M').append(n(w.x1())).append(' ').append(n(w.y1()));
      if (Math.abs(w.x2() - w.x1()) < 0.05) {
        out.append('V').append(n(w.y2()));
        continue;
      }
      double middle = (w.bend1() + w.bend2()) / 2;
      out.append('V').append(n(w.bend1()))
          .append('C').append(n(w.x1())).append(' ').append(n(middle))
          .append(' ').append(n(w.x2())).append(' ').append(n(middle))
          .append(' ').append(n(w.x2())).append(' ').append(n(w.bend2()))
          .append('V').append(n(w.y2()));
    }
    out.append("\"/>\n");
    for (Tip t : lines.tips()) {
      out.append("<path class=\"tip\" d=\"M").append(n(t.x())).append(' ').append(n(t.y()))
          .append("l-3.2 -6.5h6.4z\"/>");
      if (!t.text().isEmpty()) {
        text(t.x() - 4, t.y() - 2.5, "input", t.text());
      }
    }
    text(lines.labelX(), lines.labelY(), "", Layout.label(v, output));
    out.append("</g>\n");
  }

  // ---- vertices ----

  private void vertex(Vertex v, Box b) {
    String mark = v.isNonFinite() ? " nonfinite" : v.isResult() ? " result" : "";
    out.append("<g id=\"").append(v.id()).append("\" class=\"").append(v.kind().word()).append(mark)
        .append("\"><title>").append(Text.xml(tooltip(v))).append("</title>\n");
    out.append(shape(v.kind(), b)).append('\n');
    List<String> details = Layout.details(v);
    double middle = b.x() + b.width() / 2;
    double y = b.y() + (b.height() - 14.0 * details.size()) / 2 + 4.5;
    text(middle, y, "title", Layout.title(v));
    for (String line : details) {
      y += 14;
      text(middle, y, "detail", line);
    }
    out.append("</g>\n");
  }

  private static String tooltip(Vertex v) {
    String scope = v.scope().isEmpty() ? "" : "\n" + Text.visible(v.scope());
    return v.title() + "\n" + String.join("\n", v.details()) + scope;
  }

  private static String shape(Kind kind, Box b) {
    String paint =
        " class=\"shape\" fill=\"" + kind.fill + "\" stroke=\"" + kind.stroke + "\""
            + (kind == Kind.OMITTED || kind == Kind.OUTER ? " stroke-dasharray=\"4 3\"" : "");
    double x = b.x();
    double y = b.y();
    double w = b.width();
    double h = b.height();
    double slant = Math.min(12, h / 3);
    return switch (kind) {
      case OP, OMITTED -> rect(b, 3, paint);
      case VARIABLE -> rect(b, Math.min(h / 2, 16), paint);
      case DATA -> polygon(paint, x + slant, y, x + w, y, x + w - slant, y + h, x, y + h);
      case CONSTANT, OUTER ->
          polygon(
              paint, x + slant, y, x + w - slant, y, x + w, y + h / 2, x + w - slant, y + h, x + slant, y + h,
              x, y + h / 2);
      case GROUP -> rect(b, 8, paint) + rect(new Box(x + 3, y + 3, w - 6, h - 6), 6, paint);
    };
  }

  private static String rect(Box b, double radius, String paint) {
    return "<rect x=\"" + n(b.x()) + "\" y=\"" + n(b.y()) + "\" width=\"" + n(b.width()) + "\" height=\""
        + n(b.height()) + "\" rx=\"" + n(radius) + "\"" + paint + "/>";
  }

  private static String polygon(String paint, double... points) {
    StringBuilder s = new StringBuilder("<polygon points=\"");
    for (int i = 0; i < points.length; i++) {
      s.append(i == 0 ? "" : i % 2 == 0 ? " " : ",").append(n(points[i]));
    }
    return s.append('"').append(paint).append("/>").toString();
  }

  // ---- legend ----

  private double legend(StringBuilder key, double width) {
    double x = MARGIN;
    double y = 0;
    Set<Kind> kinds = g.kinds();
    for (Kind kind : kinds) {
      double w = 36 + TextWidth.of(kind.meaning, 11) + 16;
      if (x > MARGIN && x + w > width) {
        x = MARGIN;
        y += 22;
      }
      key.append(shape(kind, new Box(x, y, 28, 14)));
      key.append("<text x=\"").append(n(x + 34)).append("\" y=\"").append(n(y + 11)).append("\">")
          .append(Text.xml(kind.meaning)).append("</text>\n");
      x += w;
    }
    return y + 26;
  }

  private void text(double x, double y, String style, String s) {
    String type = style.isEmpty() ? "" : " class=\"" + style + "\"";
    out.append("<text x=\"").append(n(x)).append("\" y=\"").append(n(y)).append('"').append(type).append('>')
        .append(Text.xml(s)).append("</text>\n");
  }

  /// A coordinate to a tenth of a pixel.
  private static String n(double x) {
    long tenths = Math.round(x * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }
}
