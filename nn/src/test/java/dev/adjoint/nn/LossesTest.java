package dev.adjoint.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Test
  void aLossIsOnePerExampleAndTheCostTheirMean() {
    Tensor logits = Tensor.of(new double[] {0, 2, -1000, 1000}, 4, 1);
    Tensor targets = Tensor.of(new double[] {1, 0, 1, 1}, 4, 1);
    Tensor losses = Losses.sigmoidCrossEntropy(logits, targets);
    assertArrayEquals(
        new double[] {Math.log(2), 2 + Math.log1p(Math.exp(-2)), 1000, 0}, losses.toDoubleArray(), 1e-12);
    assertEquals((Math.log(2) + 2 + Math.log1p(Math.exp(-2)) + 1000) / 4, Losses.cost(losses).item(), 1e-12);
    Tensor outputs = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
    assertArrayEquals(
        new double[] {5, 25}, Losses.squaredError(outputs, Tensor.zeros(outputs.type())).toDoubleArray());
  }

  @Test
  void labelsAndProbabilitiesGiveTheSameCrossEntropy() {
    Tensor logits = Tensor.of(new double[] {1, 2, 3, -500, 0, 500}, 2, 3);
    Tensor labels = Tensor.of(new int[] {2, 0}, 2);
    Tensor oneHot = Tensor.of(new double[] {0, 0, 1, 1, 0, 0}, 2, 3);
    double[] byLabel = Losses.softmaxCrossEntropy(logits, labels).toDoubleArray();
    assertArrayEquals(byLabel, Losses.softmaxCrossEntropy(logits, oneHot).toDoubleArray(), 1e-12);
    assertEquals(1000, byLabel[1], 1e-12);
  }

  @Test
  void shapesThatWouldBroadcastAreRefused() {
    Tensor column = Tensor.zeros(Type.of(DType.FLOAT32, 3, 1));
    Tensor row = Tensor.zeros(Type.of(DType.FLOAT32, 3));
    for (String message :
        List.of(
            assertThrows(OperandException.class, () -> Losses.sigmoidCrossEntropy(column, row)).getMessage(),
            assertThrows(OperandException.class, () -> Losses.squaredError(column, row)).getMessage())) {
      assertTrue(message.contains("(3, 1)") && message.contains("(3,)") && message.contains("reshape"), message);
    }
  }

  @Test
  void theHintFitsTheTargets() {
    Tensor outputs = Tensor.zeros(Type.of(DType.FLOAT32, 3, 1)).named("outputs");
    assertTrue(hint(outputs, Type.of(DType.FLOAT32, 3)).contains("reshape the targets to (3, 1)"));
    assertTrue(hint(outputs, Type.of(DType.FLOAT64, 3, 1)).endsWith("cast the targets to FLOAT32"));
    assertTrue(hint(outputs, Type.of(DType.INT32, 3)).endsWith("cast the targets to FLOAT32 and reshape them to (3, 1)"));
    assertTrue(hint(outputs, Type.of(DType.FLOAT32, 4)).contains("a target for each output"));
  }

  private static String hint(Tensor outputs, Type targets) {
    return assertThrows(OperandException.class, () -> Losses.squaredError(outputs, Tensor.zeros(targets)))
        .getMessage()
        .strip();
  }

  @Test
  void labelsOutOfRangeNameTheExample() {
    Tensor logits = Tensor.zeros(Type.of(DType.FLOAT32, 2, 3));
    for (int bad : new int[] {-1, 3}) {
      String message =
          assertThrows(
                  IndexOutOfBoundsException.class,
                  () -> Losses.softmaxCrossEntropy(logits, Tensor.of(new int[] {0, bad}, 2)))
              .getMessage();
      assertTrue(message.contains(String.valueOf(bad)) && message.contains("example 1"), message);
    }
    assertThrows(
        OperandException.class, () -> Losses.softmaxCrossEntropy(logits, Tensor.of(new int[] {0, 1, 2}, 3)));
    assertThrows(
        OperandException.class, () -> Losses.softmaxCrossEntropy(logits, Tensor.of(new boolean[] {true, false}, 2)));
  }

  @Test
  void thePenaltyCountsWeightsAndNotBiases() {
    Parameter w = Parameter.weight("w", Tensor.of(new double[] {3, 4}, 1, 2));
    Parameter b = Parameter.bias("b", Tensor.of(new double[] {100}, 1));
    assertEquals(0.1 / 2 * 25, Losses.l2(0.1, List.of(w, b), Tensor.scalar(0.0)).item(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> Losses.l2(0.1, List.of(b), Tensor.scalar(0.0)));
  }

  @Test
  void accuracyCountsHitsAndRefusesNothing() {
    Tensor logits = Tensor.of(new float[] {1, 0, 0, 1, 2, 0}, 3, 2);
    assertEquals(2.0 / 3, Metrics.accuracy(logits, Tensor.of(new int[] {0, 1, 1}, 3)));
    Tensor binary = Tensor.of(new float[] {1, -1}, 2, 1);
    assertEquals(0.5, Metrics.accuracy(binary, Tensor.of(new float[] {1, 1}, 2, 1)));
    Tensor[] labels = {
      Tensor.of(new int[] {0, 1}, 2), Tensor.of(new float[] {0, 1, 1}, 3),
      Tensor.of(new int[] {1, 0, 0, 1, 0, 1}, 3, 2)
    };
    for (Tensor wrong : labels) {
      String message =
          assertThrows(OperandException.class, () -> Metrics.accuracy(logits, wrong)).getMessage();
      assertTrue(message.startsWith("accuracy: logits and labels do not fit"), message);
      assertTrue(message.contains("x[1] " + wrong.type()) && message.contains("(m, k) with labels"), message);
    }
    assertThrows(
        OperandException.class, () -> Metrics.accuracy(binary, Tensor.of(new double[] {1, 1}, 2, 1)));
    assertThrows(
        OperandException.class,
        () -> Metrics.accuracy(Tensor.zeros(Type.of(DType.FLOAT32, 0, 2)), Tensor.of(new int[0], 0)));
  }
}
