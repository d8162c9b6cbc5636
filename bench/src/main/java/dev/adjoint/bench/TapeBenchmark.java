package dev.adjoint.bench;

import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a node costs: a chain of 999 tiny ops (mul, add, tanh) on shape (4,), nanoseconds per node.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TapeBenchmark {
  private static final int ROUNDS = 333;
  private static final int NODES = 3 * ROUNDS;

  private final Tensor start = Tensor.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 4);
  private final Tensor c = Tensor.of(new float[] {0.9f, 0.8f, 0.7f, 0.6f}, 4);
  private final Tensor dy = Tensor.full(start.type(), 1);

  private Tensor chain(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < ROUNDS; i++) {
      y = tanh(add(mul(y, x), c));
    }
    return y;
  }

  /// Plain: nothing is recorded.
  @Benchmark
  @OperationsPerInvocation(NODES)
  public Tensor plain() {
    return chain(start);
  }

  /// Recorded.
  @Benchmark
  @OperationsPerInvocation(NODES)
  public Tensor forward() {
    try (Tape tape = new Tape()) {
      return chain(tape.variable(start));
    }
  }

  /// Recorded and swept; the difference to `forward` is the cost of the sweep.
  @Benchmark
  @OperationsPerInvocation(NODES)
  public Tensor forwardAndBackward() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(start);
      return tape.sweep(chain(x)).from(dy).consume().to(x).of(x);
    }
  }
}
