package dev.adjoint.ops.kernel.random;

import java.util.function.DoubleUnaryOperator;

/// Fills arrays with random numbers that are functions of a key and the index of the element.
public final class RandomKernels {
  private RandomKernels() {}

  /// The key numbered `index` among those derived from a key of two words.
  public static void split(long[] key, int index, long[] y) {
    int[] words = new int[4];
    Philox.draw(key[0], Integer.toUnsignedLong(index) | 1L << 63, key[1], words);
    y[0] = join(words[0], words[1]);
    y[1] = join(words[2], words[3]);
  }

  /// Numbers from `[0, 1)`: multiples of 2⁻²⁴ in FLOAT32, of 2⁻⁵³ in FLOAT64.
  public static void uniform(long[] key, Object y) {
    if (y instanceof float[] f) {
      fill(key, f, u -> u);
    } else {
      fill(key, (double[]) y, u -> u);
    }
  }

  /// Standard normal numbers: the quantiles of the centres of the intervals that uniform numbers stand for.
  public static void normal(long[] key, Object y) {
    if (y instanceof float[] f) {
      fill(key, f, u -> NormalQuantile.of(u + 0x1p-25));
    } else {
      fill(key, (double[]) y, u -> NormalQuantile.of(u + 0x1p-54));
    }
  }

  /// `scale` with the given probability, else 0.
  public static void choose(long[] key, double probability, double scale, Object y) {
    if (y instanceof float[] f) {
      fill(key, f, u -> u < probability ? scale : 0);
    } else {
      fill(key, (double[]) y, u -> u < probability ? scale : 0);
    }
  }

  private static void fill(long[] key, float[] y, DoubleUnaryOperator f) {
    int[] words = new int[4];
    for (int i = 0; i < y.length; i++) {
      if (i % 4 == 0) {
        Philox.draw(key[0], i / 4, key[1], words);
      }
      y[i] = (float) f.applyAsDouble((words[i % 4] >>> 8) * 0x1p-24);
    }
  }

  private static void fill(long[] key, double[] y, DoubleUnaryOperator f) {
    int[] words = new int[4];
    for (int i = 0; i < y.length; i++) {
      if (i % 2 == 0) {
        Philox.draw(key[0], i / 2, key[1], words);
      }
      y[i] = f.applyAsDouble((join(words[i % 2 * 2], words[i % 2 * 2 + 1]) >>> 11) * 0x1p-53);
    }
  }

  private static long join(int low, int high) {
    return Integer.toUnsignedLong(low) | (long) high << 32;
  }
}
