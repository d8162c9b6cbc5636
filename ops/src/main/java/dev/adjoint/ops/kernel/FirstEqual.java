package dev.adjoint.ops.kernel;

/// Finds values where they first stand along the middle axis of `(outer, n, inner)`. NaN equals NaN, 0 equals
/// −0.
final class FirstEqual {
  private FirstEqual() {}

  /// `y[o, i]` = the first `p` for which `x[o, p, i]` equals `values[o, i]`, which must be among them.
  static void find(Object x, int outer, int n, int inner, Object values, int[] y) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int at = o * n * inner + i;
        int to = o * inner + i;
        int found = switch (x) {
          case float[] a -> find(a, at, inner, ((float[]) values)[to]);
          case double[] a -> find(a, at, inner, ((double[]) values)[to]);
          case int[] a -> find(a, at, inner, ((int[]) values)[to]);
          case long[] a -> find(a, at, inner, ((long[]) values)[to]);
          default -> throw new IllegalArgumentException("not an array of numbers: " + x.getClass());
        };
        y[to] = (found - at) / inner;
      }
    }
  }

  private static int find(float[] x, int at, int step, float value) {
    boolean nan = Float.isNaN(value);
    while (!(x[at] == value || nan && Float.isNaN(x[at]))) {
      at += step;
    }
    return at;
  }

  private static int find(double[] x, int at, int step, double value) {
    boolean nan = Double.isNaN(value);
    while (!(x[at] == value || nan && Double.isNaN(x[at]))) {
      at += step;
    }
    return at;
  }

  private static int find(int[] x, int at, int step, int value) {
    while (x[at] != value) {
      at += step;
    }
    return at;
  }

  private static int find(long[] x, int at, int step, long value) {
    while (x[at] != value) {
      at += step;
    }
    return at;
  }
}
