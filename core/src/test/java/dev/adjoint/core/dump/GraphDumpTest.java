package dev.adjoint.core.dump;

import static dev.adjoint.core.dump.Examples.add;
import static dev.adjoint.core.dump.Examples.any;
import static dev.adjoint.core.dump.Examples.mul;
import static dev.adjoint.core.dump.Examples.scalar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Scope;
import dev.adjoint.core.Tape;
import dev.adjoint.core.TapeException;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a dump shows: which nodes, in which frames, with which values; the formats have tests of their own.
class GraphDumpTest {
  private static final Type F64 = Type.of(DType.FLOAT64);

  private static String ids(Graph g) {
    return g.vertices().stream().map(Vertex::id).collect(Collectors.joining(" "));
  }

  private static String edges(Graph g) {
    return g.edges().stream().map(e -> edge(g, e)).collect(Collectors.joining(", "));
  }

  private static String edge(Graph g, Edge e) {
    String output = g.vertices().get(e.from()).outputs().size() > 1 ? "." + e.output() : "";
    return g.vertices().get(e.from()).id() + output + ">" + g.vertices().get(e.to()).id();
  }

  private static Vertex vertex(Graph g, String id) {
    return g.vertices().stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
  }

  /// The scopes around each vertex that is in one.
  private static String frames(Graph g) {
    List<String> list = new ArrayList<>();
    for (Vertex v : g.vertices()) {
      String path = "";
      for (int c = v.cluster(); c >= 0; c = g.clusters().get(c).parent()) {
        path = " " + g.clusters().get(c).id() + ":" + g.clusters().get(c).name() + path;
      }
      list.add(v.id() + "(" + path.strip() + ")");
    }
    return String.join(" ", list);
  }

  private static Tensor op(Tensor... x) {
    return any("Op", null, F64, x);
  }

  // ---- which nodes ----

  @Test
  void theGraphOfAValueIsItsAncestors() {
    Tape tape = new Tape();
    Tensor a = tape.variable("a", scalar(1));
    tape.variable("unrelated", scalar(1));
    Tensor b = tape.data("b", scalar(2));
    Tensor y = add(a, b);
    mul(y, y);
    Graph g = GraphDump.of(y).graph();
    assertEquals("n0 n2 n3", ids(g));
    assertEquals("n0>n3, n2>n3", edges(g));
    assertTrue(vertex(g, "n3").isResult());
    assertEquals(Kind.DATA, vertex(g, "n2").kind());
    assertEquals("f64 ()", vertex(g, "n3").details().getLast(), "no edge shows the result's type");

    Graph whole = GraphDump.of(tape).graph();
    assertEquals("n0 n1 n2 n3 n4", ids(whole));
    assertTrue(whole.vertices().stream().noneMatch(Vertex::isResult));
  }

  @Test
  void aValueUsedTwiceByOneOpIsOneEdge() {
    Tensor x = new Tape().variable("x", scalar(3));
    Graph g = GraphDump.of(mul(x, x)).graph();
    assertEquals(List.of(new Edge(0, 0, 1, List.of(0, 1))), g.edges());
    assertEquals("x0 x1", g.edges().get(0).inputText(g));
  }

