package dev.adjoint.ops;

import static dev.adjoint.ops.Fused.softmaxCrossEntropy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// That no digit of a small loss is lost, nor of its gradient.
class CrossEntropyTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  /// Losses and gradients of rows, `(m,)` and `(m, k)`.
  private record Result(double[] loss, double[] dx) {
    static Result of(Tensor logits, int... labels) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.variable("logits", logits);
        Tensor loss = softmaxCrossEntropy(x, Tensor.of(labels, labels.length));
        double[] dx = tape.gradients(Reduce.sum(loss), x).of(x).toDoubleArray();
        return new Result(loss.toDoubleArray(), dx);
      }
    }
  }

  @Property
  void isAccurateHoweverSureTheNetworkIs(
      @ForAll @DoubleRange(min = -100, max = 100) double lead, @ForAll @IntRange(min = 1, max = 40) int k,
      @ForAll long seed, @ForAll boolean narrow) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] row = new float[k];
    for (int j = 0; j < k; j++) {
      row[j] = (float) random.nextDouble(-10, 10);
    }
    int label = random.nextInt(k);
    row[label] += (float) lead;
    double[] wide = new double[k];
    double others = 0;
    for (int j = 0; j < k; j++) {
      wide[j] = row[j];
      others += j == label ? 0 : Math.exp((double) row[j] - row[label]);
    }
    Result result = Result.of(narrow ? Tensor.of(row, 1, k) : Tensor.of(wide, 1, k), label);
    // Each exponent, up to 120 in size, is off by half an ulp of itself, which is that much of its exponential.
    double tolerance = 130 * (narrow ? 0x1p-24 : 0x1p-53);
    double least = narrow ? Float.MIN_NORMAL : 0; // below it digits are few
    double loss = Math.log1p(others);
    assertEquals(loss, result.loss[0], tolerance * loss + least);
    for (int j = 0; j < k; j++) {
      double dx = j == label ? -others / (1 + others) : Math.exp((double) row[j] - row[label]) / (1 + others);
      assertEquals(dx, result.dx[j], tolerance * Math.abs(dx) + least, () -> "of " + label);
    }
  }

  @Property
  void ofTwoClassesByOneLogitIsAsAccurate(
      @ForAll @DoubleRange(min = -100, max = 100) double z, @ForAll boolean positive) {
    try (Tape tape = new Tape()) {
      Tensor logit = tape.variable("logit", Tensor.scalar(z));
      Tensor loss = Fused.sigmoidCrossEntropy(logit, Tensor.scalar(positive ? 1.0 : 0.0));
      double lead = positive ? z : -z;
      double expected = lead > 0 ? Math.log1p(Math.exp(-lead)) : Math.log1p(Math.exp(lead)) - lead;
      assertEquals(expected, loss.item(), 4e-16 * expected);
      double wrong = lead > 0 ? Math.exp(-lead) / (1 + Math.exp(-lead)) : 1 / (1 + Math.exp(lead));
      double slope = tape.gradients(loss, logit).of(logit).item();
      assertEquals(positive ? -wrong : wrong, slope, 1e-15 * wrong);
    }
  }

  @Test
  void ofOneClassIsNothing() {
    Result r = Result.of(Tensor.of(new double[] {5, -700}, 2, 1), 0, 0);
    assertArrayEquals(new double[] {0, 0}, r.loss);
    assertArrayEquals(new double[] {0, 0}, r.dx, Double.MIN_VALUE); // of either sign
  }

  @Test
  void classesThatAreRuledOutWeighNothing() {
    Result r = Result.of(Tensor.of(new double[] {NONE, 1, 1, NONE, 3, NONE}, 2, 3), 1, 1);
    assertArrayEquals(new double[] {Math.log(2), 0}, r.loss, 1e-15);
    assertArrayEquals(new double[] {0, -0.5, 0.5, 0, 0, 0}, r.dx, 1e-15);
  }

  @Test
  void aLabelThatIsRuledOutCostsInfinitelyMuch() {
    Result r = Result.of(Tensor.of(new double[] {NONE, 1, 1}, 1, 3), 0);
    assertEquals(Double.POSITIVE_INFINITY, r.loss[0]);
    assertArrayEquals(new double[] {-1, 0.5, 0.5}, r.dx, 1e-15);
  }

  @Test
  void anythingOfNaNIsNaN() {
    for (int label = 0; label < 3; label++) {
      Result r = Result.of(Tensor.of(new double[] {0, Double.NaN, 1}, 1, 3), label);
      assertTrue(Double.isNaN(r.loss[0]) && Double.isNaN(r.dx[0]), "label " + label);
    }
  }

  @Test
  void labelsMayBeOfEitherWidth() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    Tensor narrow = softmaxCrossEntropy(x, Tensor.of(new int[] {1, 0}, 2));
    Tensor wide = softmaxCrossEntropy(x, Tensor.of(new long[] {1, 0}, 2));
    assertArrayEquals(narrow.toDoubleArray(), wide.toDoubleArray());
    assertEquals(DType.FLOAT32, wide.dtype());
  }
}
