package dev.adjoint.core.dump;

import dev.adjoint.core.Node;
import dev.adjoint.core.Op;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Contents;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Output;
import dev.adjoint.core.dump.Graph.Vertex;
import dev.adjoint.core.dump.Selection.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes the [Graph] of what is selected on a tape: vertices with the constants they use, edges, open scopes.
final class GraphBuilder {
  /// An op with more constants than this shows them as one.
  private static final int MOST_CONSTANTS = 8;

  /// A summary that more values leave shows them as one.
  private static final int MOST_OUTPUTS = 6;

  private final Tape tape;
  private final @Nullable Tensor y;
  private final Selection selection;
  private final boolean values;
  private final Cotangents cotangents;

  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Use, List<Integer>> uses = new LinkedHashMap<>();
  private final Map<Object, Draft> constants = new HashMap<>();
  private final Map<Tensor, Draft> plainConstants = new IdentityHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable String gone;

  GraphBuilder(
      Tape tape,
      @Nullable Tensor y,
      Selection selection,
      boolean values,
      Cotangents cotangents) {
    this.tape = tape;
    this.y = y;
    this.selection = selection;
    this.values = values;
    this.cotangents = cotangents;
  }

  /// A vertex in the making: a run, or a constant first used by one.
  private static final class Draft {
    final int index;
    final @Nullable Run run;
    final List<Tensor> constants;
    final String id;
    final String scope;

    /// Of a summary: the values that are used outside of it, or asked for.
    final TreeSet<Integer> leaving = new TreeSet<>();

    Draft(int index, @Nullable Run run, List<Tensor> constants, String id, String scope) {
      this.index = index;
      this.run = run;
      this.constants = constants;
      this.id = id;
      this.scope = scope;
    }

    boolean isSummary() {
      return run != null && run.kind() != null;
    }
  }

  /// Value `value` (-1 for a constant) of draft `from` goes into draft `to`.
  private record Use(int from, int value, int to) {}

  /// A value of an older tape.
  private record Outer(Tape tape, int id) {}

  Graph build() {
    collect();
    List<List<Output>> outputs = outputs();
    List<Cluster> clusters = new ArrayList<>();
    List<Vertex> vertices = vertices(outputs, clusters);
    Contents all = contents(new Run(0, tape.size() - 1, "", null));
    int omitted = vertices.stream().mapToInt(v -> v.kind() == Kind.OMITTED ? nodes(v) : 0).sum();
    if (omitted > 0) {
      notes.addFirst(Text.count(omitted, "node") + " left out in the middle");
    }
    if (selection.isCollapsedToFit()) {
      notes.addFirst("scopes are collapsed below level " + selection.depth() + " to keep the picture small");
    }
    if (gone != null) {
      notes.add("values gone: " + gone);
    }
    return new Graph(title(), all.text(), vertices, edges(vertices), clusters, notes);
  }

  private static int nodes(Vertex v) {
    return v.contents() == null ? 0 : v.contents().nodes();
  }

  private String title() {
    if (y == null) {
      return "tape";
    }
    String name = y.name();
    return name == null ? "value " + y.id() : Text.visible(name);
  }

  // ---- drafts and uses ----

  private void collect() {
    int[] draftOf = new int[selection.runs().size()];
    for (int r = 0; r < draftOf.length; r++) {
      Run run = selection.runs().get(r);
      List<Draft> used = run.kind() == null ? constantsOf(tape.node(run.first()), run.scope()) : List.of();
      Draft draft = add(run, List.of(), (run.kind() == null ? "n" : "g") + run.first(), run.scope());
      draftOf[r] = draft.index;
      for (int k = 0; k < used.size(); k++) {
        if (used.get(k) != NONE) {
          use(used.get(k).index, -1, draft, k);
        }
      }
      selection.forEach(run, id -> {
        int k = 0;
        for (Tensor x : tape.node(id).inputs()) {
          if (x.tape() == tape) {
            Draft from = drafts.get(draftOf[selection.runOf(tape.node(x.id()).id())]);
            if (from != draft) {
              use(from.index, x.id(), draft, k);
              if (from.isSummary()) {
                from.leaving.add(x.id());
              }
            }
          }
          k++;
        }
      });
    }
    if (y != null) {
      Draft last = drafts.get(draftOf[selection.runOf(tape.node(y.id()).id())]);
      if (last.isSummary()) {
        last.leaving.add(y.id());
      }
    }
  }

