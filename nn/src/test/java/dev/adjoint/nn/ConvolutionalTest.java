package dev.adjoint.nn;

import static dev.adjoint.nn.Activation.RELU;
import static dev.adjoint.ops.Pooling.averagePool2d;
import static dev.adjoint.ops.Pooling.maxPool2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Node;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Trainer;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Sliding;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvolutionalTest {
  private static final Tensor KEY = Random.key(5);

  private static Conv2d layer(int channels, int units, int groups) {
    return new Conv2d(
        "conv", channels, units, 3, 2, Sliding.by(2), groups, DType.FLOAT64, Initializer.he(), KEY);
  }

  @Test
  void theLayerIsTheConvolutionPlusABiasForEachUnit() {
    Conv2d conv = new Conv2d("c", 1, 2, 2, Sliding.by(1), DType.FLOAT64, Initializer.zeros(), KEY);
    conv.weights().assign(Tensor.of(new double[] {1, 0, 0, 10, 0, 1, 0, 0}, 2, 1, 2, 2));
    conv.biases().assign(Tensor.of(new double[] {100, 200}, 2));
    Tensor y = conv.apply(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 1, 1, 2, 3));
    assertEquals(Shape.of(1, 2, 1, 2), y.shape());
    assertArrayEquals(new double[] {151, 162, 202, 203}, y.toDoubleArray());
  }

  @Test
  void weightsStartByWhatAUnitSees() {
    Conv2d conv = new Conv2d(
        "c", 24, 90, 5, 3, Sliding.by(1), 3, DType.FLOAT64, Initializer.he(), KEY);
    assertEquals(Shape.of(90, 8, 5, 3), conv.weights().type().shape());
    double sum = 0;
    for (double v : conv.weights().value().toDoubleArray()) {
      sum += v * v;
    }
    assertEquals(2.0 / (8 * 5 * 3), sum / (90 * 8 * 5 * 3), 0.1 * 2.0 / (8 * 5 * 3));
    assertEquals(List.of("c/w", "c/b"), conv.parameters().stream().map(Parameter::name).toList());
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    Conv2d conv = layer(4, 6, 2);
    for (Tensor bad : List.of(Tensor.zeros(Type.of(DType.FLOAT64, 2, 2, 9, 9)),
        Tensor.zeros(Type.of(DType.FLOAT64, 4, 9, 9)), Tensor.zeros(Type.of(DType.FLOAT32, 2, 4, 9, 9)))) {
      String message = assertThrows(OperandException.class, () -> conv.apply(bad)).getMessage();
      assertTrue(message.contains("Conv2d conv") && message.contains("FLOAT64 (m, 4, h, w)"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> layer(0, 6, 1));
    String message = assertThrows(IllegalArgumentException.class, () -> layer(4, 6, 4)).getMessage();
    assertTrue(message.contains("4 channels and 6 units do not both divide into 4 groups"), message);
  }

  @Test
  void nodesCarryTheScope() {
    try (Tape tape = new Tape()) {
      layer(4, 6, 1).apply(tape.data(Tensor.zeros(Type.of(DType.FLOAT64, 2, 4, 9, 9))));
      assertEquals(
          3, tape.nodes().stream().filter(n -> n.kind() == Node.Kind.OP && n.scope().equals("conv")).count());
    }
  }

  @Test
  void flattenKeepsExamplesApart() {
    assertEquals(Shape.of(3, 40), flattened(3, 2, 4, 5));
    assertEquals(Shape.of(0, 40), flattened(0, 2, 4, 5));
    assertEquals(Shape.of(3, 1), flattened(3));
    String message = assertThrows(OperandException.class, () -> flattened()).getMessage();
    assertTrue(message.startsWith("Flatten: a scalar has no examples"), message);
  }

  private static Shape flattened(int... sizes) {
    return new Flatten().apply(Tensor.zeros(Type.of(DType.FLOAT32, sizes))).shape();
  }

  /// Noise with a bright bar of five elements somewhere, upright or lying: what tells them apart is the same
  /// wherever it is.
  private static Dataset bars(int seed, int m) {
    int side = 14;
    float[] x = Random.normal(Random.key(seed), Type.of(DType.FLOAT32, m, side * side)).toFloatArray();
    double[] u = Random.uniform(Random.key(seed + 1), Type.of(DType.FLOAT64, m, 3)).toDoubleArray();
    int[] labels = new int[m];
    for (int i = 0; i < m; i++) {
      labels[i] = u[3 * i] < 0.5 ? 0 : 1;
      int row = (int) (u[3 * i + 1] * (side - 5));
      int column = (int) (u[3 * i + 2] * (side - 5));
      for (int k = 0; k < 5; k++) {
        int at = labels[i] == 0 ? (row + k) * side + column : row * side + column + k;
        x[i * side * side + at] += 4;
      }
    }
    return new Dataset(Tensor.of(x, m, 1, side, side), Tensor.of(labels, m));
  }

  @Test
  void aConvolutionalNetworkLearnsWhatIsTheSameEverywhere() {
    Sequential net = Sequential.of(
        new Conv2d(
            "conv1", 1, 4, 5, Sliding.by(1).padding(2), DType.FLOAT32, Initializer.he(), Random.key(1)),
        Layer.of(RELU),
        Layer.of(x -> maxPool2d(x, 2)),
        new Conv2d("conv2", 4, 6, 3, Sliding.by(1), DType.FLOAT32, Initializer.he(), Random.key(2)),
        Layer.of(RELU),
        Layer.of(x -> averagePool2d(x, 5)),
        new Flatten(),
        new Dense("output", 6, 2, DType.FLOAT32, Initializer.he(), Random.key(3)));
    new Trainer(net, Losses::softmaxCrossEntropy, new Sgd(net.parameters(), 0.1, 0.9))
        .epochs(12).batchSize(25).fit(bars(10, 500));
    Dataset unseen = bars(20, 300);
    double accuracy = Metrics.accuracy(net.apply(unseen.x()), unseen.y());
    assertTrue(accuracy > 0.95, "accuracy " + accuracy);
  }
}
