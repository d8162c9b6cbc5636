package dev.adjoint.bench;

import static dev.adjoint.nn.Activation.RELU;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.optim.Optimizer;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Random;
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

/// One step of training of a network 784-512-256-10 (relu, softmax cross-entropy, batch 128, FLOAT32): forward, backward,
/// update.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = {Forked.VECTORS})
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class TrainingStepBenchmark {
  /// How parameters are updated.
  @Param({"SGD", "ADAM"})
  public String optimizer = "SGD";

  private DeepNetwork net = DeepNetwork.of(1).build();
  private Optimizer update = new Sgd(net.parameters(), 1);
  private Tensor x = Tensor.scalar(0.0);
  private Tensor labels = x;

  /// Draws the batch and the network.
  @Setup
  public void setUp() {
    x = Random.uniform(Random.key(1), Type.of(DType.FLOAT32, 128, 784));
    int[] classes = new int[128];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = i % 10;
    }
    labels = Tensor.of(classes, 128);
    net = DeepNetwork.of(784).hidden(512, RELU).hidden(256, RELU).outputs(10).seed(1).build();
    update = optimizer.equals("ADAM") ? new Adam(net.parameters(), 1e-3) : new Sgd(net.parameters(), 0.01);
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
