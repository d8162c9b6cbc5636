package dev.adjoint.core.dump;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the part of Mermaid's flowcharts that dumps use, line by line.
final class MermaidReader {
  /// No character that HTML, Markdown or Mermaid would read; entities instead.
  private static final String TEXT = "\"((?:[^\"<>#&|\\\\`*\\[\\]{}~$;]|#[0-9]+;|<br/>)+)\"";

  private static final String ID = "([a-z]+[0-9_]*[a-z]*)";
  private static final Pattern NODE =
      Pattern.compile(
          ID + "(\\[|\\(\\[|\\[/|\\{\\{|\\[\\[)" + TEXT + "(\\]|\\]\\)|/\\]|\\}\\}|\\]\\]):::([a-z]+)");
  private static final Pattern EDGE = Pattern.compile(ID + " -->\\|" + TEXT + "\\| " + ID);
  private static final Pattern SUBGRAPH = Pattern.compile("subgraph " + ID + "\\[" + TEXT + "\\]");
  private static final Pattern STYLE =
      Pattern.compile("(classDef|style) [a-z]+ [a-z0-9:#,. -]+|class [a-z0-9_,]+ [a-z]+");
  private static final Map<String, String> CLOSING =
      Map.of("[", "]", "([", "])", "[/", "/]", "{{", "}}", "[[", "]]");

  final Map<String, List<String>> labels = new LinkedHashMap<>();
  final Map<String, String> shapes = new LinkedHashMap<>();
  final Map<String, String> edges = new LinkedHashMap<>();
  final Map<String, String> subgraphs = new LinkedHashMap<>();

  MermaidReader(String s) {
    List<String> lines = s.lines().map(String::strip).toList();
    check(lines.get(0).equals("flowchart TB"), lines.get(0));
    int open = 0;
    Set<String> used = new LinkedHashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher node = NODE.matcher(line);
      Matcher edge = EDGE.matcher(line);
      Matcher subgraph = SUBGRAPH.matcher(line);
      if (line.startsWith("%%")) {
        check(!line.contains("{"), line);
      } else if (line.equals("end")) {
        open--;
        check(open >= 0, line);
      } else if (subgraph.matches()) {
        open++;
        check(subgraphs.put(subgraph.group(1), text(subgraph.group(2))) == null, line);
      } else if (node.matches()) {
        check(node.group(4).equals(CLOSING.get(node.group(2))), line);
        List<String> label = new ArrayList<>();
        for (String part : node.group(3).split("<br/>")) {
          label.add(text(part));
        }
        check(labels.put(node.group(1), label) == null, line);
        shapes.put(node.group(1), node.group(2));
      } else if (edge.matches()) {
        edges.put(edge.group(1) + " -> " + edge.group(3), text(edge.group(2)));
        used.add(edge.group(1));
        used.add(edge.group(3));
      } else {
        check(STYLE.matcher(line).matches(), line);
      }
    }
    check(open == 0, "a subgraph is not closed");
    check(labels.keySet().containsAll(used), "an edge leads to no node");
  }

  private static String text(String escaped) {
    return Pattern.compile("#([0-9]+);")
        .matcher(escaped)
        .replaceAll(m -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(m.group(1)))))
        .replace("\u200B", "");
  }

  private static void check(boolean holds, String line) {
    if (!holds) {
      throw new AssertionError("not Mermaid: " + line);
    }
  }
}
