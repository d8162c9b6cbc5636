package dev.adjoint.ops.kernel;

/// Sums over the middle axis of `(outer, n, inner)` in plain loops.
public final class PlainReduce {
  private PlainReduce() {}

  /// Writes the sums, `(outer, inner)`, to `y`.
  public static void sum(Object x, int outer, int n, int inner, Object y) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          int at = (o * n + k) * inner + i;
          sum += x instanceof float[] f ? f[at] : ((double[]) x)[at];
        }
        if (y instanceof float[] f) {
          f[o * inner + i] = (float) sum;
        } else {
          ((double[]) y)[o * inner + i] = sum;
        }
      }
    }
  }
}
