package dev.adjoint.core.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;
import dev.adjoint.core.dump.Layout.Box;
import dev.adjoint.core.dump.Layout.Way;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A picture is readable: nothing overlaps, frames hold what is in them and nothing else, lines run down and
/// arrive.
class LayoutProps {
  private static final double EPSILON = 1e-6;

  @Property(tries = 60)
  void isReadable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int size) {
    List<String> names = List.of("a", "hidden", "a longer name than others", "W");
    Tensor y = RandomGraphs.of(new Tape(), seed, size, names);
    Graph g = GraphDump.of(y.tape()).graph();
    Layout layout = new Layout(g);
    Box picture = new Box(0, 0, layout.width, layout.height);

    for (Vertex v : g.vertices()) {
      Box box = layout.vertexBoxes[v.index()];
      assertTrue(contains(picture, box));
      for (Vertex w : g.vertices().subList(0, v.index())) {
        assertFalse(overlap(box, layout.vertexBoxes[w.index()]), v.id() + " and " + w.id());
      }
      for (Cluster c : g.clusters()) {
        Box frame = layout.clusterBoxes[c.index()];
        assertEquals(isIn(g, v.cluster(), c), contains(frame, box), v.id() + " in " + c.path());
        assertEquals(isIn(g, v.cluster(), c), overlap(frame, box), v.id() + " in " + c.path());
      }
    }
    for (Cluster c : g.clusters()) {
      for (Cluster d : g.clusters().subList(0, c.index())) {
        boolean isNested = isIn(g, c.index(), d);
        assertEquals(isNested, overlap(layout.clusterBoxes[c.index()], layout.clusterBoxes[d.index()]));
        assertEquals(isNested, contains(layout.clusterBoxes[d.index()], layout.clusterBoxes[c.index()]));
      }
    }
    layout.lines.forEach(lines -> lines.ways().forEach(w -> assertTrue(runsDown(w), w.toString())));
    for (Edge e : g.edges()) {
      Layout.Lines lines = layout.lines.get(layout.value(g.vertices().get(e.from()), e.output()));
      Box from = layout.vertexBoxes[e.from()];
      assertTrue(isConnected(lines.ways(), from, layout.vertexBoxes[e.to()]), e.toString());
    }
  }

  private static boolean isIn(Graph g, int cluster, Cluster c) {
    int at = cluster;
    while (at > c.index()) {
      at = g.clusters().get(at).parent();
    }
    return at == c.index();
  }

  private static boolean contains(Box outer, Box b) {
    return b.x() >= outer.x() - EPSILON
        && b.y() >= outer.y() - EPSILON
        && b.x() + b.width() <= outer.x() + outer.width() + EPSILON
        && b.y() + b.height() <= outer.y() + outer.height() + EPSILON;
  }

  private static boolean overlap(Box a, Box b) {
    return a.x() < b.x() + b.width() - EPSILON
        && b.x() < a.x() + a.width() - EPSILON
        && a.y() < b.y() + b.height() - EPSILON
        && b.y() < a.y() + a.height() - EPSILON;
  }

  private static boolean runsDown(Way w) {
    return w.y1() <= w.bend1() + EPSILON && w.bend1() < w.bend2() && w.bend2() <= w.y2() + EPSILON;
  }

  /// Whether ways lead without a break from the lower edge of one box to the upper edge of another.
  private static boolean isConnected(List<Way> ways, Box from, Box to) {
    boolean[] reached = new boolean[ways.size()];
    boolean grows = true;
    while (grows) {
      grows = false;
      for (int i = 0; i < reached.length; i++) {
        Way w = ways.get(i);
        boolean starts = w.x1() >= from.x() && w.x1() <= from.x() + from.width()
            && Math.abs(w.y1() - from.y() - from.height()) < EPSILON;
        for (int j = 0; j < reached.length && !starts; j++) {
          starts = reached[j] && Math.abs(ways.get(j).x2() - w.x1()) < EPSILON
              && Math.abs(ways.get(j).y2() - w.y1()) < EPSILON;
        }
        if (starts && !reached[i]) {
          reached[i] = true;
          grows = true;
        }
      }
    }
    for (int i = 0; i < reached.length; i++) {
      Way w = ways.get(i);
      boolean within = w.x2() >= to.x() && w.x2() <= to.x() + to.width();
      if (reached[i] && within && Math.abs(w.y2() - to.y()) < EPSILON) {
        return true;
      }
    }
    return false;
  }
}
