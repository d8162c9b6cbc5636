package dev.adjoint.ops;

import static dev.adjoint.ops.Reduce.Axes.KEPT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What is computed by rows equals its composition from primitives, values and derivatives, and keeps its
/// promises where the composition does not.
class RowsTest {
  private static final double ULP = Math.ulp(1.0);

  private static Tensor normal(long seed, int... sizes) {
    return Random.normal(Random.key(seed), Type.of(DType.FLOAT64, sizes));
  }

  /// @param roundings how many ulps of the largest element the two may differ by
  private static void assertNear(Tensor expected, Tensor actual, double roundings) {
    assertEquals(expected.type(), actual.type());
    double[] a = expected.toDoubleArray();
    double[] b = actual.toDoubleArray();
    double greatest = 1;
    for (double v : a) {
      greatest = Math.max(greatest, Math.abs(v));
    }
    assertArrayEquals(a, b, roundings * ULP * greatest);
  }

  private static void assertSame(
      UnaryOperator<Tensor> fused, UnaryOperator<Tensor> composed, Tensor x, double roundings) {
    assertNear(composed.apply(x), fused.apply(x), roundings);
    Tensor dy = normal(7, fused.apply(x).shape().toArray());
    assertNear(Derivatives.vjp(composed, dy, x), Derivatives.vjp(fused, dy, x), 10 * roundings);
    UnaryOperator<Tensor> slopeOfFused = v -> Derivatives.vjp(fused, dy, v);
    UnaryOperator<Tensor> slopeOfComposed = v -> Derivatives.vjp(composed, dy, v);
    Tensor u = normal(8, x.shape().toArray());
    assertNear(Derivatives.vjp(slopeOfComposed, u, x), Derivatives.vjp(slopeOfFused, u, x), 100 * roundings);
  }

