package dev.adjoint.nn;

import static dev.adjoint.nn.Activation.RELU;
import static dev.adjoint.ops.Pooling.maxPool2d;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Sliding;

/// Trains LeNet on random images for as many steps as the argument says, in both dtypes, and prints a digest
/// of all bits of its parameters.
final class LeNetDigest {
  private LeNetDigest() {}

  public static void main(String... args) {
    System.out.println(Kernels.describe());
    int steps = Integer.parseInt(args[0]);
    System.out.println(digest(DType.FLOAT32, steps) + " " + digest(DType.FLOAT64, steps));
  }

  private static String digest(DType dtype, int steps) {
    int m = 24;
    Sequential net = Sequential.of(
        new Conv2d("conv1", 1, 6, 5, Sliding.by(1), dtype, Initializer.he(), Random.key(1)),
        Layer.of(RELU),
        Layer.of(x -> maxPool2d(x, 2)),
        new Conv2d("conv2", 6, 16, 5, Sliding.by(1), dtype, Initializer.he(), Random.key(2)),
        Layer.of(RELU),
        Layer.of(x -> maxPool2d(x, 2)),
        new Flatten(),
        new Dense("dense1", 256, 120, dtype, Initializer.he(), Random.key(3)),
        Layer.of(RELU),
        new Dense("dense2", 120, 84, dtype, Initializer.he(), Random.key(4)),
        Layer.of(RELU),
        new Dense("output", 84, 10, dtype, Initializer.he(), Random.key(5)));
    Tensor x = Random.uniform(Random.key(6), Type.of(dtype, m, 1, 28, 28));
    int[] labels = new int[m];
    for (int i = 0; i < m; i++) {
      labels[i] = i % 10;
    }
    Sgd sgd = new Sgd(net.parameters(), 0.05);
    for (int step = 0; step < steps; step++) {
      try (Tape tape = new Tape()) {
        Tensor logits = net.apply(tape.data("x", x));
        Tensor cost = Losses.cost(Losses.softmaxCrossEntropy(logits, Tensor.of(labels, m)));
        sgd.step(tape.sweep(cost).consume().to(net.parameters()));
      }
    }
    return TrainingDigest.hash(net.parameters());
  }
}