  private static final Draft NONE = new Draft(-1, null, List.of(), "", "");

  private Draft add(@Nullable Run run, List<Tensor> tensors, String id, String scope) {
    Draft draft = new Draft(drafts.size(), run, tensors, id, scope);
    drafts.add(draft);
    return draft;
  }

  private void use(int from, int value, Draft to, int input) {
    List<Integer> inputs = uses.computeIfAbsent(new Use(from, value, to.index), u -> new ArrayList<>());
    if (!to.isSummary()) {
      inputs.add(input);
    }
  }

  /// The constants behind the inputs of a node, made where they are first met, [#NONE] for an input on this
  /// tape.
  private List<Draft> constantsOf(Node node, String scope) {
    List<Tensor> inputs = node.inputs();
    List<Tensor> all = inputs.stream().filter(x -> x.tape() != tape).toList();
    if (all.isEmpty()) {
      return List.of();
    }
    Draft together = all.size() > MOST_CONSTANTS ? add(null, all, "c" + node.id(), scope) : null;
    List<Draft> list = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      Tensor x = inputs.get(k);
      String id = "c" + node.id() + "_" + k;
      list.add(x.tape() == tape ? NONE : together != null ? together : constant(x, id, scope));
    }
    return list;
  }

  private Draft constant(Tensor x, String id, String scope) {
    Tape outer = x.tape();
    return outer == null
        ? plainConstants.computeIfAbsent(x, t -> add(null, List.of(t), id, scope))
        : constants.computeIfAbsent(new Outer(outer, x.id()), t -> add(null, List.of(x), id, scope));
  }

  // ---- vertices ----

  private List<List<Output>> outputs() {
    Set<Use> started = new HashSet<>();
    uses.keySet().forEach(u -> started.add(new Use(u.from(), u.value(), -1)));
    List<List<Integer>> ids = new ArrayList<>();
    List<Integer> drawn = new ArrayList<>();
    for (Draft d : drafts) {
      List<Integer> list = new ArrayList<>();
      Run run = d.run;
      if (run != null && run.kind() != null) {
        list.addAll(d.leaving.size() > MOST_OUTPUTS ? List.of() : d.leaving);
      } else if (run != null) {
        for (int i = 0; i < tape.node(run.first()).outputs(); i++) {
          list.add(run.first() + i);
        }
      }
      ids.add(list);
      drawn.addAll(list);
    }
    Map<Integer, Summary> gradients = cotangents.of(tape, y, drawn, notes);
    List<List<Output>> outputs = new ArrayList<>();
    for (Draft d : drafts) {
      List<Output> list = new ArrayList<>();
      for (int id : ids.get(d.index)) {
        Tensor value = tape.value(id);
        boolean isUsed = started.contains(new Use(d.index, id, -1));
        Summary summary = values ? summary(value) : null;
        list.add(new Output(id, 1, value.name(), value.type(), isUsed, summary, gradients.get(id)));
      }
      if (d.run == null && d.constants.size() == 1) {
        Tensor x = d.constants.get(0);
        Summary summary = values || x.tape() == null && x.shape().size() == 1 ? summary(x) : null;
        list.add(new Output(-1, 1, x.name(), x.type(), true, summary, null));
      } else if (d.run == null || d.leaving.size() > MOST_OUTPUTS) {
        int count = d.constants.size() + d.leaving.size();
        list.add(new Output(-1, count, null, null, true, null, null));
      }
      outputs.add(list);
    }
    return outputs;
  }

  private Summary summary(Tensor x) {
    Summary s = Summary.of(x);
    if (gone == null) {
      gone = s.gone();
    }
    return s;
  }

  private List<Vertex> vertices(List<List<Output>> outputs, List<Cluster> clusters) {
    List<Vertex> vertices = new ArrayList<>();
    int open = -1;
    for (Draft d : drafts) {
      Run run = d.run;
      boolean isGroup = run != null && run.kind() == Kind.GROUP;
      open = cluster(clusters, open, isGroup ? Scopes.prefix(d.scope, selection.depth()) : d.scope);
      List<Output> out = outputs.get(d.index);
      vertices.add(
          run == null ? constantVertex(d, open, out)
              : run.kind() == null ? nodeVertex(d, tape.node(run.first()), open, out)
              : summaryVertex(d, run, run.kind(), open, out));
    }
    return vertices;
  }

  private Vertex nodeVertex(Draft d, Node node, int cluster, List<Output> out) {
    Op op = node.op();
    Kind kind =
        switch (node.kind()) {
          case OP -> Kind.OP;
          case VARIABLE -> Kind.VARIABLE;
          case DATA -> Kind.DATA;
        };
    return new Vertex(
        d.index, d.id, kind, cluster, d.scope,
        out.size() == 1 ? out.get(0).name() : null,
        op == null ? null : op.label(),
        op == null ? null : op.formula(),
        op == null ? 0 : node.inputs().size(),
        out, null, "?".equals(node.site()) ? null : node.site(), isResult(d));
  }

  private Vertex summaryVertex(Draft d, Run run, Kind kind, int cluster, List<Output> out) {
    String name = kind == Kind.GROUP ? Scopes.last(d.scope) : null;
    return new Vertex(
        d.index, d.id, kind, cluster, d.scope, name, null, null, 0, out, contents(run), null, isResult(d));
  }

  private Vertex constantVertex(Draft d, int cluster, List<Output> out) {
    boolean isOuter = d.constants.stream().allMatch(x -> x.tape() != null);
    int n = d.constants.size();
    return new Vertex(
        d.index, d.id, isOuter ? Kind.OUTER : Kind.CONSTANT, cluster, d.scope,
        out.get(0).name(), null, null, 0, out, n == 1 ? null : new Contents(n, 0, 0, 0), null, false);
  }

  private boolean isResult(Draft d) {
    return y != null && d.run == selection.runs().get(selection.runOf(tape.node(y.id()).id()));
  }

  private Contents contents(Run run) {
    int[] n = new int[3];
    long[] elements = new long[1];
    selection.forEach(run, id -> {
      Node node = tape.node(id);
      n[0]++;
      if (node.op() != null) {
        n[1]++;
      } else if (node.kind() == Node.Kind.VARIABLE) {
        n[2]++;
        elements[0] += node.output(0).shape().size();
      }
    });
    return new Contents(n[0], n[1], n[2], elements[0]);
  }

  /// The cluster for `path`, given that the one before is `open`: what both are in stays open, the rest is
  /// new.
  private static int cluster(List<Cluster> clusters, int open, String path) {
    String common = open < 0 ? "" : Scopes.common(clusters.get(open).path(), path);
    int at = open;
    while (at >= 0 && clusters.get(at).path().length() > common.length()) {
      at = clusters.get(at).parent();
    }
    for (int depth = Scopes.depth(common); depth < Scopes.depth(path); depth++) {
      String opened = Scopes.prefix(path, depth + 1);
      clusters.add(new Cluster(clusters.size(), "s" + clusters.size(), at, Scopes.last(opened), opened));
      at = clusters.size() - 1;
    }
    return at;
  }

  // ---- edges ----

  private List<Edge> edges(List<Vertex> vertices) {
    Map<List<Integer>, List<Integer>> merged = new LinkedHashMap<>();
    uses.forEach((use, inputs) -> {
      List<Integer> key = List.of(use.from(), output(vertices.get(use.from()), use.value()), use.to());
      merged.computeIfAbsent(key, k -> new ArrayList<>()).addAll(inputs);
    });
    List<Edge> edges = new ArrayList<>();
    merged.forEach((key, inputs) ->
        edges.add(new Edge(key.get(0), key.get(1), key.get(2), inputs.stream().sorted().toList())));
    Comparator<Edge> byInput = Comparator.comparingInt(e -> e.inputs().isEmpty() ? 0 : e.inputs().get(0));
    edges.sort(Comparator.comparingInt(Edge::to).thenComparing(byInput));
    return edges;
  }

  private static int output(Vertex from, int value) {
    for (int i = 0; i < from.outputs().size(); i++) {
      if (from.outputs().get(i).id() == value) {
        return i;
      }
    }
    return 0;
  }
}
