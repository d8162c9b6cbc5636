package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.ArrayList;
import java.util.List;

/// Where everything in a picture goes. Each cluster is drawn as a [Level] of its own and then is one item of
/// the level around it; lines cross its border at points that both levels know.
final class Layout {
  static final double TITLE_SIZE = 13;
  static final double DETAIL_SIZE = 11;
  static final double LABEL_SIZE = 10;
  private static final double TITLE_LINE = 17;
  private static final double DETAIL_LINE = 14;
  private static final double PADDING = 8;
  private static final double CLUSTER_HEAD = 30;
  private static final double MARGIN = 14;
  private static final double PORT_GAP = 26;

  /// A rectangle by its top left corner.
  record Box(double x, double y, double width, double height) {}

  /// A way of a value from one layer to the next: down from `(x1, y1)` to `bend1`, over to `x2` at `bend2`,
  /// down to `y2`.
  record Way(double x1, double y1, double bend1, double x2, double bend2, double y2) {}

  /// The end of an edge at a vertex.
  record Tip(double x, double y, String text) {}

  /// What is drawn of one output of a vertex: its ways, the tips at its users, and where its label stands.
  record Lines(List<Way> ways, List<Tip> tips, double labelX, double labelY) {}

  private final Graph g;
  private final Item[] vertices;
  private final Item[] clusters;
  private final Level[] levels;
  /// For each vertex, the number of its first output.
  private final int[] firstValue;

  final Box[] vertexBoxes;
  final Box[] clusterBoxes;
  /// For each output of each vertex, by its number.
  final List<Lines> lines = new ArrayList<>();
  double width;
  double height;

  Layout(Graph g) {
    this.g = g;
    vertices = new Item[g.vertices().size()];
    clusters = new Item[g.clusters().size()];
    levels = new Level[clusters.length + 1];
    firstValue = new int[vertices.length + 1];
    vertexBoxes = new Box[vertices.length];
    clusterBoxes = new Box[clusters.length];
    measure();
    connect();
    place();
    collect();
  }

  /// The number of output `i` of a vertex among all outputs.
  int value(Vertex v, int i) {
    return firstValue[v.index()] + i;
  }

  /// The lines of text in a box, as short as they are drawn.
  static List<String> details(Vertex v) {
    return v.details().stream().map(s -> Text.shorten(s, 46)).toList();
  }

  static String title(Vertex v) {
    return Text.shorten(v.title(), 36);
  }

  static String label(Vertex v, int output) {
    return Text.shorten(v.outputLabel(output), 36);
  }

  // ---- measuring ----

  private void measure() {
    int[] arity = new int[vertices.length];
    for (Edge e : g.edges()) {
      arity[e.to()]++;
    }
    for (Vertex v : g.vertices()) {
      vertices[v.index()] = measure(v, arity[v.index()]);
      firstValue[v.index() + 1] = firstValue[v.index()] + v.outputs().size();
    }
    for (int first = 0; first < g.edges().size(); first += arity[g.edges().get(first).to()]) {
      enter(first, arity[g.edges().get(first).to()]);
    }
  }

  /// Sets the ports of `n` edges from number `first` on, which lead to one vertex: in the order of its
  /// inputs, and so that what is computed runs straight down and constants and variables come from the sides.
  private void enter(int first, int n) {
    Item item = vertices[g.edges().get(first).to()];
    double gap = n < 2 ? 0 : Math.min(PORT_GAP, (2 * box(item) - 24) / (n - 1));
    double middle = 0;
    int inner = 0;
    for (int k = 0; k < n; k++) {
      if (vertices[g.edges().get(first + k).from()].role == Item.Role.INNER) {
        middle += k;
        inner++;
      }
    }
    middle = inner == 0 ? (n - 1) / 2.0 : middle / inner;
    double most = box(item) - 8;
    for (int k = 0; k < n; k++) {
      item.ins.put(first + k, Math.clamp((k - middle) * gap, -most, most));
    }
  }

  /// Half the width of the box of a vertex; its label may reach beyond it.
  private static double box(Item item) {
    return Math.min(item.left, item.right);
  }

  private Item measure(Vertex v, int arity) {
    Item item = new Item(v.isLeaf() ? Item.Role.LEAF : Item.Role.INNER);
    double text = TextWidth.of(title(v), TITLE_SIZE) * 1.06;
    for (String line : details(v)) {
      text = Math.max(text, TextWidth.of(line, DETAIL_SIZE));
    }
    double side =
        switch (v.kind()) {
          case DATA, CONSTANT, OUTER -> 18;
          case VARIABLE, GROUP -> 14;
          case OP, OMITTED -> 11;
        };
    double half = Math.max(22, text / 2 + side);
    item.left = half;
    item.right = half;
    item.top = arity > 1 ? 11 : 5;
    boolean isUsed = v.outputs().stream().anyMatch(Graph.Output::isUsed);
    item.bottom = isUsed ? LABEL_SIZE + 4 : 0;
    item.height = item.top + 2 * PADDING + TITLE_LINE - 3 + details(v).size() * DETAIL_LINE + item.bottom;
    ports(v, item);
    return item;
  }

