package dev.adjoint.ops;

import static dev.adjoint.ops.Convolution.conv1d;
import static dev.adjoint.ops.Convolution.conv2d;
import static dev.adjoint.ops.Convolution.convTranspose2d;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConvolutionTest {
  private static Tensor count(int... sizes) {
    double[] values = new double[Shape.of(sizes).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    return Tensor.of(values, sizes);
  }

  private static Tensor zeros(int... sizes) {
    return Tensor.zeros(Type.of(DType.FLOAT64, sizes));
  }

  @Test
  void theWindowIsNotTurnedAround() {
    Tensor y = conv2d(count(1, 1, 3, 3), Tensor.of(new double[] {1, 0, 0, 10}, 1, 1, 2, 2));
    assertArrayEquals(new double[] {51, 62, 84, 95}, y.toDoubleArray());
  }

  @Test
  void alongOneAxis() {
    Tensor y = conv1d(count(1, 1, 5), Tensor.of(new double[] {1, -1}, 1, 1, 2), Sliding.by(2).padding(1), 1);
    assertArrayEquals(new double[] {-1, -1, -1}, y.toDoubleArray());
    assertEquals(Shape.of(1, 1, 3), y.shape());
  }

  @Test
  void theTransposeSpreadsEachElementOverAWindow() {
    Tensor w = count(1, 1, 2, 2);
    Tensor y = convTranspose2d(Tensor.of(new double[] {1, 10}, 1, 1, 1, 2), w, Sliding.by(2), 1);
    assertArrayEquals(new double[] {1, 2, 10, 20, 3, 4, 30, 40}, y.toDoubleArray());
    Tensor larger = convTranspose2d(Tensor.of(new double[] {1, 10}, 1, 1, 1, 2), w, Sliding.by(2), 1, 3, 5);
    assertEquals(Shape.of(1, 1, 3, 5), larger.shape());
    assertArrayEquals(
        new double[] {1, 2, 10, 20, 0, 3, 4, 30, 40, 0, 0, 0, 0, 0, 0}, larger.toDoubleArray());
  }

  @Test
  void groupsSeeTheirOwnChannels() {
    Tensor x = Tensor.of(new double[] {2, 3}, 1, 2, 1, 1);
    Tensor w = Tensor.of(new double[] {10, 100, 1000, 10000}, 4, 1, 1, 1);
    assertArrayEquals(new double[] {20, 200, 3000, 30000}, conv2d(x, w, Sliding.by(1), 2).toDoubleArray());
  }

  @Test
  void derivativesThroughTheOneDimensionalAndTheTransposed() {
    Sliding sliding = Sliding.by(2).padding(1);
    Tensor x = Random.normal(Random.key(1), Type.of(DType.FLOAT64, 2, 4, 9));
    Tensor w = Random.normal(Random.key(2), Type.of(DType.FLOAT64, 6, 2, 3));
    GradCheck.of("conv1d", (a, b) -> conv1d(a, b, sliding, 2)).at(x, w).orderTwo().verify();
    Tensor images = Random.normal(Random.key(3), Type.of(DType.FLOAT64, 1, 3, 4, 2));
    Tensor weights = Random.normal(Random.key(4), Type.of(DType.FLOAT64, 3, 2, 3, 2));
    GradCheck.of("convTranspose2d", (a, b) -> convTranspose2d(a, b, Sliding.by(2), 1)).at(images, weights)
        .orderTwo().verify();
  }

  private static void refused(Executable call, String... words) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheWayOut() {
    refused(() -> conv2d(zeros(1, 6, 8, 8), zeros(4, 3, 3, 3)), "Conv2d", "channels do not fit",
        "(1, 6, 8, 8)", "(4, 3, 3, 3)", "did you mean 2 groups?");
    refused(() -> conv2d(zeros(1, 6, 8, 8), zeros(4, 5, 3, 3)), "the images' 6 channels are the weights' 5");
    refused(() -> conv2d(zeros(1, 6, 8, 8), zeros(5, 3, 3, 3), Sliding.by(1), 2), "5 outputs", "2 groups");
    refused(() -> conv2d(zeros(1, 1, 4, 8), zeros(1, 1, 3, 3), Sliding.by(1).dilation(2).padding(0, 1)),
        "no place for the window", "a window of 3 rows, reaching over 5, slides over 4", "pad the images");
    refused(() -> conv2d(zeros(6, 8, 8), zeros(4, 6, 3, 3)), "four axes",
        "reshape one image to (1, c, h, w)");
    Tensor single = Tensor.zeros(Type.of(DType.FLOAT32, 1, 1, 3, 3));
    refused(() -> conv2d(zeros(1, 1, 4, 4), single), "dtypes differ");
    refused(() -> conv1d(zeros(1, 1, 4, 4), zeros(1, 1, 3), Sliding.by(1), 1), "conv1d", "(m, c, n)");
    refused(() -> convTranspose2d(zeros(1, 2, 3, 3), zeros(2, 1, 3, 3), Sliding.by(2), 1, 9, 7),
        "ConvTranspose2d", "images of 9 by 7 do not become this", "they become (1, 2, 4, 3)");
    refused(() -> convTranspose2d(zeros(1, 1, 1, 1), zeros(1, 1, 2, 2), Sliding.by(1).padding(1), 1),
        "the padding leaves nothing");
    refused(() -> conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 3, 3), Sliding.by(1), 0), "Conv2d: 0 groups");
    assertThrows(OperandException.class, () -> conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 5, 3)));
  }

  @Test
  void slidingIsChecked() {
    refused(() -> Sliding.by(0), "stride 0", "at least 1");
    refused(() -> Sliding.by(1).dilation(1, 0), "dilation 1×0");
    refused(() -> Sliding.by(1).padding(-1), "padding", "slice the images");
  }

  @Test
  void labelsNameTheStructureThatDiffersFromTheUsual() {
    assertEquals("Conv2d", new Convolution.Conv2d(Sliding.by(1), 1).label());
    assertEquals("Conv2d[stride=2×1, padding=0,1,2,3, dilation=2, groups=4]",
        new Convolution.Conv2d(Sliding.by(2, 1).padding(0, 1, 2, 3).dilation(2), 4).label());
    assertEquals("MaxPool2d[3×2, stride=2]", new Pooling.MaxPool2d(3, 2, Sliding.by(2)).label());
  }
}
