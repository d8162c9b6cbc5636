package dev.adjoint.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What one thread of the machine can do at most: twelve independent chains of FLOAT32 multiply-adds on
/// registers. FLOAT64 can do half of it.
final class Peak {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 1 << 14;
  private static final int NANOS = 20_000_000;

  /// Kept, or the JIT would leave the work out.
  static float result;

  private Peak() {}

  /// The best rate of a few hundred tries, in GFLOP/s.
  static double gflops() {
    double best = 0;
    long end = System.nanoTime() + NANOS;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      result += run();
      best = Math.max(best, 2.0 * 12 * F.length() * ROUNDS / (System.nanoTime() - start));
    }
    return best;
  }

  private static float run() {
    FloatVector f = FloatVector.broadcast(F, 0.999f);
    FloatVector s0 = f, s1 = f, s2 = f, s3 = f, s4 = f, s5 = f, s6 = f, s7 = f;
    FloatVector s8 = f, s9 = f, t0 = f, t1 = f;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = s0.fma(f, f);
      s1 = s1.fma(f, f);
      s2 = s2.fma(f, f);
      s3 = s3.fma(f, f);
      s4 = s4.fma(f, f);
      s5 = s5.fma(f, f);
      s6 = s6.fma(f, f);
      s7 = s7.fma(f, f);
      s8 = s8.fma(f, f);
      s9 = s9.fma(f, f);
      t0 = t0.fma(f, f);
      t1 = t1.fma(f, f);
    }
    return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7).add(s8).add(s9).add(t0).add(t1).lane(0);
  }
}
