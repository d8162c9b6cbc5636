package dev.adjoint.core.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// Whatever graph, whatever names: each format parses, and says what the graph says.
class FormatsProps {
  private static final List<String> TROUBLE =
      List.of(
          "end", "graph", "subgraph", "class", "style", "o", "x", "legend", "n1", "quo\"te",
          "back\\slash \\N", "\\", "<b>x</b>", "&amp;", "a|b", "`t`", "**b** _i_ fc_1", "1. one", "- item", "#35;", "%%{init}%%",
          "{a} [b] (c)", "$x$", "a;b", "]]>", "-->", "a/b", "/", "", " ", "\t", "a\nb", "ünï 日本語 😀",
          "\u202Eabc", "\uD800", "\uDC00x", "\u0000\u0007", "\uFFFE", "a".repeat(300));

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.oneOf(
            Arbitraries.of(TROUBLE),
            Arbitraries.strings().ofMaxLength(12),
            Arbitraries.strings().ascii().ofMaxLength(9))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static GraphDump dump(long seed, int size, List<String> names, int shape) {
    Tape tape = new Tape();
    Tensor y = RandomGraphs.of(tape, seed, size, names);
    GraphDump dump = (shape & 1) == 0 ? GraphDump.of(y) : GraphDump.of(tape);
    if ((shape & 2) != 0) {
      dump.values();
    }
    if ((shape & 4) != 0) {
      dump.collapse(shape >> 4);
    }
    if ((shape & 8) != 0) {
      dump.limit(2 + size / 3);
    }
    return dump;
  }

  private static Set<String> ids(Graph g) {
    return g.vertices().stream().map(Vertex::id).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> uses(Graph g) {
    return g.edges().stream().map(e -> use(g, e)).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String use(Graph g, Edge e) {
    return g.vertices().get(e.from()).id() + " -> " + g.vertices().get(e.to()).id();
  }

  @Property(tries = 40)
  void dot(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll("names") List<String> names,
      @ForAll @IntRange(max = 63) int shape) {
    GraphDump dump = dump(seed, size, names, shape).withoutLegend();
    Graph g = dump.graph();
    DotReader dot = new DotReader(dump.dot());
    assertEquals(ids(g), dot.nodes.keySet());
    assertEquals(uses(g), dot.edges.keySet());
    for (Vertex v : g.vertices()) {
      String cluster = v.cluster() < 0 ? "" : "cluster_" + g.clusters().get(v.cluster()).id();
      assertEquals(cluster, dot.subgraphs.get(v.id()));
      assertEquals(Text.shorten(v.title(), 44), dot.label(v.id()).get(0));
      assertEquals(1 + v.details().size(), dot.label(v.id()).size());
      assertTrue(dot.nodes.get(v.id()).get("tooltip").startsWith(v.title() + "\n"));
    }
  }

  @Property(tries = 40)
  void mermaid(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll("names") List<String> names,
      @ForAll @IntRange(max = 63) int shape) {
    GraphDump dump = dump(seed, size, names, shape).withoutLegend();
    Graph g = dump.graph();
    MermaidReader mermaid = new MermaidReader(dump.mermaid());
    assertEquals(ids(g), mermaid.labels.keySet());
    assertEquals(uses(g), mermaid.edges.keySet());
    for (Vertex v : g.vertices()) {
      assertEquals(Text.shorten(v.title(), 44).replace("\u200B", ""), mermaid.labels.get(v.id()).get(0));
    }
    g.clusters().forEach(
        c -> assertEquals(Text.visible(c.name()).replace("\u200B", ""), mermaid.subgraphs.get(c.id())));
  }

  @Property(tries = 40)
  void json(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll("names") List<String> names,
      @ForAll @IntRange(max = 63) int shape) {
    GraphDump dump = dump(seed, size, names, shape);
    Graph g = dump.graph();
    Object json = JsonReader.read(dump.json());
    List<?> nodes = (List<?>) JsonReader.at(json, "nodes");
    assertEquals(g.vertices().size(), nodes.size());
    for (Vertex v : g.vertices()) {
      Map<?, ?> node = (Map<?, ?>) nodes.get(v.index());
      assertEquals(v.id(), node.get("id"));
      assertEquals(v.name(), node.get("name"));
      assertEquals(v.label(), node.get("op"));
      assertEquals(v.formula(), node.get("formula"));
      assertEquals(v.outputs().size(), ((List<?>) node.get("outputs")).size());
    }
    List<?> edges = (List<?>) JsonReader.at(json, "edges");
    assertEquals(g.edges().size(), edges.size());
    for (int k = 0; k < edges.size(); k++) {
      Map<?, ?> edge = (Map<?, ?>) edges.get(k);
      assertEquals(use(g, g.edges().get(k)), edge.get("from") + " -> " + edge.get("to"));
    }
  }

  @Property(tries = 40)
  void svgAndHtml(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 25) int size,
      @ForAll("names") List<String> names,
      @ForAll @IntRange(max = 63) int shape) {
    GraphDump dump = dump(seed, size, names, shape);
    Graph g = dump.graph();
    Document svg = XmlReader.read(dump.svg());
    Set<String> ids = new LinkedHashSet<>();
    long tips = 0;
    for (Element e : XmlReader.elements(svg, "g")) {
      if (!e.getAttribute("id").isEmpty()) {
        ids.add(e.getAttribute("id"));
        Element tooltip = (Element) e.getElementsByTagName("title").item(0);
        Vertex v = g.vertices().get(ids.size() - 1);
        assertTrue(tooltip.getTextContent().startsWith(v.title() + "\n"));
      }
    }
    for (Element e : XmlReader.elements(svg, "path")) {
      tips += e.getAttribute("class").equals("tip") ? 1 : 0;
    }
    assertEquals(ids(g), ids);
    assertEquals(g.edges().size(), tips);

    Document html = XmlReader.read(dump.html());
    assertEquals(1 + g.vertices().size(), XmlReader.elements(html, "tr").size());
    for (String tag : List.of("script", "link", "img", "iframe", "object", "use", "image")) {
      assertEquals(List.of(), XmlReader.elements(html, tag), "nothing that a browser would load");
    }
  }
}
