package dev.adjoint.bench;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Normalization;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
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

/// Reductions and what is computed by rows, on FLOAT32, each into a tape's pooled storage. Two floors are
/// measured beside them: `read` sums the operand by hand, which is its bytes over the bandwidth at that footprint
/// on one thread, and `exp` is one exponential for each element. `oneThread` and `allThreads` run the same op.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowBenchmark {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  /// The op, or `crossEntropy` and `crossEntropyGradient`, which take rank 2.
  @Param({"sum", "sumLast", "sumFirst", "mean", "max", "maxLast", "min", "logSumExp", "argmax", "argmaxLast",
      "norm", "softmax", "logSoftmax", "standardize", "crossEntropy", "crossEntropyGradient"})
  public String op = "sum";

  /// The shape of the operand.
  @Param({"1048576", "1024x1024", "64x128x128", "128x512", "128x10", "4096x3"})
  public String shape = "1024x1024";

  private Tensor x = Tensor.scalar(0.0);
  private Tensor labels = x;
  private float[] data = {};
  private float[] y = {};
  private final PointwiseLoop exponential = new PointwiseLoop(Formula.input(0).exp(), 1);

  /// Draws the operand.
  @Setup
  public void setUp() {
    String[] parts = shape.split("x", -1);
    int[] sizes = new int[parts.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Integer.parseInt(parts[i]);
    }
    x = Random.normal(Random.key(1), Type.of(DType.FLOAT32, sizes));
    data = x.toFloatArray();
    y = new float[data.length];
    int[] classes = new int[sizes[0]];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % sizes[sizes.length - 1];
    }
    labels = Tensor.of(classes, classes.length);
  }

  private Tensor run() {
    try (Tape tape = new Tape()) {
      if (op.startsWith("crossEntropy")) {
        Tensor logits = tape.variable(x);
        Tensor losses = Fused.softmaxCrossEntropy(logits, labels);
        return op.equals("crossEntropy")
            ? losses : tape.sweep(Reduce.sum(losses)).consume().to(logits).of(logits);
      }
      return apply(tape.data(x));
    }
  }

  private Tensor apply(Tensor v) {
    return switch (op) {
      case "sum" -> Reduce.sum(v);
      case "sumLast" -> Reduce.sum(v, -1);
      case "sumFirst" -> Reduce.sum(v, 0);
      case "sumMiddle" -> Reduce.sum(v, v.shape().rank() / 2);
      case "mean" -> Reduce.mean(v);
      case "max" -> Reduce.max(v);
      case "maxLast" -> Reduce.max(v, -1);
      case "min" -> Reduce.min(v);
      case "logSumExp" -> Reduce.logSumExp(v);
      case "argmax" -> Reduce.argmax(v);
      case "argmaxLast" -> Reduce.argmax(v, -1);
      case "norm" -> Reduce.norm(v);
      case "softmax" -> Fused.softmax(v);
      case "logSoftmax" -> Fused.logSoftmax(v);
      case "standardize" -> Normalization.standardize(v, 1e-5);
      default -> throw new IllegalArgumentException("no op " + op);
    };
  }

  /// On one thread.
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
  public Tensor oneThread() {
    return run();
  }

  /// On as many threads as there are processors.
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = {Forked.VECTORS})
  public Tensor allThreads() {
    return run();
  }

  /// Reading the operand: a sum by hand.
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
  public float read() {
    int step = 4 * F.length();
    FloatVector a = FloatVector.zero(F);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i <= data.length - step; i += step) {
      a = a.add(FloatVector.fromArray(F, data, i));
      b = b.add(FloatVector.fromArray(F, data, i + F.length()));
      c = c.add(FloatVector.fromArray(F, data, i + 2 * F.length()));
      d = d.add(FloatVector.fromArray(F, data, i + 3 * F.length()));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  /// An exponential for each element.
  @Benchmark
  @Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
  public float[] exp() {
    Shape flat = Shape.of(data.length);
    exponential.run(DType.FLOAT32, new Object[] {data}, new Shape[] {flat}, y, flat);
    return y;
  }
}
