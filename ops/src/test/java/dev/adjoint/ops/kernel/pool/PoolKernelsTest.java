package dev.adjoint.ops.kernel.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.conv.ConvAxis;
import dev.adjoint.ops.kernel.conv.ConvShape;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pooling against plain loops that take the taps in the same order: equal bits at every width of vectors, on
/// one thread and on several. Elements are small whole numbers, so that many tie.
class PoolKernelsTest {
  private static final int[] WIDTHS = {0, 128, 256, 512};
  /// Shared by all shapes, so that each kernel is made once.
  private static final Map<Integer, KernelCompiler> COMPILERS = new HashMap<>();
  private static final Workers ONE = new Workers(1);
  private static final Workers THREE = new Workers(3);

  @AfterAll
  static void close() {
    THREE.close();
  }

  static Stream<ConvShape> shapes() {
    Random random = new Random(11);
    Stream<ConvShape> some = Stream.generate(() -> new ConvShape(1 + random.nextInt(9), 1, 1, 1, axis(random),
        axis(random))).limit(60).filter(s -> s.y().isNeverEmpty() && s.x().isNeverEmpty());
    ConvAxis halved = new ConvAxis(24, 2, 2, 1, 0, 12);
    ConvAxis three = new ConvAxis(27, 3, 2, 1, 1, 14);
    ConvAxis small = new ConvAxis(9, 2, 2, 1, 0, 4);
    ConvAxis odd = new ConvAxis(35, 2, 2, 1, 0, 17);
    ConvAxis sparse = new ConvAxis(23, 3, 6, 2, 0, 4);
    return Stream.concat(some, Stream.of(
        new ConvShape(50, 1, 1, 1, halved, halved),
        new ConvShape(33, 1, 1, 1, three, three),
        new ConvShape(20, 1, 1, 1, small, small),
        new ConvShape(3, 1, 1, 1, sparse, odd),
        new ConvShape(2, 1, 1, 1, new ConvAxis(8, 1, 1, 1, 0, 8), odd),
        new ConvShape(2, 1, 1, 1, new ConvAxis(8, 4, 4, 1, 0, 2), new ConvAxis(4, 2, 2, 1, 0, 2))));
  }

  private static ConvAxis axis(Random random) {
    int taps = 1 + random.nextInt(4);
    int stride = 1 + random.nextInt(4);
    int dilation = 1 + random.nextInt(3) * random.nextInt(2);
    int before = random.nextInt(3) * random.nextInt(2);
    int after = random.nextInt(3) * random.nextInt(2);
    int reach = (taps - 1) * dilation + 1;
    int size = Math.max(1, reach - before - after) + random.nextInt(20);
    return new ConvAxis(size, taps, stride, dilation, before, (size + before + after - reach) / stride + 1);
  }

