package dev.adjoint.bench;

import dev.adjoint.ops.kernel.conv.ConvAxis;
import dev.adjoint.ops.kernel.conv.ConvKernels;
import dev.adjoint.ops.kernel.conv.ConvShape;
import java.util.concurrent.TimeUnit;
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

/// FLOAT32 convolutions and the two products that are their derivatives, on one thread, in GFLOP/s (the
/// column `gflop`); to compare with `peak` of [MatmulBenchmark].
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ConvolutionBenchmark {
  /// Images × groups × channels of a group × units of a group × side × window × stride × padding. The first
  /// two are LeNet's.
  @Param({
    "64x1x1x6x28x5x1x0", "64x1x6x16x12x5x1x0", "8x1x64x64x56x3x1x1", "8x1x128x128x28x3x2x1",
    "8x128x1x1x28x3x1x1"
  })
  public String shape = "";

  private ConvShape s = new ConvShape(0, 1, 1, 1, axis(1, 1, 1, 0), axis(1, 1, 1, 0));
  private float[] x = {};
  private float[] w = {};
  private float[] y = {};
  private float[] to = {};

  /// Billions of floating-point operations done.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /// In billions.
    public double gflop;
  }

  private static ConvAxis axis(int size, int window, int stride, int padding) {
    return new ConvAxis(size, window, stride, 1, padding, (size + 2 * padding - window) / stride + 1);
  }

  /// Draws the operands.
  @Setup
  public void setUp() {
    String[] parts = shape.split("x", -1);
    int[] n = new int[parts.length];
    for (int i = 0; i < n.length; i++) {
      n[i] = Integer.parseInt(parts[i]);
    }
    ConvAxis axis = axis(n[4], n[5], n[6], n[7]);
    s = new ConvShape(n[0], n[1], n[2], n[3], axis, axis);
    x = draw(n[0] * n[1] * n[2] * n[4] * n[4]);
    w = draw(n[1] * n[3] * n[2] * n[5] * n[5]);
    y = draw(n[0] * n[1] * n[3] * axis.places() * axis.places());
    to = new float[Math.max(x.length, Math.max(w.length, y.length))];
  }

  private static float[] draw(int n) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = i % 17 - 8;
    }
    return a;
  }

  private void count(Work work) {
    work.gflop += 2e-9 * y.length * w.length / (s.groups() * s.outputs());
  }

  /// The convolution.
  @Benchmark
  public float[] forward(Work work) {
    ConvKernels.forward(s, x, w, to);
    count(work);
    return to;
  }

  /// The cotangent of the images.
  @Benchmark
  public float[] transpose(Work work) {
    ConvKernels.transpose(s, y, w, to);
    count(work);
    return to;
  }

  /// The cotangent of the weights.
  @Benchmark
  public float[] weights(Work work) {
    ConvKernels.weights(s, x, y, to);
    count(work);
    return to;
  }
}