  @Test
  void constantsStandBeforeTheirFirstUser() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(3));
    Tensor two = scalar(2);
    Tensor named = Tensor.of(new double[] {1, 2}, 2).named("table");
    Tensor y = any("Op", null, F64, mul(two, x), two, named);
    Graph g = GraphDump.of(y).graph();
    assertEquals("n0 c1_0 n1 c2_2 n2", ids(g));
    assertEquals("c1_0>n1, n0>n1, n1>n2, c1_0>n2, c2_2>n2", edges(g));
    assertEquals("2", vertex(g, "c1_0").title());
    assertEquals("table", vertex(g, "c2_2").title());
    assertEquals(List.of(), vertex(g, "c2_2").details());
  }

  @Test
  void manyConstantsAreOne() {
    Tape tape = new Tape();
    Tensor[] x = new Tensor[12];
    for (int i = 0; i < x.length; i++) {
      x[i] = i == 5 ? tape.variable(scalar(0)) : scalar(i);
    }
    Graph g = GraphDump.of(op(x)).graph();
    assertEquals("n0 c1 n1", ids(g));
    assertEquals("11 constants", vertex(g, "c1").title());
    assertEquals("11 values", vertex(g, "c1").outputLabel(0));
    assertEquals(List.of(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11), g.edges().get(0).inputs());
  }

  @Test
  void whatIsOnAnOlderTapeIsAConstant() {
    Tape outer = new Tape();
    Tensor a = outer.variable("a", scalar(3));
    Tape inner = Tape.nested(a);
    Tensor x = inner.variable("x", a);
    Tensor y = mul(add(x, a), mul(x, a));
    Graph g = GraphDump.of(y).graph();
    assertEquals("n0 c1_1 n1 n2 n3", ids(g), "one constant for both uses");
    assertEquals(Kind.OUTER, vertex(g, "c1_1").kind());
    assertEquals("a", vertex(g, "c1_1").title());
    assertEquals(List.of("from an outer tape"), vertex(g, "c1_1").details());
    assertEquals(4, GraphDump.of(y.primal()).graph().vertices().size(), "the same, on the outer tape");
  }

  @Test
  void outputsOfOneOpLeaveItApart() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(3));
    Tensor[] y = new Examples.Any("Split", null, F64, Type.of(DType.INT32, 2), F64).applyAll(x);
    y[1].named("which");
    Tensor z = op(y[2], y[1], y[1]);
    Graph g = GraphDump.of(z).graph();
    assertEquals("n0 n1 n4", ids(g));
    assertEquals("n0>n1, n1.2>n4, n1.1>n4", edges(g));
    Vertex split = vertex(g, "n1");
    assertEquals("Split", split.title());
    assertEquals("which: i32 (2,)", split.outputLabel(1));
    assertEquals("y2: f64 ()", split.outputLabel(2));
    assertEquals(List.of("y0 f64 ()"), split.details(), "nothing uses the first");
    assertTrue(vertex(GraphDump.of(y[1]).graph(), "n1").isResult());
  }

  // ---- scopes ----

  private static Tensor scoped(Tape tape) {
    Tensor x = tape.variable("x", scalar(1));
    for (String layer : new String[] {"first", "second"}) {
      try (Scope _ = Scope.open(x, "net")) {
        try (Scope _ = Scope.open(x, layer)) {
          x = op(x, tape.variable("w", scalar(1)));
          x = op(x, scalar(2));
        }
        x = op(x);
      }
    }
    return op(x);
  }

  @Test
  void scopesAreFrames() {
    Graph g = GraphDump.of(scoped(new Tape())).graph();
    assertEquals(
        "n0() n1(s0:net s1:first) n2(s0:net s1:first) c3_1(s0:net s1:first) n3(s0:net s1:first) n4(s0:net)"
            + " n5(s0:net s2:second) n6(s0:net s2:second) c7_1(s0:net s2:second) n7(s0:net s2:second)"
            + " n8(s0:net) n9()",
        frames(g));
    assertEquals("net/second", g.clusters().get(2).path());
  }

  @Test
  void scopesCollapseToADepth() {
    Tensor y = scoped(new Tape());
    Graph one = GraphDump.of(y).collapse(1).graph();
    assertEquals("n0() g1(s0:net) n4(s0:net) g5(s0:net) n8(s0:net) n9()", frames(one));
    assertEquals("n0>g1, g1>n4, n4>g5, g5>n8, n8>n9", edges(one));
    assertEquals("first", vertex(one, "g1").title());
    assertEquals(List.of("2 ops, 1 variable of 1 element"), vertex(one, "g1").details());

    Graph none = GraphDump.of(y).collapse(0).graph();
    assertEquals("n0() g1() n9()", frames(none));
    assertEquals(List.of("6 ops, 2 variables of 2 elements"), vertex(none, "g1").details());
    assertEquals(ids(GraphDump.of(y).graph()), ids(GraphDump.of(y).collapse(2).graph()));
    assertThrows(IllegalArgumentException.class, () -> GraphDump.of(y).collapse(-1));
  }

  @Test
  void aScopeThatIsLeftAndEnteredAgainIsTwoBoxes() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(1));
    for (int step = 0; step < 3; step++) {
      try (Scope _ = Scope.open(x, "cell")) {
        x = op(x);
        x = op(x);
      }
      x = op(x);
    }
    assertEquals("n0>g1, g1>n3, n3>g4, g4>n6, n6>g7, g7>n9", edges(GraphDump.of(x).collapse(0).graph()));
    assertEquals(3, GraphDump.of(x).graph().clusters().size());
  }

  @Test
  void whatLeavesACollapsedScopeIsAnOutputOfIt() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(1));
    Tensor[] y = new Tensor[9];
    try (Scope _ = Scope.open(x, "s")) {
      for (int i = 0; i < y.length; i++) {
        y[i] = op(x).named("y" + i);
      }
    }
    Graph few = GraphDump.of(op(y[4], y[2], y[4])).collapse(0).graph();
    assertEquals("n0>g3, g3.1>n10, g3.0>n10", edges(few), "in the order of the op's inputs");
    assertEquals("y2: f64 ()", vertex(few, "g3").outputLabel(0));
    Graph many = GraphDump.of(op(y)).collapse(0).graph();
    assertEquals("n0>g1, g1>n11", edges(many));
    assertEquals("9 values", vertex(many, "g1").outputLabel(0));
    Graph inside = GraphDump.of(y[8]).collapse(0).graph();
    assertTrue(vertex(inside, "g9").isResult());
    assertEquals(List.of("1 op", "f64 ()"), vertex(inside, "g9").details());
  }

  @Test
  void hundredsOfNestedScopesDump() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(1));
    List<Scope> open = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      open.add(Scope.open(x, "s"));
      x = op(x);
    }
    open.reversed().forEach(Scope::close);
    Graph g = GraphDump.of(x).limit(1000).graph();
    assertEquals(300, g.clusters().size());
    XmlReader.read(GraphDump.of(x).limit(1000).svg());
    new DotReader(GraphDump.of(x).limit(1000).dot());
  }

  // ---- caps ----

  @Test
  void theMiddleIsLeftOut() {
    Tensor y = Examples.chain(new Tape(), 100); // with x and c: 102 nodes
    Graph g = GraphDump.of(y).limit(7).graph();
    assertEquals("n0 n1 n2 g3 n98 n99 n100 n101", ids(g));
    assertEquals("… 95 more nodes", vertex(g, "g3").title());
    assertEquals("n0>n2, n2>g3, n1>g3, g3>n98, n98>n99, n1>n99, n99>n100, n100>n101, n1>n101", edges(g));
    assertEquals(List.of("95 nodes left out in the middle"), g.notes());
    assertEquals("100 ops, 2 variables of 2 elements", g.subtitle());
    assertThrows(IllegalArgumentException.class, () -> GraphDump.of(y).limit(1));
  }

  @Test
  void oneBoxDoesNotStandForOneNode() {
    Tensor y = Examples.chain(new Tape(), 8); // 10 nodes
    assertEquals(10, GraphDump.of(y).limit(10).graph().vertices().size());
    assertEquals(10, GraphDump.of(y).limit(9).graph().vertices().size());
    assertEquals(9, GraphDump.of(y).limit(8).graph().vertices().size());
    assertEquals(3, GraphDump.of(y).limit(2).graph().vertices().size());
    assertEquals(List.of(), GraphDump.of(y).limit(9).graph().notes());
  }

  @Test
  void scopesCollapseBeforeAnythingIsLeftOut() {
    Tensor y = scoped(new Tape()); // 10 nodes, 6 when one level is open, 3 when none is
    assertEquals(12, GraphDump.of(y).limit(10).graph().vertices().size(), "two of them constants");
    Graph six = GraphDump.of(y).limit(6).graph();
    assertEquals(6, six.vertices().size());
    assertEquals(List.of("scopes are collapsed below level 1 to keep the picture small"), six.notes());
    assertEquals(3, GraphDump.of(y).limit(5).graph().vertices().size());
    Graph asked = GraphDump.of(y).collapse(2).limit(6).graph();
    assertEquals(List.of("4 nodes left out in the middle"), asked.notes());
  }

  @Test
  void aLongChainNeedsNoStack() {
    Tensor y = Examples.chain(new Tape(), 200_000);
    GraphDump dump = GraphDump.of(y).values();
    assertEquals(201, dump.graph().vertices().size());
    XmlReader.read(dump.html());
  }

  // ---- values and gradients ----

  @Test
  void valuesAreShownOnRequest() {
    Tape tape = new Tape();
    Tensor few = tape.data("few", Tensor.of(new float[] {1, 2.5f, -3}, 3));
    double[] odd = {4, 1, Double.NaN, 2, Double.POSITIVE_INFINITY, 1, 2};
    Tensor many = tape.data("many", Tensor.of(odd, 7));
    Tensor bool = tape.data("bool", Tensor.of(new boolean[] {true, false}, 2));
    Tensor big = tape.data("long", Tensor.of(new long[] {Long.MAX_VALUE}));
    Tensor empty = tape.data("empty", Tensor.of(new int[0], 0, 3));
    Tensor y = any("Op", null, F64, few, many, bool, big, empty);
    assertEquals(List.of(), vertex(GraphDump.of(y).graph(), "n0").details());
    Graph g = GraphDump.of(y).values().graph();
    assertEquals(List.of("= [1 2.5 -3]"), vertex(g, "n0").details());
    assertEquals(List.of("min 1 mean 2 max 4 · 1 NaN · 1 ∞"), vertex(g, "n1").details());
    assertEquals(List.of("= [true false]"), vertex(g, "n2").details());
    assertEquals(List.of("= 9223372036854775807"), vertex(g, "n3").details());
    assertEquals(List.of("empty"), vertex(g, "n4").details());
    assertTrue(vertex(g, "n1").isNonFinite());
    assertFalse(vertex(g, "n0").isNonFinite());
    Object json = JsonReader.read(GraphDump.of(y).values().json());
    assertEquals(
        Map.of("min", 1.0, "mean", 2.0, "max", 4.0, "norm", "NaN", "nan", 1.0, "infinite", 1.0),
        JsonReader.at(json, "nodes", 1, "outputs", 0, "value"));
  }

  @Test
  void oneSweepGivesEveryGradient() {
    Tensor j = Examples.course(new Tape());
    Graph g = GraphDump.of(j).gradients().graph();
    // a, b, c, u, v and J itself, as in the lecture: dJ/dv = 3, dJ/du = 3, dJ/db = 3c, dJ/dc = 3b
    assertEquals(List.of("grad 3"), vertex(g, "n0").details());
    assertEquals(List.of("grad 6"), vertex(g, "n1").details());
    assertEquals(List.of("grad 9"), vertex(g, "n2").details());
    assertEquals("grad 3", vertex(g, "n3").details().getLast());
    assertEquals("grad 3", vertex(g, "n4").details().getLast());
    assertEquals("grad 1", vertex(g, "n5").details().getLast());
    assertNull(vertex(g, "c5_0").outputs().get(0).gradient());
  }

  @Test
  void gradientsOfAnEarlierSweepAreShownWhereThereAreSome() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", Tensor.of(new double[] {3, 4}, 2));
    Tensor w = tape.variable("w", Tensor.of(new double[] {1, 1}, 2));
    Tensor y = mul(mul(x, x), w);
    Gradients gradients = tape.sweep(y).from(Tensor.of(new double[] {0.5, 0.5}, 2)).to(x);
    Graph g = GraphDump.of(tape).gradients(gradients).graph();
    assertEquals("grad norm 5", vertex(g, "n0").details().getFirst());
    assertNull(vertex(g, "n1").outputs().get(0).gradient());
  }

  @Test
  void aSweepThatFailsIsANote() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(1));
    Graph g = GraphDump.of(op(x)).gradients().graph();
    assertEquals(List.of("no gradients: Op: not differentiable: it is an example"), g.notes());
    assertEquals(2, g.vertices().size());
    assertTrue(GraphDump.of(tape).gradients().graph().notes().get(0).contains("of which value"));
  }

  @Test
  void theStructureOutlivesTheTape() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", scalar(2));
    Tensor y = mul(add(x, x).named("sum"), x);
    String before = GraphDump.dot(y);
    tape.sweep(y).consume().to(x);
    Graph consumed = GraphDump.of(y).values().gradients().graph();
    assertEquals("value gone", vertex(consumed, "n1").details().getLast());
    assertEquals("= 2", vertex(consumed, "n0").details().getLast());
    assertTrue(consumed.notes().get(0).contains("was consumed"));
    tape.close();
    assertEquals(before, GraphDump.dot(y));
    Graph closed = GraphDump.of(y).values().graph();
    assertEquals("value gone", vertex(closed, "n2").details().getLast());
    assertTrue(closed.notes().get(0).contains("handed back") || closed.notes().get(0).contains("freed"));
    for (Format f : Format.values()) {
      assertFalse(GraphDump.of(y).values().text(f).isEmpty());
    }
  }

  @Test
  void creationSitesAreShownWhereTheTapeKeepsThem() {
    Tape tape = new Tape().withSites();
    Tensor y = op(tape.variable("x", scalar(2)));
    assertTrue(vertex(GraphDump.of(y).graph(), "n0").details().getLast().matches("at GraphDumpTest.java:\\d+"));
    Object json = JsonReader.read(GraphDump.json(y));
    assertTrue(String.valueOf(JsonReader.at(json, "nodes", 0, "site")).startsWith("GraphDumpTest.java:"));
    assertTrue(GraphDump.html(y).contains("<th>recorded at</th>"));
  }

  // ---- calls ----

  @Test
  void aPlainTensorHasNoGraph() {
    TapeException e = assertThrows(TapeException.class, () -> GraphDump.of(scalar(3)));
    assertTrue(e.getMessage().contains("plain tensor"));
  }

  @Test
  void aLeafAloneAndAnEmptyTapeDump() {
    Tensor x = new Tape().variable(scalar(1));
    assertEquals("variable", GraphDump.of(x).graph().vertices().get(0).title());
    for (Format f : Format.values()) {
      GraphDump.of(x).text(f);
      GraphDump.of(new Tape()).text(f);
    }
    XmlReader.read(GraphDump.of(new Tape()).html());
    JsonReader.read(GraphDump.of(new Tape()).json());
    new DotReader(GraphDump.of(new Tape()).dot());
    new MermaidReader(GraphDump.of(new Tape()).mermaid());
  }

  @Test
  void theExtensionOfAFileSelectsTheFormat(@TempDir Path folder) throws Exception {
    Tensor j = Examples.course(new Tape());
    Path file = folder.resolve("deep").resolve("j.html");
    assertEquals(file, GraphDump.of(j).write(file));
    assertEquals(GraphDump.html(j), Files.readString(file));
    assertEquals(GraphDump.dot(j), Files.readString(GraphDump.of(j).write(folder.resolve("j.gv"))));
    assertEquals(GraphDump.mermaid(j), Files.readString(GraphDump.of(j).write(folder.resolve("j.mmd"))));
    assertEquals(GraphDump.json(j), Files.readString(GraphDump.of(j).write(folder.resolve("j.json"))));
    assertEquals(GraphDump.svg(j), Files.readString(GraphDump.of(j).write(folder.resolve("j.svg"))));
    Path unknown = folder.resolve("j.png");
    var e = assertThrows(IllegalArgumentException.class, () -> GraphDump.of(j).write(unknown));
    assertTrue(e.getMessage().contains(".svg"));
  }

  @Test
  void theLegendNamesTheKindsThatOccur() {
    Tensor j = Examples.course(new Tape());
    DotReader dot = new DotReader(GraphDump.dot(j));
    assertEquals(
        List.of("legend_op", "legend_variable", "legend_constant"),
        dot.nodes.keySet().stream().filter(id -> id.startsWith("legend")).toList());
    assertFalse(GraphDump.of(j).withoutLegend().dot().contains("legend"));
    assertFalse(GraphDump.of(j).withoutLegend().mermaid().contains("legend"));
    assertFalse(GraphDump.of(j).withoutLegend().svg().contains("class=\"legend\""));
  }
}
