package dev.adjoint.ops;

import dev.adjoint.core.DType;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Specimens of random ops, with the generator written a second time, in 64-bit words and from its
/// description alone (Salmon et al., 2011: each round multiplies, swaps and adds the round's key).
final class RandomSpecimens {
  private static final long WORD = 0xFFFFFFFFL;

  private RandomSpecimens() {}

  private static List<Specimen.Input> keys() {
    return List.of(Specimen.Input.of(DType.INT64, Domain.integers(0, Integer.MAX_VALUE), 2));
  }

  /// An op that draws by a function of uniform numbers.
  static List<Specimen> of(Random op, DoubleUnaryOperator f) {
    boolean single = op.result().dtype() == DType.FLOAT32;
    int n = op.result().shape().size();
    return List.of(
        new Specimen(
            op,
            keys(),
            x -> {
              double[] y = new double[n];
              for (int i = 0; i < n; i++) {
                int words = single ? 1 : 2;
                int at = i * words;
                long[] block = philox((long) x[0][0], at / 4, (long) x[0][1]);
                long bits = single ? block[at % 4] >>> 8 : (block[at % 4] | block[at % 4 + 1] << 32) >>> 11;
                y[i] = f.applyAsDouble(bits / Math.pow(2, single ? 24 : 53));
              }
              return y;
            }));
  }

  static List<Specimen> splits(Random.Split op) {
    return List.of(
        Specimen.ofIntegers(
            op,
            keys(),
            x -> {
              long[] words = philox(x[0][0], op.index() | Long.MIN_VALUE, x[0][1]);
              return new long[] {words[0] | words[1] << 32, words[2] | words[3] << 32};
            }));
  }

  private static long[] philox(long key, long low, long high) {
    long[] c = {low & WORD, low >>> 32, high & WORD, high >>> 32};
    for (long round = 0; round < 10; round++) {
      long even = 0xD2511F53L * c[0];
      long odd = 0xCD9E8D57L * c[2];
      long k0 = key + round * 0x9E3779B9L & WORD;
      long k1 = (key >>> 32) + round * 0xBB67AE85L & WORD;
      c = new long[] {odd >>> 32 ^ c[1] ^ k0, odd & WORD, even >>> 32 ^ c[3] ^ k1, even & WORD};
    }
    return c;
  }

  /// The standard normal quantile at the centre of the interval that a uniform number stands for, by
  /// bisection.
  static double quantile(double u, DType dtype) {
    double p = u + (dtype == DType.FLOAT32 ? 0x1p-25 : 0x1p-54);
    double low = -9;
    double high = 9;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if ((1 + ErrorFunction.erf(middle / Math.sqrt(2))) / 2 < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
