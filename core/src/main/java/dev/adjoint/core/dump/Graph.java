package dev.adjoint.core.dump;

import dev.adjoint.core.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a dump shows, free of any format. Vertices are in the order of the tape, so every edge goes from a
/// smaller index to a larger one; a cluster and all within it are consecutive.
///
/// @param title what it is a graph of
/// @param subtitle how much of what it holds
/// @param clusters scopes that are drawn open; parents come before their children
/// @param notes what the reader should know: something was left out, gradients could not be had
record Graph(
    String title,
    String subtitle,
    List<Vertex> vertices,
    List<Edge> edges,
    List<Cluster> clusters,
    List<String> notes) {

  /// A node of the tape, a constant, or a summary of several nodes.
  ///
  /// @param id unique, from the ids of the tape: `n12`, or `c12_1` for the constant first met as input 1 of
  ///     node 12
  /// @param cluster the innermost scope that is drawn open, -1 at the top
  /// @param scope the whole path of the scope
  /// @param name the name of the first output, of a constant, or of a collapsed scope
  /// @param label the op with its components
  /// @param arity the number of inputs of an op, otherwise 0
  /// @param outputs the values that leave it
  /// @param contents what it sums up, null for a single node
  /// @param isResult whether the graph is the one of this value
  record Vertex(
      int index,
      String id,
      Kind kind,
      int cluster,
      String scope,
      @Nullable String name,
      @Nullable String label,
      @Nullable String formula,
      int arity,
      List<Output> outputs,
      @Nullable Contents contents,
      @Nullable String site,
      boolean isResult) {

    /// The one line that stands for it.
    String title() {
      String n = name;
      if (contents != null && kind == Kind.CONSTANT) {
        return Text.count(contents.nodes(), "constant");
      }
      if (kind == Kind.OMITTED && contents != null) {
        return "… " + Text.count(contents.nodes(), "more node");
      }
      if (n != null) {
        return Text.visible(n);
      }
      if (kind == Kind.OP && label != null) {
        return Text.visible(label);
      }
      Summary value = outputs.get(0).value();
      return kind == Kind.CONSTANT && value != null && value.isShownInTitle() ? value.text() : kind.meaning;
    }

    /// The further lines: op, formula, contents, types that no edge shows, values, gradients, creation site.
    List<String> details() {
      List<String> lines = new ArrayList<>();
      if (label != null && name != null) {
        lines.add(Text.visible(label));
      }
      if (formula != null) {
        lines.add("y = " + Text.visible(formula));
      }
      if (kind == Kind.GROUP && contents != null) {
        lines.add(contents.text());
      }
      if (kind == Kind.OUTER) {
        lines.add("from an outer tape");
      }
      for (int i = 0; i < outputs.size(); i++) {
        outputs.get(i).describe(lines, outputs.size() == 1 ? "" : outputName(i) + " ", kind);
      }
      if (site != null) {
        lines.add("at " + Text.visible(site));
      }
      return lines;
    }

    /// What output `i` is called where there are several.
    String outputName(int i) {
      String n = outputs.get(i).name();
      return n != null ? Text.visible(n) : "y" + i;
    }

    /// The text on the edges that start at output `i`: its type, behind its name where there are several
    /// outputs.
    String outputLabel(int i) {
      Output o = outputs.get(i);
      boolean named = outputs.size() > 1 && (kind == Kind.OP || o.name() != null);
      return (named ? outputName(i) + ": " : "") + o.typeText();
    }

    boolean isNonFinite() {
      return outputs.stream().anyMatch(Output::isNonFinite);
    }

    boolean isLeaf() {
      return kind != Kind.OP && !kind.isAggregate();
    }
  }

  /// A value that leaves a vertex, or several of a summary.
  ///
  /// @param value its number on the tape, -1 for a constant or several values
  /// @param count how many values it stands for
  /// @param type null for several values
  /// @param isUsed whether an edge starts here
  record Output(
      int id,
      int count,
      @Nullable String name,
      @Nullable Type type,
      boolean isUsed,
      @Nullable Summary value,
      @Nullable Summary gradient) {

    String typeText() {
      return type == null ? Text.count(count, "value") : Text.type(type);
    }

    boolean isNonFinite() {
      return value != null && value.isNonFinite() || gradient != null && gradient.isNonFinite();
    }

    private void describe(List<String> lines, String prefix, Kind kind) {
      if (!isUsed && type != null) {
        lines.add(prefix + typeText());
      }
      boolean inTitle = kind == Kind.CONSTANT && name == null && value != null && value.isShownInTitle();
      if (value != null && !inTitle) {
        lines.add(prefix + value.line());
      }
      if (gradient != null) {
        lines.add(prefix + "grad " + gradient.gradientText());
      }
    }
  }

  /// A use of a value.
  ///
  /// @param from index of a vertex
  /// @param output index of an output of `from`
  /// @param to index of a vertex
  /// @param inputs which inputs of `to`; empty if `to` is a summary
  record Edge(int from, int output, int to, List<Integer> inputs) {
    /// The inputs as the formulas name them, as in `x0` or `x0 x1`; empty if `to` has but one.
    String inputText(Graph g) {
      StringBuilder s = new StringBuilder();
      if (g.vertices.get(to).arity() > 1) {
        for (int i : inputs) {
          s.append(s.isEmpty() ? "x" : " x").append(i);
        }
      }
      return s.toString();
    }
  }

  /// A stretch of the tape within one scope.
  ///
  /// @param parent index of the scope around it, -1 at the top
  record Cluster(int index, String id, int parent, String name, String path) {}

  /// What a summary stands for.
  ///
  /// @param elements in all variables together
  record Contents(int nodes, int ops, int variables, long elements) {
    String text() {
      String leaves = Text.count(variables, "variable") + " of " + Text.count(elements, "element");
      return Text.count(ops, "op") + (variables == 0 ? "" : ", " + leaves);
    }
  }

  Graph {
    vertices = List.copyOf(vertices);
    edges = List.copyOf(edges);
    clusters = List.copyOf(clusters);
    notes = List.copyOf(notes);
  }

  /// The kinds that occur, for the legend.
  Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (Vertex v : vertices) {
      kinds.add(v.kind());
    }
    return kinds;
  }
}
