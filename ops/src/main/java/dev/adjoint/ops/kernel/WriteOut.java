package dev.adjoint.ops.kernel;

import java.util.Arrays;

/// Writes an input that broadcasts out, element for element of the output, for a number of runs.
final class WriteOut {
  private WriteOut() {}

  /// Writes input `k` under `runs` runs of the output, from number `first` on, to the beginning of `to`.
  static void runs(BroadcastAxes axes, int k, Object x, int first, int runs, Object to) {
    int inner = axes.inner();
    int step = axes.steps()[k];
    for (int done = 0; done < runs; ) {
      int some = Math.min(runs - done, axes.runsTogether(first + done));
      int from = axes.offset(k, first + done);
      if ((axes.splat() >> k & 1) != 0) {
        fill(x, from, step, to, done * inner, inner, some);
      } else if (step == 0) {
        repeat(x, from, to, done * inner, inner, some);
      } else {
        for (int run = 0; run < some; run++) {
          System.arraycopy(x, from + run * step, to, (done + run) * inner, inner);
        }
      }
      done += some;
    }
  }

  /// The same run over and over, doubling what is there.
  private static void repeat(Object x, int from, Object to, int at, int n, int runs) {
    System.arraycopy(x, from, to, at, n);
    for (int length = n; length < n * runs; length *= 2) {
      System.arraycopy(to, at, to, at + length, Math.min(length, n * runs - length));
    }
  }

  /// Runs of one element each.
  private static void fill(Object x, int from, int step, Object to, int at, int n, int runs) {
    switch (x) {
      case float[] a -> {
        for (int run = 0; run < runs; run++) {
          Arrays.fill((float[]) to, at + run * n, at + run * n + n, a[from + run * step]);
        }
      }
      case double[] a -> {
        for (int run = 0; run < runs; run++) {
          Arrays.fill((double[]) to, at + run * n, at + run * n + n, a[from + run * step]);
        }
      }
      case int[] a -> {
        for (int run = 0; run < runs; run++) {
          Arrays.fill((int[]) to, at + run * n, at + run * n + n, a[from + run * step]);
        }
      }
      case long[] a -> {
        for (int run = 0; run < runs; run++) {
          Arrays.fill((long[]) to, at + run * n, at + run * n + n, a[from + run * step]);
        }
      }
      case boolean[] a -> {
        for (int run = 0; run < runs; run++) {
          Arrays.fill((boolean[]) to, at + run * n, at + run * n + n, a[from + run * step]);
        }
      }
      default -> throw new IllegalArgumentException("not a tensor's array: " + x.getClass());
    }
  }
}
