package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/// Every element of a product must be, bit for bit, one fma chain in order of k, or a dot product of virtual
/// lanes, whatever the width, the threads and the path taken; and nothing beside C may change.
class GemmKernelsTest {
  private static final int FLOAT_LANES = 32;
  private static final int DOUBLE_LANES = 16;
  private static final int[] WIDTHS =
      IntStream.of(0, 128, 256, 512).filter(bits -> bits <= SimdSupport.bits()).toArray();
  private static final Workers[] POOLS = {new Workers(1), new Workers(2), new Workers(3), new Workers(8)};

  @AfterContainer
  static void end() {
    for (Workers pool : POOLS) {
      pool.close();
    }
  }

  /// A product with everything that may vary about it.
  record Product(
      boolean transposeA, boolean transposeB, int m, int n, int k, boolean accumulate, boolean special,
      long seed) {
    int lda() {
      return (transposeA ? m : k) + (int) (seed & 3);
    }

    int ldb() {
      return (transposeB ? k : n) + (int) (seed >> 2 & 3);
    }

    int ldc() {
      return n + (int) (seed >> 4 & 3);
    }

    int aOffset() {
      return (int) (seed >> 6 & 7);
    }

    int bOffset() {
      return (int) (seed >> 9 & 7);
    }

    int cOffset() {
      return (int) (seed >> 12 & 7);
    }

    double[] a() {
      return values(1, aOffset(), transposeA ? k : m, transposeA ? m : k, lda());
    }

    double[] b() {
      return values(2, bOffset(), transposeB ? n : k, transposeB ? k : n, ldb());
    }

    double[] c() {
      return values(3, cOffset(), m, n, ldc());
    }

    /// No element more than the matrix needs, so that reading beyond its end is an error.
    private double[] values(int salt, int offset, int rows, int cols, int ld) {
      int length = rows == 0 || cols == 0 ? offset : offset + (rows - 1) * ld + cols;
      Random random = new Random(seed * 31 + salt);
      double[] values = random.doubles(length, -1, 1).map(x -> (float) x).toArray();
      if (special) {
        double[] specials =
            {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1e-45, 1e38};
        for (int i = 0; i < length / 20; i++) {
          values[random.nextInt(length)] = specials[random.nextInt(specials.length)];
        }
      }
      return values;
    }

    float[] inFloats(int bits, Workers workers) {
      float[] c = floats(c());
      new GemmKernels(bits, workers).product(transposeA, transposeB, m, n, k, floats(a()), aOffset(), lda(),
          floats(b()), bOffset(), ldb(), c, cOffset(), ldc(), accumulate);
      return c;
    }

    double[] inDoubles(int bits, Workers workers) {
      double[] c = c();
      new GemmKernels(bits, workers).product(transposeA, transposeB, m, n, k, a(), aOffset(), lda(),
          b(), bOffset(), ldb(), c, cOffset(), ldc(), accumulate);
      return c;
    }

    /// With B given by what packs it.
    float[] packedFloats(int bits, Workers workers) {
      float[] b = floats(b());
      float[] c = floats(c());
      GemmOperand operand = (k0, depth, col, cols, to, toAt, width) -> {
        for (int p = 0; p < depth; p++) {
          for (int j = 0; j < cols; j++) {
            ((float[]) to)[toAt + p * width + j] = b[bAt(k0 + p, col + j)];
          }
          Arrays.fill((float[]) to, toAt + p * width + cols, toAt + (p + 1) * width, Float.NaN);
        }
      };
      new GemmKernels(bits, workers).product(transposeA, m, n, k, floats(a()), aOffset(), lda(), operand,
          c, cOffset(), ldc(), accumulate);
      return c;
    }

    double[] packedDoubles(int bits, Workers workers) {
      double[] b = b();
      double[] c = c();
      GemmOperand operand = (k0, depth, col, cols, to, toAt, width) -> {
        for (int p = 0; p < depth; p++) {
          for (int j = 0; j < cols; j++) {
            ((double[]) to)[toAt + p * width + j] = b[bAt(k0 + p, col + j)];
          }
          Arrays.fill((double[]) to, toAt + p * width + cols, toAt + (p + 1) * width, Double.NaN);
        }
      };
      new GemmKernels(bits, workers).product(transposeA, m, n, k, a(), aOffset(), lda(), operand,
          c, cOffset(), ldc(), accumulate);
      return c;
    }

    float[] floatReference(boolean virtualLanes) {
      float[] a = floats(a());
      float[] b = floats(b());
      float[] c = floats(c());
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float sum = accumulate ? c[cOffset() + i * ldc() + j] : 0;
          if (virtualLanes) {
            sum += dot(a, b, i, j);
          } else {
            for (int p = 0; p < k; p++) {
              sum = Math.fma(a[aAt(i, p)], b[bAt(p, j)], sum);
            }
          }
          c[cOffset() + i * ldc() + j] = sum;
        }
      }
      return c;
    }

    private float dot(float[] a, float[] b, int i, int j) {
      float[] lanes = new float[FLOAT_LANES];
      int whole = k / lanes.length * lanes.length;
      for (int p = 0; p < whole; p++) {
        lanes[p % lanes.length] = Math.fma(a[aAt(i, p)], b[bAt(p, j)], lanes[p % lanes.length]);
      }
      for (int half = lanes.length / 2; half > 0; half /= 2) {
        for (int lane = 0; lane < half; lane++) {
          lanes[lane] += lanes[lane + half];
        }
      }
      float sum = lanes[0];
      for (int p = whole; p < k; p++) {
        sum = Math.fma(a[aAt(i, p)], b[bAt(p, j)], sum);
      }
      return sum;
    }

    double[] doubleReference(boolean virtualLanes) {
      double[] a = a();
      double[] b = b();
      double[] c = c();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = accumulate ? c[cOffset() + i * ldc() + j] : 0;
          if (virtualLanes) {
            sum += dot(a, b, i, j);
          } else {
            for (int p = 0; p < k; p++) {
              sum = Math.fma(a[aAt(i, p)], b[bAt(p, j)], sum);
            }
          }
          c[cOffset() + i * ldc() + j] = sum;
        }
      }
      return c;
    }

    private double dot(double[] a, double[] b, int i, int j) {
      double[] lanes = new double[DOUBLE_LANES];
      int whole = k / lanes.length * lanes.length;
      for (int p = 0; p < whole; p++) {
        lanes[p % lanes.length] = Math.fma(a[aAt(i, p)], b[bAt(p, j)], lanes[p % lanes.length]);
      }
      for (int half = lanes.length / 2; half > 0; half /= 2) {
        for (int lane = 0; lane < half; lane++) {
          lanes[lane] += lanes[lane + half];
        }
      }
      double sum = lanes[0];
      for (int p = whole; p < k; p++) {
        sum = Math.fma(a[aAt(i, p)], b[bAt(p, j)], sum);
      }
      return sum;
    }

    /// A product with one column, and rows of A, columns of B and C in one piece.
    private boolean isDots(int lanes) {
      return n == 1 && k >= lanes && (!transposeA || lda() == 1) && (transposeB || ldb() == 1)
          && (m == 1 || ldc() == 1);
    }

    float[] floatReference() {
      return floatReference(isDots(FLOAT_LANES));
    }

    double[] doubleReference() {
      return doubleReference(isDots(DOUBLE_LANES));
    }

    private int aAt(int i, int p) {
      return aOffset() + (transposeA ? p * lda() + i : i * lda() + p);
    }

    private int bAt(int p, int j) {
      return bOffset() + (transposeB ? j * ldb() + p : p * ldb() + j);
    }

    void check(int bits, Workers workers) {
      String what = this + " at " + bits + " bits, " + workers.threads() + " threads";
      int[] floats = bits(floatReference());
      long[] doubles = bits(doubleReference());
      assertArrayEquals(floats, bits(inFloats(bits, workers)), () -> what + ", float");
      assertArrayEquals(doubles, bits(inDoubles(bits, workers)), () -> what + ", double");
      assertArrayEquals(
          bits(floatReference(false)), bits(packedFloats(bits, workers)), () -> what + ", packed, float");
      assertArrayEquals(
          bits(doubleReference(false)), bits(packedDoubles(bits, workers)), () -> what + ", packed, double");
    }
  }

  @Provide
  Arbitrary<Integer> widths() {
    return Arbitraries.of(IntStream.of(WIDTHS).boxed().toList());
  }

  /// Mostly small, often at the edges of tiles and vectors.
  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.integers().between(0, 20)),
        Tuple.of(2, Arbitraries.integers().between(0, 130)),
        Tuple.of(1, Arbitraries.of(1, 2, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 127, 128, 129, 161)));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void everyElementHasItsOrder(
      @ForAll("widths") int bits, @ForAll @IntRange(max = 3) int pool, @ForAll("sizes") int m,
      @ForAll("sizes") int n, @ForAll("sizes") int k, @ForAll boolean transposeA,
      @ForAll boolean transposeB, @ForAll boolean accumulate,
      @ForAll boolean special, @ForAll long seed) {
    new Product(transposeA, transposeB, m, n, k, accumulate, special, seed).check(bits, POOLS[pool]);
  }

  /// Products with a single row or column, long enough for lanes, several threads and parts of y.
  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void productsWithAVector(
      @ForAll("widths") int bits, @ForAll @IntRange(max = 3) int pool, @ForAll boolean row,
      @ForAll("lengths") int length, @ForAll("lengths") int k, @ForAll boolean transposeA,
      @ForAll boolean transposeB, @ForAll boolean accumulate, @ForAll boolean special, @ForAll long seed) {
    int fewer = Math.min(length, (1 << 17) / Math.max(1, k));
    new Product(transposeA, transposeB, row ? 1 : fewer, row ? fewer : 1, k, accumulate, special, seed)
        .check(bits, POOLS[pool]);
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.integers().between(0, 9)),
        Tuple.of(2, Arbitraries.integers().between(10, 200)),
        Tuple.of(1, Arbitraries.integers().between(1000, 2100)),
        Tuple.of(1, Arbitraries.of(15, 16, 17, 31, 32, 33, 64, 65, 512, 1024, 2048, 4099)));
  }

  /// Products large enough for several threads, k blocks and groups of panels, and the shapes with paths of
  /// their own.
  private static Stream<Product> large() {
    int[][] sizes = {
      {97, 257, 45}, {200, 9, 600}, {1, 301, 3800}, {2, 1030, 513}, {1025, 1, 1033}, {13, 130, 1025},
      {60, 600, 30}, {780, 270, 520}, {1100, 250, 512},
    };
    return Stream.of(sizes).flatMap(s -> IntStream.range(0, 2).mapToObj(
        i -> new Product((s[2] & 1) == i, i != 0, s[0], s[1], s[2], (s[0] & 1) != 0, false, 2 * i + s[1])));
  }

  @Test
  void largeProducts() {
    large().forEach(product -> {
      int[] floats = bits(product.floatReference());
      long[] doubles = bits(product.doubleReference());
      for (Workers pool : POOLS) {
        int bits = SimdSupport.bits();
        String what = product + ", " + pool.threads() + " threads";
        assertArrayEquals(floats, bits(product.inFloats(bits, pool)), () -> what);
        assertArrayEquals(doubles, bits(product.inDoubles(bits, pool)), () -> what);
      }
    });
  }

  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void largeProductsAtEveryWidth(@ForAll("widths") int bits, @ForAll @IntRange(max = 15) int which) {
    large().skip(which).findFirst().orElseThrow().check(bits, POOLS[1]);
  }

  /// Every tile that a product may ask for, in every layout: sizes from one row and vector up, with both
  /// kinds of A, B in place and packed.
  @Test
  void everySizeOfTile() {
    for (int bits : WIDTHS) {
      for (int m = 1; m <= 13; m++) {
        for (int n = 1; n <= 3 * Math.max(1, bits / 32) + 1; n += m % 3 + 1) {
          for (int flags = 0; flags < 4; flags++) {
            new Product((flags & 1) != 0, (flags & 2) != 0, m, n, 7, m % 2 == 0, false, 64L * m + n)
                .check(bits, POOLS[0]);
          }
        }
      }
    }
  }

  @Test
  void manyProductsRunSideBySide() {
    Product product = new Product(false, false, 33, 34, 35, false, false, 5);
    float[] a = floats(product.a());
    float[] b = floats(product.b());
    int size = product.c().length;
    int[] expected = bits(product.floatReference());
    for (int count : new int[] {0, 1, 2, 7, 100}) {
      for (Workers pool : POOLS) {
        float[][] c = new float[count][];
        GemmKernels kernels = new GemmKernels(SimdSupport.bits(), pool);
        kernels.products(count, 33 * 34 * 35, i -> {
          c[i] = floats(product.c());
          kernels.product(false, false, 33, 34, 35, a, product.aOffset(), product.lda(), b, product.bOffset(),
              product.ldb(), c[i], product.cOffset(), product.ldc(), false);
        });
        for (float[] one : c) {
          assertEquals(size, one.length);
          assertArrayEquals(expected, bits(one));
        }
      }
    }
  }

  @Test
  void productsFromManyThreadsDoNotDisturbEachOther() {
    Product product = new Product(false, true, 150, 130, 90, false, false, 7);
    int[] expected = bits(product.floatReference());
    List<int[]> results = IntStream.range(0, 32).parallel()
        .mapToObj(i -> bits(product.inFloats(SimdSupport.bits(), POOLS[1]))).toList();
    results.forEach(result -> assertArrayEquals(expected, result));
  }

  @Test
  void matricesMustFitTheirArrays() {
    float[] six = new float[6];
    float[] four = new float[4];
    GemmKernels.multiply(false, false, 2, 2, 3, six, 0, 3, six, 0, 2, four, 0, 2, false);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, false, 2, 2, 3, six, 1, 3, six, 0, 2, four, 0, 2, false));
    assertEquals("matrix product: a of 2 x 3 at offset 1 with leading dimension 3 does not fit"
        + " an array of length 6", e.getMessage());
    assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, true, 2, 2, 3, six, 0, 3, six, 0, 2, four, 0, 2, false));
    assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, false, 2, 2, 3, six, 0, 3, six, 0, 2, four, 0, 3, false));
    assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, false, 2, 2, 3, six, 0, 3, six, -1, 2, four, 0, 2, false));
  }

  @Test
  void theSharedKernelsTakeOperandsThatPackThemselves() {
    GemmOperand numbers = (k0, depth, col, cols, to, toAt, width) -> {
      for (int p = 0; p < depth; p++) {
        for (int j = 0; j < cols; j++) {
          Array.set(to, toAt + p * width + j, (float) (k0 + p + 10 * (col + j)));
        }
      }
    };
    float[] f = {0, 1, 2, 3};
    GemmKernels.multiply(true, 2, 2, 1, new float[] {1, 2}, 0, 2, numbers, f, 0, 2, true);
    assertArrayEquals(new float[] {0, 11, 2, 23}, f);
    double[] d = {0, 1, 2, 3};
    GemmKernels.multiply(false, 2, 2, 1, new double[] {1, 2}, 0, 1, numbers, d, 0, 2, false);
    assertArrayEquals(new double[] {0, 10, 0, 20}, d);
    assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, 2, 2, 2, f, 1, 2, numbers, f, 0, 2, false));
    assertThrows(IllegalArgumentException.class,
        () -> GemmKernels.multiply(false, 2, 3, 2, f, 0, 2, numbers, f, 0, 3, false));
  }

  @Test
  void theSharedKernelsTakeBothDtypes() {
    double[] c = {10, 10};
    GemmKernels.multiply(false, false, 1, 2, 2, new double[] {1, 2}, 0, 2, new double[] {3, 4, 5, 6}, 0, 2,
        c, 0, 2, true);
    assertArrayEquals(new double[] {23, 26}, c);
    float[] f = {10, 10};
    GemmKernels.multiply(false, true, 1, 2, 2, new float[] {1, 2}, 0, 2, new float[] {3, 4, 5, 6}, 0, 2,
        f, 0, 2, false);
    assertArrayEquals(new float[] {11, 17}, f);
  }

  private static float[] floats(double[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = (float) x[i];
    }
    return y;
  }

  private static int[] bits(float[] x) {
    return IntStream.range(0, x.length).map(i -> Float.floatToIntBits(x[i])).toArray();
  }

  private static long[] bits(double[] x) {
    return IntStream.range(0, x.length).mapToLong(i -> Double.doubleToLongBits(x[i])).toArray();
  }
}
