package dev.adjoint.ops.kernel.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions against plain loops, at every width of vectors, on one thread and on several.
class ConvKernelsTest {
  private static final int[] WIDTHS = {0, 128, 256, 512};
  private static final Workers ONE = new Workers(1);
  private static final Workers THREE = new Workers(3);

  @AfterAll
  static void close() {
    THREE.close();
  }

  /// Random sizes, from single elements to a few blocks of places and of taps.
  static Stream<ConvShape> shapes() {
    Random random = new Random(7);
    Stream<ConvShape> some = Stream.generate(() -> {
      int groups = 1 + random.nextInt(3) * random.nextInt(2);
      return new ConvShape(1 + random.nextInt(5), groups, 1 + random.nextInt(4), 1 + random.nextInt(9),
          axis(random), axis(random));
    }).limit(60);
    ConvAxis five = new ConvAxis(28, 5, 1, 1, 0, 24);
    ConvAxis three = new ConvAxis(40, 3, 1, 1, 1, 40);
    return Stream.concat(some, Stream.of(
        new ConvShape(70, 1, 1, 6, five, five),
        new ConvShape(40, 1, 6, 16, new ConvAxis(12, 5, 1, 1, 0, 8), new ConvAxis(12, 5, 1, 1, 0, 8)),
        new ConvShape(3, 1, 40, 13, three, three),
        new ConvShape(1, 24, 1, 1, three, three),
        new ConvShape(1, 3, 1, 1, new ConvAxis(1, 1, 1, 1, 0, 1), new ConvAxis(1, 1, 1, 1, 0, 1)),
        new ConvShape(3, 2, 7, 5, new ConvAxis(9, 1, 1, 1, 0, 9), new ConvAxis(21, 1, 1, 1, 0, 21)),
        new ConvShape(2, 1, 9, 17, new ConvAxis(33, 3, 2, 1, 1, 17), new ConvAxis(70, 3, 2, 1, 1, 35)),
        new ConvShape(2, 1, 3, 5, new ConvAxis(1, 1, 1, 1, 0, 1), new ConvAxis(3000, 7, 1, 2, 6, 3000))));
  }

  private static ConvAxis axis(Random random) {
    int taps = 1 + random.nextInt(4);
    int stride = 1 + random.nextInt(3) * random.nextInt(2);
    int dilation = 1 + random.nextInt(3) * random.nextInt(2);
    int before = random.nextInt(3) * random.nextInt(2);
    int after = random.nextInt(3) * random.nextInt(2);
    int reach = (taps - 1) * dilation + 1;
    int size = Math.max(1, reach - before - after) + random.nextInt(30);
    return new ConvAxis(size, taps, stride, dilation, before, (size + before + after - reach) / stride + 1);
  }

  /// One array of each kind, with values that make rounding errors.
  private record Data(ConvShape s, float[] x, float[] w, float[] dy) {
    static Data of(ConvShape s) {
      return new Data(s, draw(1, s.images() * s.groups() * s.channels() * s.plane()),
          draw(2, s.groups() * s.outputs() * s.taps()),
          draw(3, s.images() * s.groups() * s.outputs() * s.places()));
    }

    private static float[] draw(int seed, int n) {
      Random random = new Random(seed);
      float[] a = new float[n];
      for (int i = 0; i < n; i++) {
        a[i] = (float) random.nextGaussian();
      }
      return a;
    }
  }

  private static double[] wide(float[] a) {
    double[] d = new double[a.length];
    Arrays.setAll(d, i -> a[i]);
    return d;
  }

  /// An array full of what must not remain in it.
  private static float[] stale(int n) {
    float[] a = new float[n];
    Arrays.fill(a, Float.NaN);
    return a;
  }

  private interface Run {
    void on(ConvKernels kernels, Object a, Object b, Object c);
  }

