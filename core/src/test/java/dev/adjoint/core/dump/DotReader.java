package dev.adjoint.core.dump;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the part of Graphviz' language that dumps use, by its grammar: statements with attribute lists,
/// subgraphs, quoted and HTML-like strings.
public final class DotReader {
  /// Attributes of each node and each edge (`a -> b`), in order.
  public final Map<String, Map<String, String>> nodes = new LinkedHashMap<>();

  public final Map<String, Map<String, String>> edges = new LinkedHashMap<>();
  /// For each node, the subgraph it is declared in.
  public final Map<String, String> subgraphs = new LinkedHashMap<>();

  private final String s;
  private int at;

  public DotReader(String s) {
    this.s = s;
    demand("digraph");
    id();
    body("");
    space();
    check(at == s.length());
  }

  private void body(String within) {
    demand("{");
    while (!skip("}")) {
      if (skip("subgraph")) {
        body(id());
        continue;
      }
      String first = id();
      if (skip("->")) {
        edges.put(first + " -> " + id(), attributes());
      } else {
        Map<String, String> attributes = attributes();
        if (!List.of("graph", "node", "edge").contains(first)) {
          check(!nodes.containsKey(first));
          nodes.put(first, attributes);
          subgraphs.put(first, within);
        }
      }
      demand(";");
    }
  }

  private Map<String, String> attributes() {
    Map<String, String> map = new LinkedHashMap<>();
    if (skip("[")) {
      do {
        String key = id();
        demand("=");
        map.put(key, id());
      } while (skip(","));
      demand("]");
    }
    return map;
  }

  /// A word, a quoted string without its escapes, or the inside of an HTML-like string.
  private String id() {
    space();
    char c = s.charAt(at);
    if (c == '"') {
      return quoted();
    }
    if (c == '<') {
      return html();
    }
    int from = at;
    while (String.valueOf(s.charAt(at)).matches("[A-Za-z0-9_.]")) {
      at++;
    }
    check(at > from);
    return s.substring(from, at);
  }

  private String quoted() {
    StringBuilder b = new StringBuilder();
    at++;
    while (s.charAt(at) != '"') {
      char c = s.charAt(at++);
      check(c != '\n');
      if (c == '\\') {
        char e = s.charAt(at++);
        check(e == '\\' || e == '"' || e == 'n');
        c = e == 'n' ? '\n' : e;
      }
      b.append(c);
    }
    at++;
    return b.toString();
  }

  private String html() {
    int from = at + 1;
    int depth = 0;
    do {
      char c = s.charAt(at++);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
    } while (depth > 0);
    return s.substring(from, at - 1);
  }

  private void space() {
    while (at < s.length() && Character.isWhitespace(s.charAt(at)) || s.startsWith("//", at)) {
      at = s.startsWith("//", at) ? s.indexOf('\n', at) : at + 1;
    }
  }

  private boolean skip(String token) {
    space();
    if (!s.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  private void demand(String token) {
    check(skip(token));
  }

  private void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("not DOT at " + at + ": " + s.substring(at, Math.min(s.length(), at + 60)));
    }
  }

  /// The lines of a node's label as a reader sees them, the first one by itself.
  public List<String> label(String node) {
    String label = nodes.get(node).get("label");
    String xml = "<label><line>" + label.replace("<br/>", "</line><line>") + "</line></label>";
    List<String> lines = new ArrayList<>();
    XmlReader.elements(XmlReader.read(xml), "line").forEach(e -> lines.add(e.getTextContent()));
    return lines;
  }
}
