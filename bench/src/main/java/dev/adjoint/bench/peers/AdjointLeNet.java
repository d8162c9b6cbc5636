package dev.adjoint.bench.peers;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.nn.Activation.RELU;
import static dev.adjoint.ops.Pooling.maxPool2d;

import dev.adjoint.bench.peers.Workload.LeNet;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
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

/// LeNet of layers.
final class AdjointLeNet extends AdjointTraining {
  private final Layer network;
  private final Tensor x;
  private final Tensor labels;

  AdjointLeNet(LeNet workload) {
    this(workload, network(workload));
  }

  private AdjointLeNet(LeNet workload, Layer network) {
    super(new Sgd(network.parameters(), workload.rate()));
    this.network = network;
    x = Adjoint.tensor(workload.x());
    labels = Tensor.of(workload.labels(), workload.batch());
  }

  private static Layer network(LeNet workload) {
    Sequential network =
        Sequential.of(
            convolution("conv1", 1, 6), Layer.of(RELU), Layer.of(t -> maxPool2d(t, 2)),
            convolution("conv2", 6, 16), Layer.of(RELU), Layer.of(t -> maxPool2d(t, 2)), new Flatten(),
            dense("dense1", 256, 120), Layer.of(RELU), dense("dense2", 120, 84), Layer.of(RELU),
            dense("output", 84, 10));
    assign(network.parameters(), workload.parameters());
    return network;
  }

  private static Layer convolution(String name, int channels, int units) {
    return new Conv2d(
        name, channels, units, 5, Sliding.by(1), FLOAT32, Initializer.zeros(), Random.key(0));
  }

  private static Layer dense(String name, int inputs, int units) {
    return new Dense(name, inputs, units, FLOAT32, Initializer.zeros(), Random.key(0));
  }

  @Override
  Tensor cost(Tape tape) {
    return Losses.cost(Losses.softmaxCrossEntropy(network.apply(tape.data(x)), labels));
  }
}