  /// One output leaves in the middle; several stand apart as far as their labels need.
  private void ports(Vertex v, Item item) {
    int n = v.outputs().size();
    double[] widths = new double[n];
    double all = 0;
    for (int i = 0; i < n; i++) {
      widths[i] = v.outputs().get(i).isUsed() ? TextWidth.of(label(v, i), LABEL_SIZE) + 8 : 0;
      all += n > 1 ? widths[i] + 8 : 0;
    }
    double x = -all / 2;
    for (int i = 0; i < n; i++) {
      item.outs.put(firstValue[v.index()] + i, n == 1 ? 0 : x + 4);
      item.right = Math.max(item.right, (n == 1 ? 0 : x) + widths[i] + 4);
      x += widths[i] + 8;
    }
    if (n > 1) {
      item.left = Math.max(item.left, all / 2);
      item.right = Math.max(item.right, all / 2);
    }
  }

  // ---- connecting ----

  private Level level(int cluster) {
    return levels[cluster + 1];
  }

  private void connect() {
    for (int c = -1; c < clusters.length; c++) {
      levels[c + 1] = new Level();
    }
    int open = 0;
    for (Vertex v : g.vertices()) { // a cluster goes before what it holds
      while (open < clusters.length && isAround(open, v.cluster())) {
        clusters[open] = new Item(Item.Role.CLUSTER);
        level(g.clusters().get(open).parent()).add(clusters[open]);
        open++;
      }
      level(v.cluster()).add(vertices[v.index()]);
    }
    for (int k = 0; k < g.edges().size(); k++) {
      connect(g.edges().get(k), k);
    }
  }

  private boolean isAround(int cluster, int inner) {
    int at = inner;
    while (at > cluster) {
      at = g.clusters().get(at).parent();
    }
    return at == cluster;
  }

  /// Links an edge level by level: out of the clusters that its start is in, over, and into those of its end.
  private void connect(Edge e, int number) {
    int value = firstValue[e.from()] + e.output();
    int a = g.vertices().get(e.from()).cluster();
    int b = g.vertices().get(e.to()).cluster();
    Item from = vertices[e.from()];
    Item to = vertices[e.to()];
    int in = number;
    while (a != b) {
      if (a > b) { // a cluster has a larger index than those around it
        level(a).link(value, from, level(a).outlet(value), value);
        from = clusters[a];
        a = g.clusters().get(a).parent();
      } else {
        level(b).link(value, level(b).inlet(value), to, in);
        to = clusters[b];
        in = value;
        b = g.clusters().get(b).parent();
      }
    }
    level(a).link(value, from, to, in);
  }

  // ---- placing ----

  private void place() {
    for (int c = clusters.length - 1; c >= 0; c--) { // inner ones before those around them
      Level level = level(c);
      Item box = clusters[c];
      double name = TextWidth.of(clusterTitle(g.clusters().get(c)), DETAIL_SIZE) + 24;
      level.place(name, CLUSTER_HEAD, MARGIN);
      box.left = level.width / 2;
      box.right = level.width / 2;
      box.height = level.height;
      level.inlets().forEach((value, i) -> box.ins.put(value, i.x - box.left));
      level.outlets().forEach((value, i) -> box.outs.put(value, i.x - box.left));
    }
    level(-1).place(0, 0, 0);
    width = level(-1).width;
    height = level(-1).height;
  }

  static String clusterTitle(Cluster c) {
    return Text.shorten(Text.visible(c.name()), 40);
  }

  // ---- collecting ----

  private void collect() {
    for (Cluster c : g.clusters()) {
      clusterBoxes[c.index()] = box(clusters[c.index()], c.parent(), 0, 0);
    }
    for (Vertex v : g.vertices()) {
      Item i = vertices[v.index()];
      vertexBoxes[v.index()] = box(i, v.cluster(), i.top, i.bottom);
    }
    for (Vertex v : g.vertices()) {
      Box b = vertexBoxes[v.index()];
      Item item = vertices[v.index()];
      for (int i = 0; i < v.outputs().size(); i++) {
        double x = originX(v.cluster()) + item.x + item.out(value(v, i));
        double y = b.y() + b.height() + LABEL_SIZE + 1;
        lines.add(new Lines(new ArrayList<>(), new ArrayList<>(), x + 4, y));
      }
    }
    for (int c = -1; c < clusters.length; c++) {
      ways(c);
    }
    for (int k = 0; k < g.edges().size(); k++) {
      Edge e = g.edges().get(k);
      Item to = vertices[e.to()];
      double x = originX(g.vertices().get(e.to()).cluster()) + to.x + to.in(k);
      Tip tip = new Tip(x, vertexBoxes[e.to()].y(), e.inputText(g));
      lines.get(firstValue[e.from()] + e.output()).tips().add(tip);
    }
  }

  private double originX(int cluster) {
    return cluster < 0 ? 0 : clusterBoxes[cluster].x();
  }

  private double originY(int cluster) {
    return cluster < 0 ? 0 : clusterBoxes[cluster].y();
  }

  private Box box(Item i, int within, double top, double bottom) {
    double half = box(i);
    return new Box(
        originX(within) + i.x - half, originY(within) + i.y + top, 2 * half, i.height - top - bottom);
  }

  private void ways(int cluster) {
    Level level = level(cluster);
    double dx = originX(cluster);
    double dy = originY(cluster);
    for (int n = 1; n < level.steps().size(); n++) {
      for (Level.Step s : level.steps().get(n)) {
        Item from = s.from();
        Item to = s.to();
        double y1 = from.isPoint() ? level.layerTop(from.layer) : from.y + from.height - from.bottom;
        double y2 = to.isPoint() ? level.layerTop(n) : to.y + to.top;
        double bend1 = dy + level.layerBottom(n - 1);
        double bend2 = dy + level.layerTop(n);
        lines.get(s.value()).ways().add(new Way(dx + s.x1(), dy + y1, bend1, dx + s.x2(), bend2, dy + y2));
      }
    }
  }
}