  private static float[] draw(int seed, int n, int values) {
    Random random = new Random(seed);
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = values > 0 ? random.nextInt(values) : (float) random.nextGaussian();
    }
    return a;
  }

  private interface Run {
    void on(PoolKernels kernels, float[] to);
  }

  private static void check(float[] expected, Run run) {
    for (int bits : WIDTHS) {
      for (Workers workers : new Workers[] {ONE, THREE}) {
        // What is wider than the machine's vectors never gets warm.
        for (boolean warmsUp : bits <= SimdSupport.bits() ? new boolean[] {false, true} : new boolean[1]) {
          float[] to = new float[expected.length];
          Arrays.fill(to, Float.NaN);
          KernelCompiler compiler = COMPILERS.computeIfAbsent(
              bits + (warmsUp ? 1 : 0), _ -> new KernelCompiler(bits, 48, warmsUp));
          run.on(new PoolKernels(compiler, workers), to);
          assertArrayEquals(expected, to, bits + " bits, " + workers.threads() + " threads");
        }
      }
    }
  }

  /// The elements under the window at a place, in order of its taps.
  private static int[] window(ConvShape s, int place) {
    int plane = place / s.places();
    return IntStream.range(0, s.taps()).map(tap -> {
      int row = s.y().element(place / s.x().places() % s.y().places(), tap / s.x().taps());
      int column = s.x().element(place % s.x().places(), tap % s.x().taps());
      boolean margin = row < 0 || row >= s.y().size() || column < 0 || column >= s.x().size();
      return margin ? -1 : (plane * s.y().size() + row) * s.x().size() + column;
    }).filter(i -> i >= 0).toArray();
  }

  private static int[] hits(ConvShape s, float[] x, int place) {
    int[] window = window(s, place);
    double max = IntStream.of(window).mapToDouble(i -> x[i]).max().orElseThrow();
    return IntStream.of(window).filter(i -> x[i] == max).toArray();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theLargestOfEachWindow(ConvShape s) {
    float[] x = draw(1, s.images() * s.plane(), 4);
    float[] y = new float[s.images() * s.places()];
    for (int p = 0; p < y.length; p++) {
      y[p] = x[hits(s, x, p)[0]];
    }
    check(y, (k, to) -> k.largest(s, x, to));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void eachIsSharedByTheLargestInOrderOfTaps(ConvShape s) {
    float[] x = draw(1, s.images() * s.plane(), 4);
    float[] dy = draw(2, s.images() * s.places(), 0);
    float[] dx = new float[x.length];
    for (int tap = 0; tap < s.taps(); tap++) {
      for (int p = 0; p < dy.length; p++) {
        int[] hits = hits(s, x, p);
        int row = s.y().element(p / s.x().places() % s.y().places(), tap / s.x().taps());
        int column = s.x().element(p % s.x().places(), tap % s.x().taps());
        boolean margin = row < 0 || row >= s.y().size() || column < 0 || column >= s.x().size();
        int at = (p / s.places() * s.y().size() + row) * s.x().size() + column;
        if (!margin && IntStream.of(hits).anyMatch(i -> i == at)) {
          dx[at] += dy[p] / hits.length;
        }
      }
    }
    check(dx, (k, to) -> k.back(s, x, dy, to));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theMeanAtTheLargest(ConvShape s) {
    float[] x = draw(1, s.images() * s.plane(), 4);
    float[] t = draw(3, x.length, 0);
    float[] y = new float[s.images() * s.places()];
    for (int p = 0; p < y.length; p++) {
      int[] hits = hits(s, x, p);
      for (int i : hits) {
        y[p] += t[i];
      }
      y[p] /= hits.length;
    }
    check(y, (k, to) -> k.forth(s, x, t, to));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theMeanOfWhatIsThere(ConvShape s) {
    float[] x = draw(4, s.images() * s.plane(), 0);
    float[] y = new float[s.images() * s.places()];
    for (int p = 0; p < y.length; p++) {
      int[] window = window(s, p);
      for (int i : window) {
        y[p] += x[i];
      }
      y[p] /= window.length;
    }
    check(y, (k, to) -> k.mean(s, x, to));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void eachIsSpreadOverItsWindowInOrderOfTaps(ConvShape s) {
    float[] dy = draw(5, s.images() * s.places(), 0);
    float[] dx = new float[s.images() * s.plane()];
    for (int ky = 0; ky < s.y().taps(); ky++) {
      for (int kx = 0; kx < s.x().taps(); kx++) {
        for (int p = 0; p < dy.length; p++) {
          int row = s.y().element(p / s.x().places() % s.y().places(), ky);
          int column = s.x().element(p % s.x().places(), kx);
          if (row >= 0 && row < s.y().size() && column >= 0 && column < s.x().size()) {
            dx[(p / s.places() * s.y().size() + row) * s.x().size() + column] += dy[p] / window(s, p).length;
          }
        }
      }
    }
    check(dx, (k, to) -> k.share(s, dy, to));
  }
}
