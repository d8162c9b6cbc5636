package dev.adjoint.core.dump;

import dev.adjoint.core.Node;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Which nodes of a tape a dump shows, and which of them it draws as one.
///
/// A collapsed scope, and the stretch that a cap leaves out, is a run of consecutive nodes. Since inputs come
/// before their users on a tape, what is left is again a graph without cycles, in order; a scope that is
/// entered twice makes two boxes.
final class Selection {
  /// Opens as many levels of scopes as the limit admits.
  static final int AUTOMATIC = -1;

  /// Deeper levels are never opened automatically.
  private static final int DEEPEST = 32;

  /// The selected nodes from `first` to `last`, drawn as one vertex.
  ///
  /// @param scope the scope the vertex is in, or the collapsed one itself
  /// @param kind of the summary, null for a single node
  record Run(int first, int last, String scope, @Nullable Kind kind) {}

  private final Tape tape;
  private final BitSet selected;
  /// For the first output of each selected node.
  private final int[] runOf;
  private final int depth;
  private final boolean isCollapsedToFit;
  private final List<Run> runs;

  /// @param y the value whose ancestors are selected, or null for the whole tape
  /// @param collapse how many levels of scopes are open, or [#AUTOMATIC]
  /// @param limit how many runs are kept at most; the middle is left out
  Selection(Tape tape, @Nullable Tensor y, int collapse, int limit) {
    this.tape = tape;
    selected = y == null ? all() : ancestors(y);
    runOf = new int[tape.size()];
    Arrays.fill(runOf, -1);
    int open = collapse == AUTOMATIC ? Integer.MAX_VALUE : collapse;
    int count = number(open);
    if (collapse == AUTOMATIC && count > limit) {
      for (int tried = Math.min(deepest(), DEEPEST) - 1; tried >= 0 && count > limit; tried--) {
        open = tried;
        count = number(open);
      }
    }
    depth = open;
    isCollapsedToFit = collapse == AUTOMATIC && open != Integer.MAX_VALUE;
    int left = count - limit;
    boolean omits = left > 1; // one box for one box would say less
    if (omits) {
      omit(limit / 2, left);
    }
    runs = runs(omits ? limit / 2 : -1);
  }

  private BitSet all() {
    BitSet nodes = new BitSet();
    for (int id = 0; id < tape.size(); id += tape.node(id).outputs()) {
      nodes.set(id);
    }
    return nodes;
  }

  private BitSet ancestors(Tensor y) {
    BitSet nodes = new BitSet();
    nodes.set(tape.node(y.id()).id());
    for (int id = nodes.length() - 1; id >= 0; id = id == 0 ? -1 : nodes.previousSetBit(id - 1)) {
      for (Tensor x : tape.node(id).inputs()) {
        if (x.tape() == tape) {
          nodes.set(tape.node(x.id()).id());
        }
      }
    }
    return nodes;
  }

  private int deepest() {
    int[] deepest = {0};
    forEach(0, tape.size() - 1, id -> deepest[0] = Math.max(deepest[0], Scopes.depth(tape.node(id).scope())));
    return deepest[0];
  }

  /// Numbers the runs when `open` levels of scopes are open, and returns how many there are.
  private int number(int open) {
    int count = 0;
    String running = null;
    for (int id = selected.nextSetBit(0); id >= 0; id = selected.nextSetBit(id + 1)) {
      String group = group(tape.node(id), open);
      if (group == null || !group.equals(running)) {
        count++;
      }
      running = group;
      runOf[id] = count - 1;
    }
    return count;
  }

  /// The scope that a node is drawn as when `open` levels are open, or null if it is drawn itself.
  private static @Nullable String group(Node node, int open) {
    String path = node.scope();
    if (path.isEmpty() || open == Integer.MAX_VALUE || Scopes.prefix(path, open).length() == path.length()) {
      return null;
    }
    return Scopes.prefix(path, open + 1);
  }

  /// Makes one run of the `left` runs after the first `head` ones.
  private void omit(int head, int left) {
    forEach(0, tape.size() - 1, id -> {
      int run = runOf[id];
      runOf[id] = run < head ? run : Math.max(head, run - left + 1);
    });
  }

  private List<Run> runs(int omitted) {
    List<Run> list = new ArrayList<>();
    int id = selected.nextSetBit(0);
    while (id >= 0) {
      int run = runOf[id];
      Node node = tape.node(id);
      String group = group(node, depth);
      String common = node.scope();
      int last = id;
      int next = selected.nextSetBit(id + 1);
      while (next >= 0 && runOf[next] == run) {
        last = next;
        common = Scopes.common(common, tape.node(next).scope());
        next = selected.nextSetBit(next + 1);
      }
      if (run == omitted) {
        list.add(new Run(id, last, Scopes.prefix(common, depth), Kind.OMITTED));
      } else if (group != null) {
        list.add(new Run(id, last, group, Kind.GROUP));
      } else {
        list.add(new Run(id, last, node.scope(), null));
      }
      id = next;
    }
    return list;
  }

  /// The vertices to draw, in the order of the tape.
  List<Run> runs() {
    return runs;
  }

  /// The run of the node whose first output is `id`, -1 if it is not selected.
  int runOf(int id) {
    return runOf[id];
  }

  /// Visits the selected nodes of a run by the ids of their first outputs.
  void forEach(Run run, IntConsumer node) {
    forEach(run.first(), run.last(), node);
  }

  private void forEach(int first, int last, IntConsumer node) {
    for (int id = selected.nextSetBit(first); id >= 0 && id <= last; id = selected.nextSetBit(id + 1)) {
      node.accept(id);
    }
  }

  /// The number of nodes selected.
  int size() {
    return selected.cardinality();
  }

  /// How many levels of scopes are open.
  int depth() {
    return depth;
  }

  /// Whether scopes are collapsed though nobody asked for it.
  boolean isCollapsedToFit() {
    return isCollapsedToFit;
  }
}
