package dev.adjoint.bench;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.gemm.GemmKernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Matrix products on one thread and on two. The column `gflop` is in GFLOP/s, two operations for each
/// multiply-add; `ofPeak` is the part of what one thread could do at most, measured before each iteration
/// ([Peak]): up to 2 on two threads.
///
/// `-p shape=512x512x512 -p dtype=FLOAT32 -p transpose=NN,TN,NT` picks what to run. A Dense layer multiplies
/// `128x784x512` forward; backward it takes dy · wᵀ, `128x512x784` with NT, and xᵀ · dy, `784x128x512` with TN.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class MatmulBenchmark {
  /// The operands of a product.
  @State(Scope.Thread)
  public static class Product {
    /// The product, `m×k×n`.
    @Param({
      "64x64x64", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024", "2048x2048x2048",
      "128x784x512", "128x512x256", "512x128x784", "784x128x512", "128x256x10", "1x12288x209", "209x12288x1",
    })
    public String shape = "";

    /// FLOAT32 or FLOAT64.
    @Param({"FLOAT32", "FLOAT64"})
    public DType dtype = DType.FLOAT32;

    /// How A and B lie in memory: N as they are, T transposed.
    @Param("NN")
    public String transpose = "";

    private int m;
    private int k;
    private int n;
    private boolean transposeA;
    private boolean transposeB;
    private Object a = new float[0];
    private Object b = new float[0];
    private Object c = new float[0];
    private double peak;

    /// Draws the operands.
    @Setup
    public void setUp() {
      String[] sizes = shape.split("x", -1);
      m = Integer.parseInt(sizes[0]);
      k = Integer.parseInt(sizes[1]);
      n = Integer.parseInt(sizes[2]);
      transposeA = transpose.charAt(0) == 'T';
      transposeB = transpose.charAt(1) == 'T';
      a = matrix(m * k, 17);
      b = matrix(k * n, 13);
      c = matrix(m * n, 1);
    }

    /// What the machine can do now.
    @Setup(Level.Iteration)
    public void measurePeak() {
      peak = Peak.gflops() * Float.BYTES / dtype.bytes();
    }

    private Object matrix(int size, int period) {
      if (dtype == DType.FLOAT32) {
        float[] matrix = new float[size];
        for (int i = 0; i < size; i++) {
          matrix[i] = i % period - period / 2;
        }
        return matrix;
      }
      double[] matrix = new double[size];
      for (int i = 0; i < size; i++) {
        matrix[i] = i % period - period / 2;
      }
      return matrix;
    }

    Object multiply() {
      int lda = transposeA ? m : k;
      int ldb = transposeB ? k : n;
      if (dtype == DType.FLOAT32) {
        GemmKernels.multiply(
            transposeA, transposeB, m, n, k, (float[]) a, 0, lda, (float[]) b, 0, ldb, (float[]) c, 0, n, false);
      } else {
        GemmKernels.multiply(
            transposeA, transposeB, m, n, k, (double[]) a, 0, lda, (double[]) b, 0, ldb, (double[]) c, 0, n, false);
      }
      return c;
    }
  }

  /// What was done.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /// In billions of floating-point operations.
    public double gflop;
    /// In seconds that it would take at the machine's peak.
    public double ofPeak;

    void add(Product product) {
      double billions = 2e-9 * product.m * product.n * product.k;
      gflop += billions;
      ofPeak += billions / product.peak;
    }
  }

  /// On one thread.
  @Benchmark
  public Object matmul(Product product, Work work) {
    work.add(product);
    return product.multiply();
  }

  /// On two.
  @Benchmark
  @Fork(value = 1, jvmArgsAppend = {Forked.VECTORS, Forked.TWO_THREADS})
  public Object matmulByTwo(Product product, Work work) {
    work.add(product);
    return product.multiply();
  }
}
