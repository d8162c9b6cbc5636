package dev.adjoint.core.dump;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A strict reader of JSON (RFC 8259): objects as maps, arrays as lists, numbers as doubles.
final class JsonReader {
  private final String s;
  private int at;

  private JsonReader(String s) {
    this.s = s;
  }

  static @Nullable Object read(String s) {
    JsonReader r = new JsonReader(s);
    Object value = r.value();
    r.space();
    r.demand(r.at == s.length());
    return value;
  }

  /// The object under a path of keys and indices, such as `nodes`, `0`, `name`.
  static @Nullable Object at(@Nullable Object json, Object... path) {
    Object o = json;
    for (Object step : path) {
      o = step instanceof Integer i ? ((List<?>) o).get(i) : ((Map<?, ?>) o).get(step);
    }
    return o;
  }

  private void demand(boolean holds) {
    if (!holds) {
      String rest = s.substring(at, Math.min(s.length(), at + 30));
      throw new IllegalArgumentException("not JSON at " + at + ": " + rest);
    }
  }

  private void space() {
    while (at < s.length() && " \n\r\t".indexOf(s.charAt(at)) >= 0) {
      at++;
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

  private @Nullable Object value() {
    space();
    demand(at < s.length());
    return switch (s.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't', 'f', 'n' -> word();
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    demand(skip("{"));
    if (skip("}")) {
      return map;
    }
    do {
      space();
      String key = string();
      demand(skip(":"));
      demand(!map.containsKey(key));
      map.put(key, value());
    } while (skip(","));
    demand(skip("}"));
    return map;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> list = new ArrayList<>();
    demand(skip("["));
    if (skip("]")) {
      return list;
    }
    do {
      list.add(value());
    } while (skip(","));
    demand(skip("]"));
    return list;
  }

  private String string() {
    demand(s.charAt(at) == '"');
    at++;
    StringBuilder b = new StringBuilder();
    while (s.charAt(at) != '"') {
      char c = s.charAt(at++);
      demand(c >= 0x20);
      if (c != '\\') {
        b.append(c);
        continue;
      }
      char e = s.charAt(at++);
      switch (e) {
        case '"', '\\', '/' -> b.append(e);
        case 'n' -> b.append('\n');
        case 't' -> b.append('\t');
        case 'r' -> b.append('\r');
        case 'b' -> b.append('\b');
        case 'f' -> b.append('\f');
        case 'u' -> {
          b.append((char) Integer.parseInt(s.substring(at, at + 4), 16));
          at += 4;
        }
        default -> demand(false);
      }
    }
    at++;
    return b.toString();
  }

  private @Nullable Object word() {
    if (skip("true")) {
      return true;
    }
    if (skip("false")) {
      return false;
    }
    demand(skip("null"));
    return null;
  }

  private Double number() {
    int from = at;
    while (at < s.length() && "+-.0123456789eE".indexOf(s.charAt(at)) >= 0) {
      at++;
    }
    String text = s.substring(from, at);
    demand(text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
    return Double.valueOf(text);
  }
}
