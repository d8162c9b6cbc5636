package dev.adjoint.bench;

import dev.adjoint.ops.kernel.GemmKernels;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// FLOAT32 matrix products on one thread, and the machine's own peak of fused multiply-adds, in GFLOP/s (the column
/// `gflop`, two operations for each multiply-add).
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatmulBenchmark {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 1 << 16;

  /// The product, `m×k×n`.
  @Param({"64x64x64", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024", "128x784x512", "128x256x10"})
  public String shape = "";

  private int m;
  private int k;
  private int n;
  private float[] a = {};
  private float[] b = {};
  private float[] c = {};

  /// Billions of floating-point operations done.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /// In billions.
    public double gflop;
  }

  /// Draws the operands.
  @Setup
  public void setUp() {
    String[] sizes = shape.split("x", -1);
    m = Integer.parseInt(sizes[0]);
    k = Integer.parseInt(sizes[1]);
    n = Integer.parseInt(sizes[2]);
    a = new float[m * k];
    b = new float[k * n];
    c = new float[m * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 17 - 8;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 13 - 6;
    }
  }

  /// `A · B`.
  @Benchmark
  public float[] matmul(Work work) {
    GemmKernels.multiply(false, false, m, n, k, a, 0, k, b, 0, n, c, 0, n, false);
    work.gflop += 2e-9 * m * n * k;
    return c;
  }

  /// Twelve independent chains of multiply-adds on registers: what the machine can do at most.
  @Benchmark
  public FloatVector peak(Work work) {
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
    work.gflop += 2e-9 * 12 * F.length() * ROUNDS;
    return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7).add(s8).add(s9).add(t0).add(t1);
  }
}
