package dev.adjoint.bench;

import static dev.adjoint.ops.Activations.sigmoid;
import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;
import static dev.adjoint.ops.Linalg.matmul;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.Gru;
import dev.adjoint.nn.Lstm;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.RecurrentBlock;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import java.util.Arrays;
import java.util.List;
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

/// One step of training of a recurrent layer, 64 inputs, 128 units, 50 steps, batch 32, FLOAT32: forward, the
/// mean square of all outputs, backward, update by SGD. Each cell as the op it is, as that op called once for
/// each step, and written in other ops; all three give the same outputs to the bit.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS})
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecurrentBenchmark {
  private static final int STEPS = 50;
  private static final int ROWS = 32;
  private static final int INPUTS = 64;
  private static final int UNITS = 128;

  /// The cell.
  @Param({"LSTM", "GRU"})
  public String cell = "LSTM";

  private RecurrentBlock block = new Lstm("lstm", 1, 1, DType.FLOAT32, Random.key(1));
  private Sgd update = new Sgd(block.parameters(), 1);
  private Tensor xs = Tensor.scalar(0.0);
  private Tensor zeros = xs;

  /// Draws the batch and the layer.
  @Setup
  public void setUp() {
    xs = Random.normal(Random.key(1), Type.of(DType.FLOAT32, STEPS, ROWS, INPUTS));
    zeros = Tensor.zeros(Type.of(DType.FLOAT32, ROWS, UNITS));
    block =
        cell.equals("GRU")
            ? new Gru("gru", INPUTS, UNITS, DType.FLOAT32, Random.key(2))
            : new Lstm("lstm", INPUTS, UNITS, DType.FLOAT32, Random.key(2));
    update = new Sgd(block.parameters(), 0.01);
  }

  /// The layer as one op.
  @Benchmark
  public double oneOp() {
    try (Tape tape = new Tape()) {
      return step(tape, block.run(tape.data(xs)).outputs());
    }
  }

  /// The op called step by step, as by a loop that decides on the way: each step has gradients of the weights
  /// of its own.
  @Benchmark
  public double stepByStep() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.data(xs);
      Tensor[] hs = new Tensor[STEPS];
      RecurrentBlock.State state = block.start(ROWS);
      for (int t = 0; t < STEPS; t++) {
        state = block.step(at(x, t), state);
        hs[t] = state.hidden();
      }
      return step(tape, Layout.stack(0, hs));
    }
  }

  /// The layer in other ops.
  @Benchmark
  public double otherOps() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.data(xs);
      return step(tape, cell.equals("GRU") ? gru(x) : lstm(x));
    }
  }

  private double step(Tape tape, Tensor outputs) {
    Tensor cost = Reduce.mean(square(outputs));
    update.step(tape.sweep(cost).consume().to(block.parameters()));
    return cost.item();
  }

  private Tensor lstm(Tensor x) {
    Tensor[] p = on(x);
    Tensor a = add(matmul(x, p[0], TRANSPOSED), p[2]);
    Tensor h = zeros;
    Tensor c = zeros;
    Tensor[] hs = new Tensor[STEPS];
    for (int t = 0; t < STEPS; t++) {
      Tensor[] z = split(add(at(a, t), matmul(h, p[1], TRANSPOSED)), 4);
      c = add(mul(sigmoid(z[1]), c), mul(sigmoid(z[0]), tanh(z[2])));
      h = mul(sigmoid(z[3]), tanh(c));
      hs[t] = h;
    }
    return Layout.stack(0, hs);
  }

  private Tensor gru(Tensor x) {
    Tensor[] p = on(x);
    Tensor a = add(matmul(x, p[0], TRANSPOSED), p[2]);
    Tensor h = zeros;
    Tensor[] hs = new Tensor[STEPS];
    for (int t = 0; t < STEPS; t++) {
      Tensor[] z = split(at(a, t), 3);
      Tensor[] r = split(add(matmul(h, p[1], TRANSPOSED), p[3]), 3);
      Tensor gate = sigmoid(add(z[1], r[1]));
      Tensor candidate = tanh(add(z[2], mul(sigmoid(add(z[0], r[0])), r[2])));
      h = add(mul(sub(1, gate), candidate), mul(gate, h));
      hs[t] = h;
    }
    return Layout.stack(0, hs);
  }

  private Tensor[] on(Tensor x) {
    List<Parameter> parameters = block.parameters();
    return parameters.stream().map(p -> p.on(x)).toArray(Tensor[]::new);
  }

  private static Tensor at(Tensor a, int t) {
    return Layout.squeeze(Layout.slice(a, 0, t, t + 1), 0);
  }

  private static Tensor[] split(Tensor x, int gates) {
    int[] sizes = new int[gates];
    Arrays.fill(sizes, UNITS);
    return Layout.split(x, -1, sizes);
  }
}
