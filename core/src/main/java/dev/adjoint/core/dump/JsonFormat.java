package dev.adjoint.core.dump;

import dev.adjoint.core.Type;
import dev.adjoint.core.dump.Graph.Cluster;
import dev.adjoint.core.dump.Graph.Edge;
import dev.adjoint.core.dump.Graph.Output;
import dev.adjoint.core.dump.Graph.Vertex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// JSON (RFC 8259): an object with `title`, `notes`, `scopes`, `nodes` and `edges`, one line for each of the
/// latter three. What does not apply is left out. Numbers that JSON does not know are the strings `NaN`,
/// `Infinity` and `-Infinity`.
final class JsonFormat {
  private JsonFormat() {}

  static String text(Graph g) {
    return "{\n\"title\": " + string(g.title())
        + ",\n\"subtitle\": " + string(g.subtitle())
        + ",\n\"notes\": " + json(g.notes())
        + ",\n\"scopes\": " + lines(g.clusters().stream().map(c -> scope(g, c)).toList())
        + ",\n\"nodes\": " + lines(g.vertices().stream().map(v -> node(g, v)).toList())
        + ",\n\"edges\": " + lines(g.edges().stream().map(e -> edge(g, e)).toList())
        + "\n}\n";
  }

  private static String lines(List<Map<String, Object>> objects) {
    return objects.stream().map(o -> "\n" + json(o)).collect(Collectors.joining(",", "[", "\n]"));
  }

  private static Map<String, Object> scope(Graph g, Cluster c) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("id", c.id());
    m.put("name", c.name());
    m.put("path", c.path());
    put(m, "parent", c.parent() < 0 ? null : g.clusters().get(c.parent()).id());
    return m;
  }

  private static Map<String, Object> node(Graph g, Vertex v) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("id", v.id());
    m.put("kind", v.kind().word());
    put(m, "name", v.name());
    put(m, "op", v.label());
    put(m, "formula", v.formula());
    put(m, "scope", v.scope().isEmpty() ? null : v.scope());
    put(m, "in", v.cluster() < 0 ? null : g.clusters().get(v.cluster()).id());
    put(m, "site", v.site());
    put(m, "result", v.isResult() ? true : null);
    if (v.contents() != null) {
      m.put("nodes", v.contents().nodes());
      m.put("ops", v.contents().ops());
      m.put("variables", v.contents().variables());
      m.put("elements", v.contents().elements());
    }
    m.put("outputs", v.outputs().stream().map(JsonFormat::output).toList());
    return m;
  }

  private static Map<String, Object> output(Output o) {
    Map<String, Object> m = new LinkedHashMap<>();
    put(m, "id", o.id() < 0 ? null : o.id());
    put(m, "name", o.name());
    Type type = o.type();
    if (type == null) {
      m.put("count", o.count());
    } else {
      m.put("dtype", type.dtype().name());
      m.put("shape", Arrays.stream(type.shape().toArray()).boxed().toList());
    }
    put(m, "value", summary(o.value()));
    put(m, "gradient", summary(o.gradient()));
    return m;
  }

  private static @Nullable Map<String, Object> summary(@Nullable Summary s) {
    if (s == null) {
      return null;
    }
    Map<String, Object> m = new LinkedHashMap<>();
    if (s.gone() != null) {
      m.put("gone", true);
      return m;
    }
    if (s.size() == s.elements().size()) {
      m.put("elements", s.elements());
    } else {
      m.put("min", s.min());
      m.put("mean", s.mean());
      m.put("max", s.max());
    }
    m.put("norm", s.norm());
    put(m, "nan", s.nans() == 0 ? null : s.nans());
    put(m, "infinite", s.infinities() == 0 ? null : s.infinities());
    return m;
  }

  private static Map<String, Object> edge(Graph g, Edge e) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("from", g.vertices().get(e.from()).id());
    m.put("output", e.output());
    m.put("to", g.vertices().get(e.to()).id());
    put(m, "inputs", e.inputs().isEmpty() ? null : e.inputs());
    return m;
  }

  private static void put(Map<String, Object> m, String key, @Nullable Object value) {
    if (value != null) {
      m.put(key, value);
    }
  }

  private static String json(Object value) {
    return switch (value) {
      case String s -> string(s);
      case Double x when !Double.isFinite(x) -> string(x.toString());
      case Float x when !Float.isFinite(x) -> string(x.toString());
      case List<?> list -> list.stream().map(JsonFormat::json).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map -> {
        List<String> entries = new ArrayList<>();
        map.forEach((k, v) -> entries.add(string((String) k) + ": " + json(v)));
        yield "{" + String.join(", ", entries) + "}";
      }
      default -> value.toString();
    };
  }

  private static String string(String s) {
    StringBuilder b = new StringBuilder("\"");
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> b.append("\\\"");
        case '\\' -> b.append("\\\\");
        case '\n' -> b.append("\\n");
        default -> {
          boolean separator = c == 0x2028 || c == 0x2029; // which JavaScript once took for line breaks
          boolean single = Character.isSurrogate(c) && !isPaired(s, i);
          boolean escape = Character.isISOControl(c) || separator || single;
          b.append(escape ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
        }
      }
    }
    return b.append('"').toString();
  }

  /// Whether a surrogate is half of a character; alone it could not be encoded.
  private static boolean isPaired(String s, int i) {
    char c = s.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(s.charAt(i - 1));
  }
}