  /// Runs at all widths, with all numbers of threads, in both dtypes; all floats agree with `expected`, if
  /// there is one, in bits, and doubles with each other and nearly with the floats.
  private static void check(Run run, float[] a, float[] b, int n, float[] expected, double error) {
    float[] floats = expected;
    double[] doubles = null;
    for (int bits : WIDTHS) {
      for (Workers workers : new Workers[] {ONE, THREE}) {
        // What warms up can do so at the machine's width only.
        for (boolean warmsUp : bits == SimdSupport.bits() ? new boolean[] {true, false} : new boolean[1]) {
          ConvKernels kernels = new ConvKernels(bits, workers, warmsUp);
          String what = bits + " bits, " + workers.threads() + " threads" + (warmsUp ? ", warming up" : "");
          float[] c = stale(n);
          run.on(kernels, a, b, c);
          floats = floats == null ? c : floats;
          assertArrayEquals(floats, c, what);
          double[] d = wide(stale(n));
          run.on(kernels, wide(a), wide(b), d);
          doubles = doubles == null ? d : doubles;
          assertArrayEquals(doubles, d, what);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      assertEquals(doubles[i], floats[i], error);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aResultIsOneChainInOrderOfChannelRowAndColumn(ConvShape s) {
    Data data = Data.of(s);
    float[] y = new float[data.dy.length];
    for (int i = 0; i < y.length; i++) {
      for (int tap = 0; tap < s.taps(); tap++) {
        int x = under(s, i, tap);
        y[i] = Math.fma(weight(s, data.w, i, tap), x < 0 ? 0 : data.x[x], y[i]);
      }
    }
    check((k, a, b, c) -> k.y(s, a, b, c), data.x, data.w, y.length, y, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aCotangentOfAnImageIsASumOfColumnsThatAreChainsInOrderOfRowAndOutput(ConvShape s) {
    Data data = Data.of(s);
    float[] dx = new float[data.x.length];
    for (int kx = 0; kx < s.x().taps(); kx++) {
      float[] column = new float[dx.length];
      for (int ky = 0; ky < s.y().taps(); ky++) {
        for (int i = 0; i < data.dy.length; i++) { // outputs ascend
          for (int c = 0; c < s.channels(); c++) {
            int tap = (c * s.y().taps() + ky) * s.x().taps() + kx;
            int x = under(s, i, tap);
            if (x >= 0) {
              column[x] = Math.fma(weight(s, data.w, i, tap), data.dy[i], column[x]);
            }
          }
        }
      }
      for (int i = 0; i < dx.length; i++) {
        dx[i] += column[i];
      }
    }
    check((k, a, b, c) -> k.dx(s, a, b, c), data.dy, data.w, dx.length, dx, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aCotangentOfWeightsIsTheSumOverAllPlaces(ConvShape s) {
    Data data = Data.of(s);
    double[] dw = new double[data.w.length];
    for (int i = 0; i < data.dy.length; i++) {
      for (int tap = 0; tap < s.taps(); tap++) {
        int x = under(s, i, tap);
        dw[output(s, i) * s.taps() + tap] += x < 0 ? 0 : (double) data.dy[i] * data.x[x];
      }
    }
    check((k, a, b, c) -> k.dw(s, a, b, c), data.x, data.dy, dw.length, null, 1e-2);
    double[] actual = new double[dw.length];
    new ConvKernels(0, ONE, false).dw(s, wide(data.x), wide(data.dy), actual);
    assertArrayEquals(dw, actual, 1e-9);
  }

  /// What lies beside a short row, or beyond the last, does not get into a sum.
  @Test
  void infinitiesStayWhereTheyAre() {
    ConvShape s = new ConvShape(2, 1, 1, 2, new ConvAxis(4, 2, 1, 1, 0, 3), new ConvAxis(6, 2, 1, 1, 0, 5));
    float[] x = new float[48];
    Arrays.fill(x, 1);
    x[5] = Float.POSITIVE_INFINITY; // seen by the right column of the window alone
    float[] dy = new float[60];
    Arrays.fill(dy, 1);
    for (int bits : WIDTHS) {
      float[] dw = new float[8];
      new ConvKernels(bits, ONE, false).dw(s, x, dy, dw);
      float inf = Float.POSITIVE_INFINITY;
      assertArrayEquals(new float[] {30, inf, 30, 30, 30, inf, 30, 30}, dw);
      float[] y = new float[60];
      new ConvKernels(bits, ONE, false).y(s, x, new float[] {1, 1, 1, 1, 1, 1, 1, 1}, y);
      for (int i = 0; i < y.length; i++) {
        assertEquals(i == 4 || i == 19 ? inf : 4, y[i], "place " + i);
      }
    }
  }

  private static int output(ConvShape s, int result) {
    return result / s.places() % (s.groups() * s.outputs());
  }

  private static float weight(ConvShape s, float[] w, int result, int tap) {
    return w[output(s, result) * s.taps() + tap];
  }

  /// The element of `x` under a tap of the window that gives a result, or -1 in the margin.
  private static int under(ConvShape s, int result, int tap) {
    ConvAxis y = s.y();
    ConvAxis x = s.x();
    int image = result / s.places() / (s.groups() * s.outputs());
    int channel = output(s, result) / s.outputs() * s.channels() + tap / (y.taps() * x.taps());
    int row = y.element(result / x.places() % y.places(), tap / x.taps() % y.taps());
    int column = x.element(result % x.places(), tap % x.taps());
    boolean margin = row < 0 || row >= y.size() || column < 0 || column >= x.size();
    return margin ? -1 : ((image * s.groups() * s.channels() + channel) * y.size() + row) * x.size() + column;
  }
}
