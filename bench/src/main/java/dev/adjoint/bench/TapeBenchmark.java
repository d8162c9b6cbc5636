package dev.adjoint.bench;

import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a node costs, by the length of the tape: chains of tiny ops (mul, add, tanh), nanoseconds per node; with
/// `-prof gc` bytes, too.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TapeBenchmark {
  private static final int ALL = 900_000;

  /// The length of a chain; an invocation runs as many chains as make 900,000 nodes.
  @Param({"90", "900", "9000", "90000", "900000"})
  public int nodes = ALL;

  /// The elements of a value: the arrays of 4 are allocated, those of 256 come from the pool.
  @Param({"4", "256"})
  public int size = 4;

  private Tensor start = Tensor.scalar(0f);
  private Tensor c = start;
  private Tensor dy = start;

  /// Makes the values that a chain starts from.
  @Setup
  public void setUp() {
    Type type = Type.of(DType.FLOAT32, size);
    start = Tensor.full(type, 0.2);
    c = Tensor.full(type, 0.8);
    dy = Tensor.full(type, 1);
  }

  private Tensor chain(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < nodes / 3; i++) {
      y = tanh(add(mul(y, x), c));
    }
    return y;
  }

  /// Plain: nothing is recorded.
  @Benchmark
  @OperationsPerInvocation(ALL)
  public Tensor plain() {
    Tensor y = start;
    for (int done = 0; done < ALL; done += nodes) {
      y = chain(start);
    }
    return y;
  }

  /// Recorded.
  @Benchmark
  @OperationsPerInvocation(ALL)
  public int forward() {
    int size = 0;
    for (int done = 0; done < ALL; done += nodes) {
      try (Tape tape = new Tape()) {
        size += chain(tape.variable(start)).id();
      }
    }
    return size;
  }

  /// Recorded and swept; the difference to `forward` is the cost of the sweep.
  @Benchmark
  @OperationsPerInvocation(ALL)
  public double forwardAndBackward() {
    double sum = 0;
    for (int done = 0; done < ALL; done += nodes) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.variable(start);
        sum += tape.sweep(chain(x)).from(dy).consume().to(x).of(x).get(0);
      }
    }
    return sum;
  }
}
