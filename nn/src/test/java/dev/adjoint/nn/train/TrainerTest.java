package dev.adjoint.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.Activation;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Metrics;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Functions;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainerTest {
  /// Two classes by the sign of a product: what no linear model can tell apart.
  private static Dataset quadrants(int m, long seed) {
    Tensor x = Random.normal(Random.key(seed), Type.of(DType.FLOAT32, m, 2));
    int[] labels = new int[m];
    for (int i = 0; i < m; i++) {
      labels[i] = x.get(i, 0) * x.get(i, 1) > 0 ? 1 : 0;
    }
    return new Dataset(x, Tensor.of(labels, m));
  }

  private static DeepNetwork network(double dropout) {
    return DeepNetwork.of(2).hidden(16, Activation.RELU, dropout).hidden(8, Activation.TANH).outputs(2).seed(1).build();
  }

  private static Trainer trainer(DeepNetwork net, double rate) {
    return new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), rate)).metric(Metrics::accuracy);
  }

  @Test
  void aHiddenLayerLearnsWhatALinearModelCannot() {
    DeepNetwork net = network(0);
    List<Epoch> history = trainer(net, 0.01).epochs(30).batchSize(32).fit(quadrants(400, 1), quadrants(300, 2));
    assertTrue(history.getLast().validationAccuracy() > 0.93, history.getLast().toString());
    assertTrue(history.getLast().cost() < history.getFirst().cost() / 3, history.toString());
    DeepNetwork linear = DeepNetwork.of(2).outputs(2).seed(1).build();
    assertTrue(
        trainer(linear, 0.01).epochs(30).fit(quadrants(400, 1), quadrants(300, 2)).getLast().validationAccuracy() < 0.7);
  }

  @Test
  void equalSeedsGiveEqualBitsAndOtherSeedsDoNot() {
    float[] once = trainedWeights(5);
    assertArrayEquals(once, trainedWeights(5));
    assertFalse(Arrays.equals(once, trainedWeights(6)));
  }

  private static float[] trainedWeights(long seed) {
    DeepNetwork net = network(0.3);
    trainer(net, 0.01).epochs(3).batchSize(33).seed(seed).fit(quadrants(100, 1));
    return net.parameters().get(0).value().toFloatArray();
  }

  @Test
  void everyExampleIsSeenOnceAnEpochAndTheLastBatchTakesTheRest() {
    List<Integer> batches = new ArrayList<>();
    List<Float> seen = new ArrayList<>();
    DeepNetwork net = DeepNetwork.of(1).outputs(1).build();
    float[] x = new float[10];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    new Trainer(
            net,
            (output, target) -> {
              batches.add(target.shape().dim(0));
              for (float v : target.detach().toFloatArray()) {
                seen.add(v);
              }
              return Losses.squaredError(output, target);
            },
            new Sgd(net.parameters(), 1e-3))
        .epochs(2)
        .batchSize(4)
        .fit(new Dataset(Tensor.of(x, 10, 1), Tensor.of(x, 10, 1)));
    assertEquals(List.of(4, 4, 2, 4, 4, 2), batches);
    assertEquals(IntStream.range(0, 10).mapToObj(i -> (float) i).toList(), seen.subList(0, 10).stream().sorted().toList());
    assertEquals(IntStream.range(0, 10).mapToObj(i -> (float) i).toList(), seen.subList(10, 20).stream().sorted().toList());
    assertNotEquals(seen.subList(0, 10), seen.subList(10, 20), "the order changes");
  }

  @Test
  void earlyStoppingPutsTheBestParametersBack() {
    DeepNetwork net = network(0);
    Parameter w = net.parameters().get(0);
    List<float[]> after = new ArrayList<>();
    List<Epoch> epochs = new ArrayList<>();
    EarlyStopping stopping = EarlyStopping.onCost(net.parameters(), 3);
    trainer(net, 0.3)
        .epochs(60)
        .listen(
            new Listener() {
              @Override
              public boolean epochEnded(Epoch epoch) {
                after.add(w.value().toFloatArray());
                epochs.add(epoch);
                return true;
              }
            })
        .listen(stopping)
        .fit(quadrants(40, 1), quadrants(40, 2));
    int best = 0;
    for (int i = 1; i < epochs.size(); i++) {
      best = epochs.get(i).validationCost() < epochs.get(best).validationCost() ? i : best;
    }
    assertEquals(best + 1, stopping.bestEpoch());
    assertTrue(epochs.size() == 60 || epochs.size() == best + 1 + 3, epochs.size() + " epochs, best " + (best + 1));
    assertTrue(epochs.size() < 60, "a learning rate that large stops improving");
    assertArrayEquals(after.get(best), w.value().toFloatArray());
  }

  @Test
  void divergenceIsAnErrorThatSaysWhere() {
    DeepNetwork net = DeepNetwork.of(1).outputs(1).dtype(DType.FLOAT32).build();
    Dataset steep = new Dataset(Tensor.of(new float[] {1e3f, -1e3f}, 2, 1), Tensor.of(new float[] {1, 2}, 2, 1));
    Trainer trainer = new Trainer(net, Losses::squaredError, new Sgd(net.parameters(), 10)).epochs(100);
    String message = assertThrows(ArithmeticException.class, () -> trainer.fit(steep)).getMessage();
    assertTrue(message.contains("epoch") && message.contains("learning rate"), message);
  }

  @Test
  void aCostThatIsNotFiniteChangesNoParameter() {
    DeepNetwork net = network(0);
    float[] before = net.parameters().getFirst().value().toFloatArray();
    Trainer trainer = new Trainer(
        net, (y, labels) -> Functions.log(Arithmetic.neg(Losses.softmaxCrossEntropy(y, labels))),
        new Sgd(net.parameters(), 0.1));
    String message =
        assertThrows(ArithmeticException.class, () -> trainer.fit(quadrants(100, 1))).getMessage();
    assertTrue(message.contains("became NaN in step 1 of epoch 1; nothing was learned yet"), message);
    assertArrayEquals(before, net.parameters().getFirst().value().toFloatArray());
  }

  @Test
  void thePenaltyKeepsWeightsSmaller() {
    double free = norm(0);
    double held = norm(0.1);
    assertTrue(held < 0.7 * free, held + " against " + free);
  }

  private static double norm(double l2) {
    DeepNetwork net = network(0);
    trainer(net, 0.01).epochs(20).l2(l2).fit(quadrants(200, 1));
    double sum = 0;
    for (float v : net.layers().get(1).weights().value().toFloatArray()) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  @Test
  void badDataIsRefusedBeforeAnythingIsLearned() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, Float.NaN}, 2, 2);
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Dataset(x, Tensor.of(new int[] {0, 1}, 2))).getMessage();
    assertTrue(message.contains("input 1 of example 1") && message.contains("NaN"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Dataset(Tensor.zeros(Type.of(DType.FLOAT32, 3, 2)), Tensor.of(new int[] {0, 1}, 2)));
    DeepNetwork net = network(0);
    Dataset empty = new Dataset(Tensor.zeros(Type.of(DType.FLOAT32, 0, 2)), Tensor.of(new int[0], 0));
    assertThrows(IllegalArgumentException.class, () -> trainer(net, 0.1).fit(empty));
    assertThrows(IllegalArgumentException.class, () -> trainer(net, 0.1).evaluate(empty));
    assertThrows(IllegalArgumentException.class, () -> trainer(net, 0.1).epochs(0));
    assertThrows(IllegalArgumentException.class, () -> trainer(net, 0.1).batchSize(-1));
    assertThrows(IllegalArgumentException.class, () -> trainer(net, 0.1).l2(Double.NaN));
    assertThrows(
        IllegalStateException.class,
        () -> trainer(net, 0.1).listen(EarlyStopping.onCost(net.parameters(), 1)).fit(quadrants(10, 1)));
  }

  @Test
  void shufflingIsAPermutation() {
    for (int m : new int[] {0, 1, 2, 17, 1000}) {
      int[] order = Dataset.shuffled(m, Random.key(m));
      assertArrayEquals(IntStream.range(0, m).toArray(), Arrays.stream(order).sorted().toArray());
    }
    assertFalse(Arrays.equals(Dataset.shuffled(50, Random.key(1)), Dataset.shuffled(50, Random.key(2))));
  }
}
