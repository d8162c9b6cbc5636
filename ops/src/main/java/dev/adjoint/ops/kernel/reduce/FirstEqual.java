package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.ops.kernel.Workers;

/// Finds values where they first stand along the middle axis of `(outer, n, inner)`. NaN equals NaN, 0 equals
/// −0.
final class FirstEqual {
  private static final int PART = 1 << 16;

  private FirstEqual() {}

  /// `y[o, i]` = the first `p` for which `x[o, p, i]` equals `values[o, i]`, which must be among them.
  static void find(
      ReduceKernel kernel, Workers workers, Object x, int outer, int n, int inner, Object values, int[] y) {
    int size = Math.max(1, PART / Math.max(1, n * inner));
    workers.run(Math.ceilDiv(outer, size), part -> {
      for (int o = part * size; o < Math.min(outer, (part + 1) * size); o++) {
        if (inner == 1) {
          y[o] = inRow(kernel, x, o * n, n, values, o);
        } else {
          columns(kernel, x, o * n * inner, n, inner, values, o * inner, y);
        }
      }
    });
  }

  private static int inRow(ReduceKernel kernel, Object x, int at, int n, Object values, int i) {
    boolean skips = n > ReduceKernel.SKIPPED * kernel.lanes() && !isNaN(values, i);
    return find(x, skips ? kernel.skip(x, at, at + n, values, i) : at, values, i) - at;
  }

  private static boolean isNaN(Object values, int i) {
    return values instanceof float[] f
        ? Float.isNaN(f[i]) : values instanceof double[] d && Double.isNaN(d[i]);
  }

  private static int find(Object x, int at, Object values, int i) {
    return switch (x) {
      case float[] a -> {
        float value = ((float[]) values)[i];
        while (a[at] != value && (!Float.isNaN(value) || !Float.isNaN(a[at]))) {
          at++;
        }
        yield at;
      }
      case double[] a -> {
        double value = ((double[]) values)[i];
        while (a[at] != value && (!Double.isNaN(value) || !Double.isNaN(a[at]))) {
          at++;
        }
        yield at;
      }
      case int[] a -> {
        int value = ((int[]) values)[i];
        while (a[at] != value) {
          at++;
        }
        yield at;
      }
      case long[] a -> {
        long value = ((long[]) values)[i];
        while (a[at] != value) {
          at++;
        }
        yield at;
      }
      default -> throw new IllegalArgumentException("not an array of numbers: " + x.getClass());
    };
  }

  /// Row by row from the last to the first, so that the first to equal is what stays.
  private static void columns(
      ReduceKernel kernel, Object x, int at, int n, int inner, Object values, int from, int[] y) {
    boolean nan = false;
    for (int i = 0; i < inner; i++) {
      nan |= isNaN(values, from + i);
    }
    int step = ReduceKernel.SKIPPED * kernel.lanes();
    for (int p = n - 1; p >= 0; p--) {
      int row = at + p * inner;
      for (int i = 0; i < inner; i += step) {
        if (!nan && step > ReduceKernel.SKIPPED) {
          i = kernel.skipPairs(x, row + i, row + inner, values, from + i) - row;
        }
        mark(x, row + i, Math.min(step, inner - i), values, from + i, p, y);
      }
    }
  }

  /// Notes `p` where `n` elements equal the values.
  private static void mark(Object x, int at, int n, Object values, int from, int p, int[] y) {
    switch (x) {
      case float[] a -> {
        float[] v = (float[]) values;
        for (int i = 0; i < n; i++) {
          float value = v[from + i];
          if (a[at + i] == value || Float.isNaN(value) && Float.isNaN(a[at + i])) {
            y[from + i] = p;
          }
        }
      }
      case double[] a -> {
        double[] v = (double[]) values;
        for (int i = 0; i < n; i++) {
          double value = v[from + i];
          if (a[at + i] == value || Double.isNaN(value) && Double.isNaN(a[at + i])) {
            y[from + i] = p;
          }
        }
      }
      case int[] a -> {
        int[] v = (int[]) values;
        for (int i = 0; i < n; i++) {
          if (a[at + i] == v[from + i]) {
            y[from + i] = p;
          }
        }
      }
      case long[] a -> {
        long[] v = (long[]) values;
        for (int i = 0; i < n; i++) {
          if (a[at + i] == v[from + i]) {
            y[from + i] = p;
          }
        }
      }
      default -> throw new IllegalArgumentException("not an array of numbers: " + x.getClass());
    }
  }
}
