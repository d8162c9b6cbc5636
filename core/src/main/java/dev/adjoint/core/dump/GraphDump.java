package dev.adjoint.core.dump;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.TapeException;
import dev.adjoint.core.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Pictures of what a [Tape] recorded: the graph that leads to one value, or the whole tape.
/// ```java
/// System.out.println(GraphDump.mermaid(loss));
/// GraphDump.of(loss).values().gradients().collapse(1).write(Path.of("loss.html"));
/// ```
/// Each op shows its label and formula, each edge the type of the value on it; names, scopes and, where the
/// tape keeps them, creation sites come along. The structure can be dumped after the tape was closed or
/// consumed; values that can no longer be read are shown as gone. Equal recordings give equal text.
public final class GraphDump {
  private static final int LIMIT = 200;

  private final Tape tape;
  private final @Nullable Tensor y;
  private boolean values;
  private Cotangents cotangents = new Cotangents.None();
  private int collapse = Selection.AUTOMATIC;
  private int limit = LIMIT;
  private boolean legend = true;

  private GraphDump(Tape tape, @Nullable Tensor y) {
    this.tape = tape;
    this.y = y;
  }

  /// A dump of the graph that leads to `y`: `y` and its ancestors on its tape. If the tape is nested, what
  /// comes from an older one is a constant of this graph.
  ///
  /// @throws TapeException if `y` is a plain tensor
  public static GraphDump of(Tensor y) {
    Tape tape = y.tape();
    if (tape == null) {
      throw new TapeException(
          "dump: " + y.type() + " is a plain tensor, which has no graph; were the inputs entered with"
              + " tape.data(…) or tape.variable(…)?");
    }
    return new GraphDump(tape, y);
  }

  /// A dump of all that a tape recorded.
  public static GraphDump of(Tape tape) {
    return new GraphDump(tape, null);
  }

  /// The graph of `y` in the language of Graphviz.
  public static String dot(Tensor y) {
    return of(y).dot();
  }

  /// The graph of `y` as a Mermaid `flowchart`.
  public static String mermaid(Tensor y) {
    return of(y).mermaid();
  }

  /// The graph of `y` as JSON.
  public static String json(Tensor y) {
    return of(y).json();
  }

  /// The graph of `y` as one self-contained SVG picture.
  public static String svg(Tensor y) {
    return of(y).svg();
  }

  /// The graph of `y` as one self-contained HTML page.
  public static String html(Tensor y) {
    return of(y).html();
  }

  // ---- options ----

  /// Shows values: the elements where they are few, otherwise smallest, mean and largest, and how many are
  /// not finite.
  public GraphDump values() {
    values = true;
    return this;
  }

  /// Shows the gradient of every value in the picture, its norm where it has several elements. Takes one
  /// sweep from `y`, which, like any other, is recorded on whatever older tapes the values are on; if it
  /// fails, the dump says why.
  public GraphDump gradients() {
    cotangents = new Cotangents.Swept();
    return this;
  }

  /// Shows the gradients of those values in the picture that `gradients` has.
  public GraphDump gradients(Gradients gradients) {
    cotangents = new Cotangents.Given(gradients);
    return this;
  }

  /// Opens `depth` levels of scopes and draws deeper ones as one box each; 0 opens none. By default all
  /// levels are open that the [#limit] admits.
  ///
  /// @throws IllegalArgumentException if `depth` is negative
  public GraphDump collapse(int depth) {
    if (depth < 0) {
      throw new IllegalArgumentException("collapse: the depth is " + depth + "; at 0 every scope is one box");
    }
    collapse = depth;
    return this;
  }

  /// Draws at most this many nodes and collapsed scopes, by default 200. If there are more, the first and the
  /// last ones are drawn, and one box says how many are left out between.
  ///
  /// @throws IllegalArgumentException if `nodes` is less than 2
  public GraphDump limit(int nodes) {
    if (nodes < 2) {
      throw new IllegalArgumentException("limit: " + nodes + " nodes show nothing; at least 2 are drawn");
    }
    limit = nodes;
    return this;
  }

  /// Leaves out the legend.
  public GraphDump withoutLegend() {
    legend = false;
    return this;
  }

  // ---- formats ----

  /// The graph in the language of Graphviz.
  public String dot() {
    return text(Format.DOT);
  }

  /// The graph as a Mermaid `flowchart`, which many sites and editors show inside Markdown.
  public String mermaid() {
    return text(Format.MERMAID);
  }

  /// The graph as JSON, values and gradients at full precision.
  public String json() {
    return text(Format.JSON);
  }

  /// The graph as one self-contained SVG picture.
  public String svg() {
    return text(Format.SVG);
  }

  /// The graph as one self-contained HTML page: the picture and a table of its nodes. It is well-formed XML,
  /// too.
  public String html() {
    return text(Format.HTML);
  }

  /// Writes the graph to a file in the format that its name ends in: `.dot` or `.gv`, `.mmd` or `.mermaid`,
  /// `.json`, `.svg`, `.html`. Makes the folder if there is none.
  ///
  /// @return `file`
  /// @throws IllegalArgumentException if the name ends otherwise
  public Path write(Path file) throws IOException {
    Format format = Format.of(file);
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.writeString(file, text(format));
  }

  String text(Format format) {
    return format.text(graph(), legend);
  }

  Graph graph() {
    Selection selection = new Selection(tape, y, collapse, limit);
    return new GraphBuilder(tape, y, selection, values, cotangents).build();
  }
}
