package dev.adjoint.bench;

import static dev.adjoint.ops.formula.Formula.input;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.util.concurrent.TimeUnit;
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

/// The longest kernels there are, FLOAT32 over 4,096 elements. C1 gives up on long methods of vector calls, and what it
/// gave up on may stay in a lower tier for the whole run, a hundred times slower and more. Run with several forks: one
/// whose time is far from the others' has a kernel that is stuck.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 5, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
public class KernelTierBenchmark {
  private static final Shape SHAPE = Shape.of(1 << 12);

  /// What is computed: a power, sines and tangents, or 900 operations one after another.
  @Param({"POW", "TRIGONOMETRY", "CHAIN"})
  public String formula = "";

  private final float[] a = new float[SHAPE.size()];
  private final float[] b = new float[SHAPE.size()];
  private final float[] y = new float[SHAPE.size()];
  private final Object[] x = {a, b};
  private final Shape[] shapes = {SHAPE, SHAPE};
  private PointwiseLoop loop = new PointwiseLoop(input(0), 2);

  /// Makes the kernel; the inputs are such that no rare case falls back to scalar code.
  @Setup
  public void setUp() {
    for (int i = 0; i < a.length; i++) {
      a[i] = 0.5f + i * 1e-4f;
      b[i] = a[i];
    }
    loop = new PointwiseLoop(formula(), 2);
  }

  private Formula formula() {
    Formula p = input(0);
    Formula q = input(1);
    return switch (formula) {
      case "POW" -> p.pow(q);
      case "TRIGONOMETRY" -> p.sin().mul(q.cos()).add(p.tan().mul(q.atan()));
      default -> {
        Formula chain = p;
        for (int i = 0; i < 300; i++) {
          chain = chain.fma(q, 0.3 + i).abs().sqrt();
        }
        yield chain;
      }
    };
  }

  /// One pass over all elements.
  @Benchmark
  public float[] kernel() {
    loop.run(DType.FLOAT32, x, shapes, y, SHAPE);
    return y;
  }
}
