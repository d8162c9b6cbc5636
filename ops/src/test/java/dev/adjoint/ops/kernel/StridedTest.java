package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StridedTest {
  private static final Class<?>[] TYPES = {float.class, double.class, int.class, long.class, boolean.class};

  private static void set(Object array, int i, int value) {
    switch (array) {
      case float[] a -> a[i] = value;
      case double[] a -> a[i] = value;
      case int[] a -> a[i] = value;
      case long[] a -> a[i] = value;
      default -> ((boolean[]) array)[i] = (value & 1) == 1;
    }
  }

  private static Object get(Object array, int i) {
    return Array.get(array, i);
  }

  /// Axes lie in any order in either array, with gaps, backwards in `x` or repeated there.
  @Property(tries = 500)
  void copiesEachElementAndTouchesNoOther(@ForAll @IntRange(min = 0, max = 4) int rank, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] sizes = random.ints(rank, 0, 10).map(n -> n < 2 ? n + 1 : n < 7 ? n : 4 * n + 3).toArray();
    int[] xStrides = strides(sizes, random);
    int[] yStrides = strides(sizes, random);
    int xOffset = 3;
    for (int i = 0; i < rank; i++) {
      switch (random.nextInt(6)) {
        case 0 -> xStrides[i] = 0;
        case 1 -> {
          xOffset += xStrides[i] * (sizes[i] - 1);
          xStrides[i] = -xStrides[i];
        }
        default -> { }
      }
    }
    Class<?> type = TYPES[random.nextInt(TYPES.length)];
    Object x = Array.newInstance(type, 4 + xOffset + reach(sizes, xStrides));
    Object y = Array.newInstance(type, 4 + reach(sizes, yStrides));
    Object expected = Array.newInstance(type, Array.getLength(y));
    for (int i = 0; i < Array.getLength(x); i++) {
      set(x, i, i + 1);
    }
    int[] at = new int[rank];
    int n = 1;
    for (int size : sizes) {
      n *= size;
    }
    for (int k = 0; k < n; k++) {
      int rest = k;
      int from = xOffset;
      int to = 2;
      for (int i = rank - 1; i >= 0; i--) {
        at[i] = rest % sizes[i];
        rest /= sizes[i];
        from += at[i] * xStrides[i];
        to += at[i] * yStrides[i];
      }
      Array.set(expected, to, get(x, from));
    }
    int[][] given = {sizes.clone(), xStrides.clone(), yStrides.clone()};
    Strided.copy(x, xOffset, xStrides, y, 2, yStrides, sizes);
    for (int i = 0; i < Array.getLength(y); i++) {
      assertEquals(get(expected, i), get(y, i), "element " + i);
    }
    assertArrayEquals(given, new int[][] {sizes, xStrides, yStrides}, "the caller's arrays");
  }

  /// Strides of axes in random order, some with a gap.
  private static int[] strides(int[] sizes, SplittableRandom random) {
    int[] strides = new int[sizes.length];
    int next = random.nextInt(4) == 0 ? 2 : 1;
    int left = sizes.length;
    while (left > 0) {
      int axis = random.nextInt(sizes.length);
      if (strides[axis] == 0) {
        strides[axis] = next;
        next = next * sizes[axis] + (random.nextInt(4) == 0 ? 1 : 0);
        left--;
      }
    }
    return strides;
  }

  private static int reach(int[] sizes, int[] strides) {
    int reach = 0;
    for (int i = 0; i < sizes.length; i++) {
      reach += Math.max(0, strides[i]) * (sizes[i] - 1);
    }
    return reach;
  }
}
