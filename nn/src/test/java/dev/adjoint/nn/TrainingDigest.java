package dev.adjoint.nn;

import static dev.adjoint.nn.Activation.GELU;
import static dev.adjoint.nn.Activation.RELU;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Trainer;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.List;

/// Trains a network for as many steps as the argument says (of 20 an epoch), with dropout, L2 and Adam in
/// both dtypes, and recurrent layers for a twentieth of these steps, and prints digests of all bits of their
/// parameters.
final class TrainingDigest {
  private TrainingDigest() {}

  public static void main(String... args) {
    System.out.println(Kernels.describe());
    int epochs = Integer.parseInt(args[0]) / 20;
    System.out.println(
        digest(DType.FLOAT32, epochs) + " " + digest(DType.FLOAT64, epochs) + " "
            + recurrent(DType.FLOAT32, epochs) + " " + recurrent(DType.FLOAT64, epochs));
  }

  private static String digest(DType dtype, int epochs) {
    Tensor x = Random.normal(Random.key(1), Type.of(dtype, 20 * 32 - 7, 19));
    int[] labels = new int[x.shape().dim(0)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (x.get(i, 0) > 0 ? 1 : 0) + (x.get(i, 1) > 0 ? 2 : 0);
    }
    DeepNetwork net =
        DeepNetwork.of(19).hidden(33, RELU, 0.2).hidden(17, GELU).outputs(4).dtype(dtype).seed(1).build();
    new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 0.01))
        .epochs(epochs)
        .batchSize(32)
        .l2(1e-3)
        .fit(new Dataset(x, Tensor.of(labels, labels.length)));
    return hash(net.parameters());
  }

  /// Steps of a sequence, rows and units are enough for several threads.
  private static String recurrent(DType dtype, int steps) {
    Lstm lstm = new Lstm("lstm", 5, 33, dtype, Random.key(2));
    Gru gru = new Gru("gru", 33, 17, dtype, Random.key(3));
    Rnn rnn = new Rnn("rnn", 17, 3, dtype, Random.key(4));
    List<Parameter> all = new ArrayList<>();
    for (RecurrentBlock block : List.of(lstm, gru, rnn)) {
      all.addAll(block.parameters());
    }
    Sgd sgd = new Sgd(all, 0.1, 0.9);
    for (int step = 0; step < steps; step++) {
      try (Tape tape = new Tape()) {
        Tensor xs = tape.data(Random.normal(Random.key(100 + step), Type.of(dtype, 9, 35, 5)));
        RecurrentBlock.Run run = rnn.run(gru.run(lstm.run(xs).outputs()).outputs());
        Tensor target = Tensor.full(Type.of(dtype, 35, 3), 0.5);
        Tensor cost = Losses.cost(Losses.squaredError(run.last().hidden(), target));
        sgd.step(tape.sweep(cost).consume().to(all));
      }
    }
    return hash(all);
  }

  /// A hash of all bits of the parameters.
  static String hash(List<Parameter> parameters) {
    long hash = 17;
    for (Parameter p : parameters) {
      if (p.type().dtype() == DType.FLOAT32) {
        for (float v : p.value().toFloatArray()) {
          hash = hash * 31 + Float.floatToIntBits(v);
        }
      } else {
        for (double v : p.value().toDoubleArray()) {
          hash = hash * 31 + Double.doubleToLongBits(v);
        }
      }
    }
    return Long.toHexString(hash);
  }
}
