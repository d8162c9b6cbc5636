package dev.adjoint.ops.kernel.pointwise;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Puts short runs together: what broadcasts is written out, element for element of the output, for a block
/// of them, so that a kernel can take the block as one run. Starting a run, and the scalar code for what does
/// not fill a vector, would cost more.
final class ShortRuns {
  /// About how many elements a block has.
  private static final int BLOCK = 1024;
  private static final Object NOTHING = new Object();

  private final BroadcastAxes axes;
  private final BroadcastAxes blocks;
  private final int inner;
  private final long written;
  /// The number of the run of each element of a block.
  private final int[] runs;
  private final AtomicReference<Object @Nullable []> spare = new AtomicReference<>();

  ShortRuns(BroadcastAxes axes) {
    int n = axes.size();
    this.axes = axes;
    this.inner = axes.inner();
    int block = Math.min(n, Math.max(1, BLOCK / inner) * inner);
    this.written = ~(axes.full() | axes.whole());
    this.runs = new int[block];
    Arrays.setAll(runs, i -> i / inner);
    this.blocks =
        BroadcastAxes.ofRuns((n + block - 1) / block, block, axes.inputs(), axes.full(), axes.whole());
  }

  /// The axes whose runs are the blocks; the last one may be shorter.
  BroadcastAxes blocks() {
    return blocks;
  }

  /// The inputs of the blocks: what is not written out as it is, and space for the rest.
  Object[] take(Object[] x) {
    Object[] block = spare.getAndSet(null);
    if (block == null) {
      block = new Object[x.length];
      Arrays.fill(block, NOTHING);
    }
    for (int k = 0; k < x.length; k++) {
      if ((written >> k & 1) == 0) {
        block[k] = x[k];
      } else if (block[k].getClass() != x[k].getClass()) {
        block[k] = Array.newInstance(x[k].getClass().getComponentType(), runs.length);
      }
    }
    return block;
  }

  /// Gives such inputs back.
  void give(Object[] block) {
    for (int k = 0; k < block.length; k++) {
      if ((written >> k & 1) == 0) {
        block[k] = NOTHING;
      }
    }
    spare.lazySet(block);
  }

  /// Writes out what broadcasts for `length` elements of a block.
  void write(Object[] x, Object[] block, int number, int length) {
    int first = number * (runs.length / inner);
    for (int k = 0; k < x.length; k++) {
      if ((written >> k & 1) != 0) {
        write(k, x[k], first, length / inner, block[k]);
      }
    }
  }

  /// Writes input `k` under `count` runs of the output, from number `first` on, to the beginning of `to`.
  private void write(int k, Object x, int first, int count, Object to) {
    int step = axes.step(k);
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, axes.runsTogether(first + done));
      int from = axes.offset(k, first + done);
      if ((axes.splat() >> k & 1) != 0) {
        fill(x, from, step, to, done * inner, some * inner);
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

  /// Runs of one element each. A look-up for each element takes less than a loop for each run.
  private void fill(Object x, int from, int step, Object to, int at, int n) {
    switch (x) {
      case float[] a -> fill(a, from, step, (float[]) to, at, n);
      case double[] a -> fill(a, from, step, (double[]) to, at, n);
      case int[] a -> fill(a, from, step, (int[]) to, at, n);
      case long[] a -> fill(a, from, step, (long[]) to, at, n);
      case boolean[] a -> fill(a, from, step, (boolean[]) to, at, n);
      default -> throw new IllegalArgumentException("not a tensor's array: " + x.getClass());
    }
  }

  private void fill(float[] x, int from, int step, float[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[from + runs[i] * step];
    }
  }

  private void fill(double[] x, int from, int step, double[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[from + runs[i] * step];
    }
  }

  private void fill(int[] x, int from, int step, int[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[from + runs[i] * step];
    }
  }

  private void fill(long[] x, int from, int step, long[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[from + runs[i] * step];
    }
  }

  private void fill(boolean[] x, int from, int step, boolean[] to, int at, int n) {
    for (int i = 0; i < n; i++) {
      to[at + i] = x[from + runs[i] * step];
    }
  }
}
