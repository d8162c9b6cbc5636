package dev.adjoint.ops.kernel;

/// Reductions of the middle axis of `(outer, n, inner)` to `(outer, inner)`, in plain loops.
public final class PlainReduce {
  private PlainReduce() {}

  private interface Fold {
    double apply(double a, double b);
  }

  public static void sum(Object x, int outer, int n, int inner, Object y) {
    fold(x, outer, n, inner, y, 0, Double::sum);
  }

  public static void max(Object x, int outer, int n, int inner, Object y) {
    fold(x, outer, n, inner, y, Double.NEGATIVE_INFINITY, Math::max);
  }

  public static void min(Object x, int outer, int n, int inner, Object y) {
    fold(x, outer, n, inner, y, Double.POSITIVE_INFINITY, Math::min);
  }

  public static void argMax(Object x, int outer, int n, int inner, int[] y) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int best = 0;
        for (int k = 1; k < n; k++) {
          double a = get(x, (o * n + best) * inner + i);
          double b = get(x, (o * n + k) * inner + i);
          best = a == a && !(b <= a) ? k : best;
        }
        y[o * inner + i] = best;
      }
    }
  }

  private static void fold(Object x, int outer, int n, int inner, Object y, double from, Fold fold) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        double sum = from;
        for (int k = 0; k < n; k++) {
          sum = fold.apply(sum, get(x, (o * n + k) * inner + i));
        }
        switch (y) {
          case float[] a -> a[o * inner + i] = (float) sum;
          case double[] a -> a[o * inner + i] = sum;
          case int[] a -> a[o * inner + i] = (int) sum;
          case long[] a -> a[o * inner + i] = (long) sum;
          default -> throw new IllegalArgumentException("not numbers: " + y.getClass());
        }
      }
    }
  }

  private static double get(Object array, int i) {
    return switch (array) {
      case float[] a -> a[i];
      case double[] a -> a[i];
      case int[] a -> a[i];
      case long[] a -> a[i];
      default -> throw new IllegalArgumentException("not numbers: " + array.getClass());
    };
  }
}
