package dev.adjoint.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Node;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.TapeException;
import dev.adjoint.core.Type;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Random;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final Tensor KEY = Random.key(3);

  @Test
  void denseIsTheProductWithTheTransposedWeightsPlusTheBias() {
    Dense dense = new Dense("d", 2, 3, DType.FLOAT64, Initializer.zeros(), KEY);
    dense.weights().assign(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2));
    dense.biases().assign(Tensor.of(new double[] {10, 20, 30}, 3));
    Tensor y = dense.apply(Tensor.of(new double[] {1, 1, 0, 2}, 2, 2));
    assertArrayEquals(new double[] {13, 27, 41, 14, 28, 42}, y.toDoubleArray());
    assertArrayEquals(new int[] {2, 3}, y.shape().toArray());
  }

  @Test
  void denseNamesItselfAndWhatItTakesWhenTheInputDoesNotFit() {
    Dense dense = new Dense("hidden", 4, 3, DType.FLOAT32, Initializer.he(), KEY);
    for (Tensor bad :
        List.of(
            Tensor.zeros(Type.of(DType.FLOAT32, 2, 5)),
            Tensor.zeros(Type.of(DType.FLOAT32, 4)),
            Tensor.zeros(Type.of(DType.FLOAT64, 2, 4)))) {
      String message = assertThrows(OperandException.class, () -> dense.apply(bad)).getMessage();
      assertTrue(message.contains("hidden") && message.contains("(m, 4)") && message.contains(bad.type().toString()), message);
      assertEquals(bad.shape().rank() == 1, message.contains("hint reshape one example to (1, 4)"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> new Dense("d", 0, 3, DType.FLOAT32, Initializer.he(), KEY));
  }

  @Test
  void parametersAreNamedByLayerAndNodesCarryTheScope() {
    DeepNetwork net = DeepNetwork.of(3).hidden(4, Activation.RELU).outputs(2).build();
    assertEquals(
        List.of("hidden1/w", "hidden1/b", "output/w", "output/b"), net.parameters().stream().map(Parameter::name).toList());
    assertEquals(3 * 4 + 4 + 4 * 2 + 2, net.parameterCount());
    try (Tape tape = new Tape()) {
      net.apply(tape.data(Tensor.zeros(Type.of(DType.FLOAT32, 2, 3))));
      assertEquals(2, tape.nodes().stream().filter(n -> n.kind() == Node.Kind.OP && n.scope().equals("output")).count());
    }
  }

  @Test
  void aPlainInputRecordsNothing() {
    DeepNetwork net = DeepNetwork.of(3).hidden(4, Activation.RELU, 0.5).outputs(2).build();
    Tensor x = Random.normal(KEY, Type.of(DType.FLOAT32, 5, 3));
    Tensor y = net.apply(x);
    assertEquals(null, y.tape());
    assertArrayEquals(y.toFloatArray(), net.apply(x).toFloatArray(), "dropout does nothing outside training");
  }

  @Test
  void dropoutDropsAboutItsShareInTrainingAndScalesTheRest() {
    try (Tape tape = Tape.training(1, 2)) {
      float[] y = Random.dropout(tape.data(Tensor.full(Type.of(DType.FLOAT32, 100, 100), 3)), 0.25).toFloatArray();
      int dropped = 0;
      for (float v : y) {
        assertTrue(v == 0 || v == 4, "3 / (1 − 0.25) or nothing, was " + v);
        dropped += v == 0 ? 1 : 0;
      }
      assertEquals(2500, dropped, 6 * Math.sqrt(10_000 * 0.25 * 0.75), "within six deviations");
    }
  }

  @Test
  void zeroWeightsLeaveHiddenUnitsAlikeAndRandomOnesDoNot() {
    assertEquals(1, distinctUnits(Initializer.zeros()));
    assertEquals(4, distinctUnits(Initializer.normal(0.01)));
  }

  private static long distinctUnits(Initializer initializer) {
    DeepNetwork net =
        DeepNetwork.of(2).hidden(4, Activation.TANH).outputs(1).dtype(DType.FLOAT64).initializer(initializer).build();
    Parameter w = net.layers().get(0).weights();
    net.layers().get(1).weights().assign(initializer.draw(KEY, Type.of(DType.FLOAT64, 1, 4)));
    net.layers().get(1).biases().assign(Tensor.of(new double[] {0.5}, 1));
    Tensor x = Random.normal(KEY, Type.of(DType.FLOAT64, 9, 2));
    Tensor y = Random.uniform(KEY, Type.of(DType.FLOAT64, 9, 1));
    Sgd sgd = new Sgd(net.parameters(), 0.5);
    for (int step = 0; step < 20; step++) {
      try (Tape tape = new Tape()) {
        Tensor cost = Losses.cost(Losses.squaredError(net.apply(tape.data(x)), y));
        sgd.step(tape.sweep(cost).unreachedAsZero().to(net.parameters()));
      }
    }
    double[] weights = w.value().toDoubleArray();
    return Stream.of(0, 1, 2, 3).map(unit -> weights[2 * unit] + " " + weights[2 * unit + 1]).distinct().count();
  }

  @Test
  void initializersHaveTheVarianceTheirPapersAskFor() {
    Type type = Type.of(DType.FLOAT64, 300, 200);
    assertEquals(2.0 / 200, variance(Initializer.he().draw(KEY, type)), 0.1 * 2.0 / 200);
    assertEquals(2.0 / 500, variance(Initializer.xavier().draw(KEY, type)), 0.1 * 2.0 / 500);
    assertEquals(1e-4, variance(Initializer.normal(0.01).draw(KEY, type)), 0.1e-4);
    assertEquals(0, variance(Initializer.zeros().draw(KEY, type)));
  }

  private static double variance(Tensor w) {
    double sum = 0;
    for (double v : w.toDoubleArray()) {
      sum += v * v;
    }
    return sum / w.shape().size();
  }

  @Test
  void sequentialRefusesTwoParametersOfOneNameAndLearnsATiedOneOnce() {
    Dense a = new Dense("a", 2, 2, DType.FLOAT64, Initializer.he(), KEY);
    Dense other = new Dense("a", 2, 2, DType.FLOAT64, Initializer.he(), Random.key(4));
    String message = assertThrows(IllegalArgumentException.class, () -> Sequential.of(a, other)).getMessage();
    assertTrue(message.contains("a/w"), message);
    Sequential tied = Sequential.of(a, Layer.of(Activation.TANH), a);
    assertEquals(2, tied.parameters().size());
    try (Tape tape = new Tape()) {
      Tensor x = tape.data(Random.normal(KEY, Type.of(DType.FLOAT64, 3, 2)));
      Gradients g = tape.gradients(Losses.cost(Losses.squaredError(tied.apply(x), Tensor.zeros(x.type()))), tied.parameters());
      assertFalse(g.of(a.weights()).toString().isEmpty());
    }
  }

  @Test
  void aParameterUpdatedUnderATapeIsNamedBySweep() {
    LogisticRegression model = new LogisticRegression(2, DType.FLOAT64);
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable("x", Random.normal(KEY, Type.of(DType.FLOAT64, 3, 2)));
      Tensor cost = Losses.cost(Losses.sigmoidCrossEntropy(model.apply(x), Tensor.zeros(Type.of(DType.FLOAT64, 3, 1))));
      model.parameters().get(0).assign(Tensor.of(new double[] {1, 1}, 1, 2));
      String message = assertThrows(TapeException.class, () -> tape.gradients(cost, x)).getMessage();
      assertTrue(message.contains("logistic/w"), message);
    }
  }

  @Test
  void classesAndProbabilitiesReadTheLogits() {
    LogisticRegression model = new LogisticRegression(1, DType.FLOAT64);
    model.parameters().get(0).assign(Tensor.of(new double[] {2}, 1, 1));
    Tensor x = Tensor.of(new double[] {-1, 0, 3}, 3, 1);
    assertArrayEquals(new int[] {0, 0, 1}, model.classes(x).toIntArray());
    assertEquals(1 / (1 + Math.exp(-6)), model.probabilities(x).get(2, 0), 1e-15);
    assertArrayEquals(
        new int[] {2, 0}, Classifier.classesOf(Tensor.of(new double[] {1, 2, 3, 5, 4, 3}, 2, 3)).toIntArray());
    Tensor notInRows = Tensor.of(new double[] {1, 2, 3}, 3);
    String message =
        assertThrows(OperandException.class, () -> Classifier.classesOf(notInRows)).getMessage();
    assertTrue(message.contains("FLOAT64 (3,)") && message.contains("(m, 1)"), message);
  }

  @Test
  void equalSeedsGiveEqualNetworks() {
    float[] a = DeepNetwork.of(3).hidden(4, Activation.RELU).seed(5).build().parameters().get(0).value().toFloatArray();
    float[] b = DeepNetwork.of(3).hidden(4, Activation.RELU).seed(5).build().parameters().get(0).value().toFloatArray();
    float[] c = DeepNetwork.of(3).hidden(4, Activation.RELU).seed(6).build().parameters().get(0).value().toFloatArray();
    assertArrayEquals(a, b);
    assertNotEquals(a[0], c[0]);
  }
}