  /// Sums of `k` terms in another order: up to `k` roundings.
  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void softmaxEqualsItsComposition(
      @ForAll @IntRange(min = 1, max = 6) int m, @ForAll @IntRange(min = 1, max = 100) int k,
      @ForAll long seed) {
    UnaryOperator<Tensor> exp = v -> Functions.exp(Arithmetic.sub(v, Reduce.max(v, KEPT, -1)));
    Tensor x = normal(seed, m, k);
    UnaryOperator<Tensor> composed = v -> Arithmetic.div(exp.apply(v), Reduce.sum(exp.apply(v), KEPT, -1));
    assertSame(Fused::softmax, composed, x, k + 10);
    assertSame(Reduce::logSumExp, v -> Functions.log(Reduce.sum(Functions.exp(v))), x, m * k + 10);
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void layerNormEqualsItsComposition(
      @ForAll @IntRange(min = 1, max = 6) int m, @ForAll @IntRange(min = 2, max = 100) int k,
      @ForAll long seed) {
    Tensor x = normal(seed, m, k);
    Tensor scale = normal(seed + 1, k);
    Tensor shift = normal(seed + 2, k);
    UnaryOperator<Tensor> composed = v -> {
      Tensor centred = Arithmetic.sub(v, Reduce.mean(v, KEPT, -1));
      Tensor variance = Reduce.mean(Arithmetic.square(centred), KEPT, -1);
      Tensor unit = Arithmetic.div(centred, Arithmetic.sqrt(Arithmetic.add(variance, 0.1)));
      return Arithmetic.add(Arithmetic.mul(unit, scale), shift);
    };
    assertSame(v -> Normalization.layerNorm(v, scale, shift, 0.1), composed, x, 10 * (k + 10));
  }

  @Test
  void layerNormDifferentiatesByAllItsInputs() {
    GradCheck.of(new Normalization.LayerNorm(1e-3))
        .at(normal(1, 3, 5), normal(2, 5), normal(3, 5)).orderTwo().verify();
  }

  @Test
  void aLargeMeanDoesNotCancelTheVariance() {
    Tensor x = Arithmetic.add(Conversion.cast(normal(1, 4, 200), DType.FLOAT32), 10_000);
    double[] y = Normalization.standardize(x, 0).toDoubleArray();
    for (int row = 0; row < 4; row++) {
      double squares = 0;
      for (int i = 0; i < 200; i++) {
        squares += y[row * 200 + i] * y[row * 200 + i];
      }
      assertEquals(1, squares / 200, 1e-5, "by E x² − (E x)² nothing would be left of it");
    }
  }

  @Test
  void layerNormRefusesWhatDoesNotFit() {
    OperandException e = assertThrows(OperandException.class,
        () -> Normalization.layerNorm(normal(1, 2, 3), normal(2, 4), normal(3, 3), 0));
    assertTrue(e.getMessage().contains("scale and shift"), e.getMessage());
    Tensor row = normal(1, 3);
    assertThrows(IllegalArgumentException.class, () -> Normalization.layerNorm(row, row, row, -1));
    assertThrows(IllegalArgumentException.class, () -> Normalization.standardize(row, Double.NaN));
  }

  @Test
  void normsNeitherOverflowNorVanishAndAreFlatAtZero() {
    Tensor huge = Tensor.of(new float[] {3e30f, -4e30f}, 2);
    assertEquals(5e30f, Reduce.norm(huge).item(), 1e24);
    assertEquals(5e-30f, Reduce.norm(Tensor.of(new float[] {3e-30f, 4e-30f}, 2)).item(), 1e-36);
    Tensor infinite = Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 1}, 2);
    assertEquals(Double.POSITIVE_INFINITY, Reduce.norm(infinite).item());
    assertTrue(Double.isNaN(Reduce.norm(Tensor.of(new float[] {Float.NaN, 1}, 2)).item()));
    float[] slope = Derivatives.gradient(x -> Reduce.norm(x), huge).toFloatArray();
    assertArrayEquals(new float[] {0.6f, -0.8f}, slope, 1e-6f);
    Tensor zero = Tensor.of(new double[2], 2);
    assertArrayEquals(new double[2], Derivatives.gradient(x -> Reduce.norm(x), zero).toDoubleArray());
    GradCheck.of("norm", x -> Reduce.norm(x, 0, 2)).at(normal(1, 2, 3, 4)).orderTwo().verify();
    assertEquals(Type.of(DType.FLOAT64, 1, 3, 1), Reduce.norm(normal(1, 2, 3, 4), KEPT, 0, 2).type());
  }

  @Test
  void productsDifferentiateThroughZeros() {
    for (double[] x : new double[][] {{2, 3, 4}, {2, 0, 4}, {0, 3, 0}, {0, 0, 0}, {5}}) {
      double[] expected = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        expected[i] = 1;
        for (int j = 0; j < x.length; j++) {
          expected[i] *= j == i ? 1 : x[j];
        }
      }
      Tensor at = Tensor.of(x, x.length);
      assertArrayEquals(expected, Derivatives.gradient(v -> Reduce.prod(v), at).toDoubleArray());
      if (Arrays.stream(x).filter(v -> v == 0).count() < 2) { // else values of differences are all but zero
        GradCheck.of("prod", v -> Reduce.prod(v)).at(at).orderTwo().verify();
      }
    }
    Tensor twoZeros = Tensor.of(new double[] {0, 3, 0}, 3);
    Tensor along = Tensor.of(new double[] {0, 0, 1}, 3);
    Tensor second = Derivatives.jvp(v -> Derivatives.gradient(w -> Reduce.prod(w), v), twoZeros, along);
    assertArrayEquals(new double[] {3, 0, 0}, second.toDoubleArray());
    GradCheck.of("prod", v -> Reduce.prod(v, 0, 2)).at(normal(1, 2, 3, 2)).orderTwo().verify();
  }

  @Test
  void scansRunAlongAnyAxis() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertArrayEquals(new double[] {1, 3, 6, 4, 9, 15}, Reduce.cumsum(x, 1).toDoubleArray());
    assertArrayEquals(new double[] {1, 2, 3, 5, 7, 9}, Reduce.cumsum(x, 0).toDoubleArray());
    Tensor ints = Tensor.of(new int[] {Integer.MAX_VALUE, 1}, 2);
    assertArrayEquals(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, Reduce.cumsum(ints, 0).toIntArray());
    Tensor half = Tensor.of(new double[] {9, 0.5, 0.5}, 3);
    Tensor u = Tensor.of(new double[] {8, 1, 1}, 3);
    assertArrayEquals(new double[] {8, 5, 3.5}, Scan.recurrence(half, u).toDoubleArray());
    GradCheck.of("cumsum", v -> Reduce.cumsum(v, 1)).at(normal(1, 2, 3, 2)).orderTwo().verify();
  }

  @Test
  void extremaAreFoundAlongAnyAxes() {
    Tensor x = Tensor.of(new double[] {3, 1, 2, 1, 5, 0}, 2, 3);
    assertEquals(5, Reduce.argmin(x).item());
    assertArrayEquals(new int[] {1, 2}, Reduce.argmin(x, 1).toIntArray());
    assertArrayEquals(new int[] {1, 0, 1}, Reduce.argmin(x, 0).toIntArray());
    assertArrayEquals(new int[] {0, 1, 0}, Reduce.argmax(x, 0).toIntArray());
    Tensor t = Tensor.of(new double[] {0, 1, 2, 3, 4, 9, 8, 5, 6, 7, 10, 11}, 2, 2, 3);
    assertArrayEquals(new int[] {2, 3, 3}, Reduce.argmax(t, 0, 1).toIntArray());
    assertArrayEquals(new int[] {0, 1}, Reduce.argmin(t, 1, 2).toIntArray());
    assertArrayEquals(new int[] {3, 5}, Reduce.argmax(t, 0, 2).toIntArray());
    assertEquals(0, Reduce.argmax(Tensor.scalar(3)).item());
  }

  @Test
  void logSumExpReducesAnyAxes() {
    Tensor x = normal(3, 2, 3, 4);
    GradCheck.of("logSumExp", v -> Reduce.logSumExp(v, 0, 2)).at(x).orderTwo().verify();
    assertEquals(Type.of(DType.FLOAT64, 1, 3, 1), Reduce.logSumExp(x, KEPT, 0, 2).type());
    Tensor thousands = Arithmetic.add(Arithmetic.mul(x, 0), 1000);
    assertEquals(1000 + Math.log(24), Reduce.logSumExp(thousands).item(), 1e-12);
  }
}
