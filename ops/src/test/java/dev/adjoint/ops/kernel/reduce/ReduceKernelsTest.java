package dev.adjoint.ops.kernel.reduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/// A reduction must have, bit for bit, the order that [ReduceKernels] states, at every width and on any
/// number of threads; and that order must be an accurate one.
class ReduceKernelsTest {
  private static final int[] WIDTHS =
      IntStream.of(0, 128, 256, 512).filter(bits -> bits <= SimdSupport.bits()).toArray();
  private static final Workers[] POOLS = {new Workers(1), new Workers(2), new Workers(3)};
  private static final double[] SPECIALS = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1, -1,
    Float.MIN_VALUE, Float.MAX_VALUE
  };

  @AfterContainer
  static void end() {
    for (Workers pool : POOLS) {
      pool.close();
    }
  }

  /// The stated order, written out for one dtype: arithmetic in double, rounded after each step, is
  /// arithmetic in float (Figueroa 1995).
  private record Stated(
      DoubleBinaryOperator step, double identity, DoubleUnaryOperator round, int accumulators) {
    static Stated of(Reduction reduction, DType dtype) {
      DoubleBinaryOperator step = switch (reduction) {
        case SUM -> Double::sum;
        case PRODUCT -> (a, b) -> a * b;
        case MAX -> Math::max;
        case MIN -> Math::min;
      };
      return dtype == DType.FLOAT32
          ? new Stated(step, reduction.identity(dtype), x -> (float) x, 64)
          : new Stated(step, reduction.identity(dtype), x -> x, 32);
    }

    double fold(double a, double b) {
      return round.applyAsDouble(step.applyAsDouble(a, b));
    }

    double[] reduce(double[] x, int outer, int n, int inner) {
      double[] y = new double[outer * inner];
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < inner; i++) {
          int at = o * n * inner + i;
          double[] line = IntStream.range(0, n).mapToDouble(p -> x[at + p * inner]).toArray();
          y[o * inner + i] = inner == 1 ? row(line) : column(line);
        }
      }
      return y;
    }

    private double row(double[] x) {
      int block = 64 * accumulators;
      if (x.length > block) {
        return row(blocks(x.length, block).mapToDouble(b -> row(part(x, b, block))).toArray());
      }
      if (x.length < accumulators) {
        return Arrays.stream(x).reduce(identity, this::fold);
      }
      double[] sums = new double[accumulators];
      Arrays.fill(sums, identity);
      for (int i = 0; i < x.length; i++) {
        sums[i % accumulators] = fold(sums[i % accumulators], x[i]);
      }
      for (int half = accumulators / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
          sums[i] = fold(sums[i], sums[i + half]);
        }
      }
      return sums[0];
    }

    private double column(double[] x) {
      if (x.length > 128) {
        return column(blocks(x.length, 128).mapToDouble(b -> column(part(x, b, 128))).toArray());
      }
      return Arrays.stream(x).reduce(identity, this::fold);
    }

    private static IntStream blocks(int n, int block) {
      return IntStream.range(0, (n + block - 1) / block);
    }

    private static double[] part(double[] x, int b, int block) {
      return Arrays.copyOfRange(x, b * block, Math.min(x.length, (b + 1) * block));
    }
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(IntStream.of(WIDTHS).boxed().toList());
  }

  @Provide
  Arbitrary<DType> floating() {
    return Arbitraries.of(DType.FLOAT32, DType.FLOAT64);
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(0, 70)),
        Tuple.of(2, Arbitraries.integers().between(60, 300)),
        Tuple.of(1, Arbitraries.of(2047, 2048, 2049, 2070, 4095, 4096, 4097, 4140, 9000)));
  }

  @Provide
  Arbitrary<Integer> inners() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(1)),
        Tuple.of(2, Arbitraries.integers().between(0, 40)),
        Tuple.of(1, Arbitraries.of(127, 128, 129, 150)));
  }

  @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
  void theOrderIsTheStatedOne(
      @ForAll Reduction reduction, @ForAll("floating") DType dtype, @ForAll("widths") int bits,
      @ForAll @IntRange(max = 40) int outer, @ForAll("lengths") int n, @ForAll("inners") int inner,
      @ForAll boolean special, @ForAll long seed) {
    int rows = (long) outer * n * inner > 400_000 ? 1 : outer;
    double[] x = values(rows * n * inner, special, seed);
    double[] expected = Stated.of(reduction, dtype).reduce(x, rows, n, inner);
    assertArrayEquals(bits(expected), bits(reduce(reduction, dtype, bits, POOLS[1], x, rows, n, inner)));
  }

  @Test
  void threadsDoNotChangeBits() {
    int[][] shapes = {
      {1, 300_001, 1}, {3, 50_000, 1}, {30_000, 9, 1}, {400, 700, 1}, {2, 1000, 100}, {1, 5, 60_001},
      {1, 70_000, 3},
    };
    for (int[] s : shapes) {
      double[] x = values(s[0] * s[1] * s[2], false, s[1]);
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
        long[] expected = bits(Stated.of(Reduction.SUM, dtype).reduce(x, s[0], s[1], s[2]));
        for (Workers pool : POOLS) {
          double[] y = reduce(Reduction.SUM, dtype, SimdSupport.bits(), pool, x, s[0], s[1], s[2]);
          assertArrayEquals(expected, bits(y), () -> Arrays.toString(s) + " " + dtype + " " + pool.threads());
        }
      }
    }
  }

  /// The error of a sum is at most the number of roundings an element meets, times half an ulp of the sum of
  /// magnitudes (Higham 1993): per level 64 additions and 6 folds along rows, 128 additions down columns.
  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void sumsAreAccurate(@ForAll("floating") DType dtype, @ForAll long seed, @ForAll boolean columns) {
    int n = 20_000;
    int inner = columns ? 3 : 1;
    double[] x = values(n * inner, false, seed);
    double[] y = reduce(Reduction.SUM, dtype, SimdSupport.bits(), POOLS[0], x, 1, n, inner);
    double halfUlp = dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
    int roundings = columns ? 3 * 128 : 2 * 70;
    for (int i = 0; i < inner; i++) {
      BigDecimal exact = BigDecimal.ZERO;
      double magnitude = 0;
      for (int p = 0; p < n; p++) {
        exact = exact.add(new BigDecimal(x[p * inner + i]));
        magnitude += Math.abs(x[p * inner + i]);
      }
      double error = exact.subtract(new BigDecimal(y[i])).abs().doubleValue();
      assertTrue(error <= roundings * halfUlp * magnitude * 1.001, () -> "error " + error);
    }
  }

  @Test
  void aLongSumIsFarMoreAccurateThanARunningOne() {
    int n = (1 << 20) + 5;
    float[] x = new float[n];
    Random random = new Random(3);
    double exact = 0;
    float running = 0;
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat();
      exact += x[i];
      running += x[i];
    }
    float[] y = new float[1];
    ReduceKernels.sum(x, 1, n, 1, y);
    assertTrue(Math.abs(y[0] - exact) <= 2 * Math.ulp((float) exact), "error " + (y[0] - exact));
    assertTrue(Math.abs(running - exact) > 100 * Math.ulp((float) exact), "a running sum is worse");
  }

  /// 2²⁴ floats of one sign are two levels of blocks of 4096: 140 roundings, half an ulp each. A double holds
  /// their sum with 29 bits to spare.
  @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
  void sumsOfMillionsAreAccurate(@ForAll long seed) {
    float[] x = new float[1 << 24];
    Random random = new Random(seed);
    double exact = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
      exact += x[i];
    }
    float[] y = new float[1];
    ReduceKernels.sum(x, 1, x.length, 1, y);
    assertEquals(exact, y[0], 140 * 0x1p-24 * exact);
    float[] columns = new float[4];
    ReduceKernels.sum(x, 1, x.length / 4, 4, columns);
    double total = (double) columns[0] + columns[1] + columns[2] + columns[3];
    assertEquals(exact, total, 4 * 128 * 0x1p-24 * exact);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void integersWrapAround(
      @ForAll Reduction reduction, @ForAll("widths") int bits, @ForAll @IntRange(max = 3) int outer,
      @ForAll("lengths") int n, @ForAll @IntRange(max = 20) int inner, @ForAll long seed) {
    long[] x = new Random(seed).longs((long) outer * n * inner).toArray();
    int[] ints = Arrays.stream(x).mapToInt(v -> (int) v).toArray();
    long[] y = new long[outer * inner];
    int[] z = new int[outer * inner];
    ReduceKernels kernels = new ReduceKernels(bits, POOLS[1]);
    kernels.reduce(reduction, x, outer, n, inner, y);
    kernels.reduce(reduction, ints, outer, n, inner, z);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        long longs = (long) reduction.identity(DType.INT64);
        int fold = (int) reduction.identity(DType.INT32);
        for (int p = 0; p < n; p++) {
          int at = (o * n + p) * inner + i;
          longs = switch (reduction) {
            case SUM -> longs + x[at];
            case PRODUCT -> longs * x[at];
            case MAX -> Math.max(longs, x[at]);
            case MIN -> Math.min(longs, x[at]);
          };
          fold = switch (reduction) {
            case SUM -> fold + ints[at];
            case PRODUCT -> fold * ints[at];
            case MAX -> Math.max(fold, ints[at]);
            case MIN -> Math.min(fold, ints[at]);
          };
        }
        assertEquals(longs, y[o * inner + i]);
        assertEquals(fold, z[o * inner + i]);
      }
    }
  }

  /// The middle and the last axis: short ones of any size, rows of several blocks, columns of several tiles.
  @Provide
  Arbitrary<int[]> searched() {
    return Arbitraries.oneOf(
        axes(1, 150, 1, 20), axes(1, 150, 1, 20), axes(64, 5000, 1, 1), axes(4090, 13_000, 1, 1),
        axes(1, 300, 250, 600));
  }

  private static Arbitrary<int[]> axes(int least, int most, int leastInner, int mostInner) {
    return Combinators.combine(
        Arbitraries.integers().between(least, most), Arbitraries.integers().between(leastInner, mostInner))
        .as((n, inner) -> new int[] {n, inner});
  }

  /// @param range how many different numbers there are: few that are often the extreme, or many
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theFirstExtremeIsFound(
      @ForAll("widths") int bits, @ForAll @IntRange(max = 4) int most, @ForAll("searched") int[] axes,
      @ForAll boolean special, @ForAll boolean largest, @ForAll @IntRange(min = 1, max = 24) int range,
      @ForAll long seed) {
    int n = axes[0];
    int inner = axes[1];
    int outer = Math.min(most, Math.max(1, 30_000 / (n * inner)));
    Random random = new Random(seed);
    double[] x = random.doubles((long) outer * n * inner).map(v -> Math.floor((1 << range) * v)).toArray();
    for (int i = 0; special && i < x.length; i += 3) {
      x[i] = SPECIALS[random.nextInt(SPECIALS.length)];
    }
    int[] expected = new int[outer * inner];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int best = 0;
        for (int p = 1; p < n; p++) {
          double a = x[(o * n + best) * inner + i];
          double b = x[(o * n + p) * inner + i];
          if (!Double.isNaN(a) && (Double.isNaN(b) || (largest ? b > a : b < a))) {
            best = p;
          }
        }
        expected[o * inner + i] = best;
      }
    }
    ReduceKernels kernels = new ReduceKernels(bits, POOLS[1]);
    Reduction extreme = largest ? Reduction.MAX : Reduction.MIN;
    int[] y = new int[outer * inner];
    kernels.find(extreme, x, outer, n, inner, y);
    assertArrayEquals(expected, y);
    kernels.find(extreme, array(DType.FLOAT32, x), outer, n, inner, y);
    assertArrayEquals(expected, y);
    if (!special) {
      kernels.find(extreme, array(DType.INT32, x), outer, n, inner, y);
      assertArrayEquals(expected, y);
      kernels.find(extreme, array(DType.INT64, x), outer, n, inner, y);
      assertArrayEquals(expected, y);
    }
  }

  @Test
  void emptyReductionsGiveTheIdentityAndEmptyResultsNothing() {
    float[] y = {9, 9};
    ReduceKernels.sum(new float[0], 1, 0, 2, y);
    assertArrayEquals(new float[] {0, 0}, y);
    ReduceKernels.product(new float[0], 2, 0, 1, y);
    assertArrayEquals(new float[] {1, 1}, y);
    ReduceKernels.sum(new float[0], 0, 5, 1, new float[0]);
    ReduceKernels.max(new int[0], 3, 5, 0, new int[0]);
    ReduceKernels.argMin(new int[0], 0, 5, 1, new int[0]);
  }

  @Test
  void thePublicEntriesDoWhatTheySay() {
    int[] x = {3, 1, 2, 5, 4, 6};
    int[] y = new int[2];
    ReduceKernels.sum(x, 2, 3, 1, y);
    assertArrayEquals(new int[] {6, 15}, y);
    ReduceKernels.product(x, 1, 3, 2, y);
    assertArrayEquals(new int[] {24, 30}, y);
    ReduceKernels.max(x, 2, 3, 1, y);
    assertArrayEquals(new int[] {3, 6}, y);
    ReduceKernels.min(x, 2, 3, 1, y);
    assertArrayEquals(new int[] {1, 4}, y);
    ReduceKernels.argMax(x, 2, 3, 1, y);
    assertArrayEquals(new int[] {0, 2}, y);
    ReduceKernels.argMin(x, 1, 3, 2, y);
    assertArrayEquals(new int[] {1, 0}, y);
    boolean[] bools = {true};
    assertThrows(IllegalArgumentException.class, () -> ReduceKernels.sum(bools, 1, 1, 1, bools));
  }

  /// Values that floats hold exactly.
  private static double[] values(int length, boolean special, long seed) {
    Random random = new Random(seed);
    double[] x = random.doubles(length, -1, 1).map(v -> (float) v).toArray();
    for (int i = 0; special && i < length / 10 + 1 && length > 0; i++) {
      x[random.nextInt(length)] = SPECIALS[random.nextInt(SPECIALS.length)];
    }
    return x;
  }

  private static double[] reduce(
      Reduction reduction, DType dtype, int bits, Workers workers, double[] x, int outer, int n, int inner) {
    Object y = dtype.newArray(outer * inner);
    new ReduceKernels(bits, workers).reduce(reduction, array(dtype, x), outer, n, inner, y);
    return y instanceof float[] f
        ? IntStream.range(0, f.length).mapToDouble(i -> f[i]).toArray()
        : (double[]) y;
  }

  private static Object array(DType dtype, double[] x) {
    Object array = dtype.newArray(x.length);
    for (int i = 0; i < x.length; i++) {
      switch (array) {
        case float[] a -> a[i] = (float) x[i];
        case double[] a -> a[i] = x[i];
        case int[] a -> a[i] = (int) x[i];
        case long[] a -> a[i] = (long) x[i];
        default -> throw new AssertionError(dtype);
      }
    }
    return array;
  }

  private static long[] bits(double[] x) {
    return DoubleStream.of(x).mapToLong(Double::doubleToLongBits).toArray();
  }
}
