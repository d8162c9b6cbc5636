package dev.adjoint.ops.kernel.reduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Reductions that warm up give the bits of those that don't, from the first call on until long after: rows with
/// and without an end, columns that vectors do and do not divide, searches.
class WarmingReduceKernelTest {
  private static final int[][] SHAPES = {{3, 64, 1}, {2, 331, 1}, {3, 7, 1}, {2, 21, 40}, {1, 150, 37}, {2, 9, 3}};

  private final Workers one = new Workers(1);
  private final ReduceKernels warming = new ReduceKernels(SimdSupport.bits(), true, one);
  private final ReduceKernels simd = new ReduceKernels(SimdSupport.bits(), one);

  @Test
  void coldKernelsGiveTheSameBits() {
    for (int call = 0; call < 3; call++) {
      sameBits();
    }
  }

  @Test
  void whatIsWarmIsUsed() throws InterruptedException {
    if (SimdSupport.bits() == 0) {
      return;
    }
    float[] x = new float[1 << 14];
    float[] y = new float[1];
    int[] at = new int[1];
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    WarmingReduceKernel kernel =
        (WarmingReduceKernel) ReduceKernel.of(Reduction.MAX, DType.FLOAT32, SimdSupport.bits(), true);
    while (!kernel.isWarm() && System.nanoTime() < end) {
      warming.reduce(Reduction.MAX, x, 1, x.length, 1, y);
      warming.reduce(Reduction.MAX, x, 1, 1 << 7, 1 << 7, new float[1 << 7]);
      warming.find(Reduction.MAX, x, 1, x.length, 1, at);
      Thread.sleep(1);
    }
    assertTrue(kernel.isWarm(), "not warm after a minute");
    sameBits();
  }

  private void sameBits() {
    for (Reduction reduction : Reduction.values()) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64}) {
        for (int[] shape : SHAPES) {
          int size = shape[0] * shape[1] * shape[2];
          int results = shape[0] * shape[2];
          Object x = draw(dtype, size);
          Object expected = dtype.newArray(results);
          Object actual = dtype.newArray(results);
          simd.reduce(reduction, x, shape[0], shape[1], shape[2], expected);
          warming.reduce(reduction, x, shape[0], shape[1], shape[2], actual);
          assertArrayEquals(new Object[] {expected}, new Object[] {actual}, reduction + " of " + dtype);
          if (reduction == Reduction.MAX || reduction == Reduction.MIN) {
            int[] found = new int[results];
            int[] again = new int[results];
            simd.find(reduction, x, shape[0], shape[1], shape[2], found);
            warming.find(reduction, x, shape[0], shape[1], shape[2], again);
            assertArrayEquals(found, again, "where " + reduction + " of " + dtype);
          }
        }
      }
    }
  }

  private static Object draw(DType dtype, int n) {
    Random random = new Random(n);
    return switch (dtype) {
      case FLOAT32 -> {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
          a[i] = (float) random.nextGaussian();
        }
        yield a;
      }
      case FLOAT64 -> random.doubles(n, -1, 1).toArray();
      case INT32 -> random.ints(n, -9, 9).toArray();
      default -> random.longs(n, -9, 9).toArray();
    };
  }
}
