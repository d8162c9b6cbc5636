package dev.adjoint.bench;

import static dev.adjoint.nn.Activation.RELU;
import static dev.adjoint.ops.Pooling.maxPool2d;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.Conv2d;
import dev.adjoint.nn.Dense;
import dev.adjoint.nn.Flatten;
import dev.adjoint.nn.Initializer;
import dev.adjoint.nn.Layer;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Sequential;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Sliding;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One step of training of LeNet on images of 1×28×28 (two convolutions of 5×5 with 6 and 16 channels, relu,
/// pooling by 2, dense layers of 120, 84 and 10; softmax cross-entropy, batch 64, FLOAT32, SGD): forward,
/// backward, update.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS})
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class LeNetBenchmark {
  private static final int BATCH = 64;

  private Sequential net = Sequential.of();
  private Sgd update = new Sgd(net.parameters(), 1);
  private Tensor x = Tensor.scalar(0.0);
  private Tensor labels = x;

  /// Draws the batch and the network.
  @Setup
  public void setUp() {
    x = Random.uniform(Random.key(1), Type.of(DType.FLOAT32, BATCH, 1, 28, 28));
    int[] classes = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      classes[i] = i % 10;
    }
    labels = Tensor.of(classes, BATCH);
    net = Sequential.of(
        convolution(1, 1, 6), Layer.of(RELU), Layer.of(t -> maxPool2d(t, 2)),
        convolution(2, 6, 16), Layer.of(RELU), Layer.of(t -> maxPool2d(t, 2)),
        new Flatten(),
        dense(3, 256, 120), Layer.of(RELU), dense(4, 120, 84), Layer.of(RELU), dense(5, 84, 10));
    update = new Sgd(net.parameters(), 0.01);
  }

  private static Layer convolution(int number, int channels, int units) {
    return new Conv2d("conv" + number, channels, units, 5, Sliding.by(1), DType.FLOAT32, Initializer.he(),
        Random.key(number));
  }

  private static Layer dense(int number, int inputs, int units) {
    return new Dense("dense" + number, inputs, units, DType.FLOAT32, Initializer.he(), Random.key(number));
  }

  /// One step.
  @Benchmark
  public double step() {
    try (Tape tape = Tape.training(1, update.steps())) {
      Tensor cost = Losses.cost(Losses.softmaxCrossEntropy(net.apply(tape.data(x)), labels));
      update.step(tape.sweep(cost).consume().to(net.parameters()));
      return cost.item();
    }
  }
}
