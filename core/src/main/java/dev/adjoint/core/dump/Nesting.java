package dev.adjoint.core.dump;

import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Walks the vertices of a graph in order, opening and closing the clusters around them, as formats that nest
/// write them.
final class Nesting {
  private final Graph g;
  private final List<Cluster> open = new ArrayList<>();

  Nesting(Graph g) {
    this.g = g;
  }

  /// How many clusters are open.
  int level() {
    return open.size();
  }

  void walk(Consumer<Cluster> enter, Consumer<Vertex> visit, Consumer<Cluster> leave) {
    for (Vertex v : g.vertices()) {
      List<Cluster> around = around(v.cluster());
      int same = 0;
      while (same < Math.min(open.size(), around.size()) && open.get(same) == around.get(same)) {
        same++;
      }
      close(same, leave);
      for (Cluster c : around.subList(same, around.size())) {
        enter.accept(c);
        open.add(c);
      }
      visit.accept(v);
    }
    close(0, leave);
  }

  private void close(int level, Consumer<Cluster> leave) {
    while (open.size() > level) {
      leave.accept(open.removeLast());
    }
  }

  /// The clusters around one, itself included, outermost first.
  private List<Cluster> around(int cluster) {
    List<Cluster> list = new ArrayList<>();
    for (int at = cluster; at >= 0; at = g.clusters().get(at).parent()) {
      list.addFirst(g.clusters().get(at));
    }
    return list;
  }
}
