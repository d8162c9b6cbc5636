package dev.adjoint.core;

import java.util.Locale;

/// The text of a tensor: its elements nested in brackets as NumPy prints them, then dtype and shape.
final class TensorText {
  /// Axes longer than this show their first and last [#EDGE] elements.
  private static final int LONGEST = 8;

  private static final int EDGE = 3;

  private TensorText() {}

  static String of(Tensor t) {
    StringBuilder s = new StringBuilder();
    String name = t.name();
    if (name != null) {
      s.append(name).append(' ');
    }
    s.append(t.dtype()).append(' ').append(t.shape());
    Object array;
    try {
      array = t.plain().array();
    } catch (TapeException e) {
      return s.append(" (its storage was handed back)").toString();
    }
    s.append(t.shape().rank() < 2 ? " " : "\n");
    append(s, t, array, 0, 0);
    return s.toString();
  }

  private static void append(StringBuilder s, Tensor t, Object array, int axis, int from) {
    if (axis == t.shape().rank()) {
      String text = array instanceof long[] a ? Long.toString(a[from]) : number(t.dtype(), Elements.get(array, from));
      s.append(text);
      return;
    }
    int n = t.shape().dim(axis);
    int step = 1;
    for (int i = axis + 1; i < t.shape().rank(); i++) {
      step *= t.shape().dim(i);
    }
    boolean last = axis == t.shape().rank() - 1;
    s.append('[');
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        s.append(last ? ", " : ",\n" + " ".repeat(axis + 1));
      }
      if (n > LONGEST && i == EDGE) {
        s.append("…");
        i = n - EDGE - 1;
        continue;
      }
      append(s, t, array, axis + 1, from + i * step);
    }
    s.append(']');
  }

  private static String number(DType dtype, double x) {
    if (dtype == DType.BOOL) {
      return x == 0 ? "false" : "true";
    }
    if (!dtype.isFloating()) {
      return String.valueOf((long) x);
    }
    if (x == Math.rint(x) && Math.abs(x) < 1e7) {
      return (x == 0 && 1 / x < 0 ? "-0" : String.valueOf((long) x)) + ".";
    }
    String fixed = String.format(Locale.ROOT, "%.6g", x);
    return fixed.contains(".") && !fixed.contains("e") ? fixed.replaceAll("0+$", "") : fixed;
  }
}
