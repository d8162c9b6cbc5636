package dev.adjoint.core.dump;

import dev.adjoint.core.DType;
import dev.adjoint.core.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Names, numbers and types as every picture shows them.
final class Text {
  private Text() {}

  /// The text with nothing in it that a reader could not see or a format could not carry: control characters,
  /// line breaks, unpaired surrogates and marks that reorder text become escapes as in Java source; blank
  /// text is quoted.
  static String visible(String s) {
    if (s.isBlank()) {
      s = '"' + s + '"';
    }
    StringBuilder b = new StringBuilder(s.length());
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\n' -> b.append("\\n");
        case '\r' -> b.append("\\r");
        case '\t' -> b.append("\\t");
        default -> {
          if (isVisible(c)) {
            b.appendCodePoint(c);
          } else {
            b.append(String.format(Locale.ROOT, "\\u%04x", c));
          }
        }
      }
    }
    return b.toString();
  }

  private static boolean isVisible(int c) {
    boolean control = Character.isISOControl(c);
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    boolean noncharacter = (c & 0xFFFE) == 0xFFFE;
    boolean separator = c == 0x2028 || c == 0x2029;
    boolean reordering = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    return !(control || surrogate || noncharacter || separator || reordering);
  }

  /// The first `max` characters or so, with a mark where more follow.
  static String shorten(String s, int max) {
    if (s.codePointCount(0, s.length()) <= max) {
      return s;
    }
    return s.substring(0, s.offsetByCodePoints(0, max - 1)) + "…";
  }

  /// A number to four significant digits.
  static String number(double x) {
    if (Double.isNaN(x)) {
      return "NaN";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "∞" : "-∞";
    }
    if (x == Math.rint(x) && Math.abs(x) < 1e6) {
      return x == 0 && 1 / x < 0 ? "-0" : String.valueOf((long) x);
    }
    BigDecimal d = new BigDecimal(x).round(new MathContext(4)).stripTrailingZeros();
    double size = Math.abs(x);
    if (size >= 1e-3 && size < 1e6) {
      return d.toPlainString();
    }
    int exponent = d.precision() - d.scale() - 1;
    return d.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /// A type as short as on an edge: `f32 (32, 128)`.
  static String type(Type type) {
    return dtype(type.dtype()) + " " + type.shape();
  }

  static String dtype(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "f32";
      case FLOAT64 -> "f64";
      case INT32 -> "i32";
      case INT64 -> "i64";
      case BOOL -> "bool";
    };
  }

  /// `1 op`, `1,216 elements`.
  static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
  }

  /// Text for the content of an XML element or a quoted attribute.
  static String xml(String s) {
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
