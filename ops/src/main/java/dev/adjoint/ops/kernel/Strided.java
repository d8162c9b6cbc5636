package dev.adjoint.ops.kernel;

import java.util.Arrays;

/// Copies elements between arrays of one dtype whose neighbours along each axis lie any distance apart: the one kernel
/// behind transposing, broadcasting, slicing, joining and flipping.
public final class Strided {
  private Strided() {}

  /// Copies the elements of a block of the given sizes.
  ///
  /// @param x the array to read, from `xOffset` on
  /// @param xStrides the distance between neighbours in `x` along each axis; 0 repeats an element, negative goes back
  /// @param y the array to write, of the class of `x`
  /// @param yStrides the same for `y`
  public static void copy(
      Object x, int xOffset, int[] xStrides, Object y, int yOffset, int[] yStrides, int[] sizes) {
    for (int n : sizes) {
      if (n == 0) {
        return;
      }
    }
    int[][] axes = collapse(sizes, xStrides, yStrides);
    sizes = axes[0];
    xStrides = axes[1];
    yStrides = axes[2];
    int inner = sizes.length - 1;
    if (inner < 0) {
      System.arraycopy(x, xOffset, y, yOffset, 1);
      return;
    }
    int[] at = new int[inner];
    while (true) {
      run(x, xOffset, xStrides[inner], y, yOffset, yStrides[inner], sizes[inner]);
      int axis = inner - 1;
      while (axis >= 0 && at[axis] == sizes[axis] - 1) {
        xOffset -= at[axis] * xStrides[axis];
        yOffset -= at[axis] * yStrides[axis];
        at[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      at[axis]++;
      xOffset += xStrides[axis];
      yOffset += yStrides[axis];
    }
  }

  /// Drops axes of size 1 and merges neighbours that both arrays step through evenly.
  private static int[][] collapse(int[] sizes, int[] xStrides, int[] yStrides) {
    int[] n = new int[sizes.length];
    int[] xs = new int[sizes.length];
    int[] ys = new int[sizes.length];
    int count = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 1) {
        continue;
      }
      if (count > 0
          && xs[count - 1] == xStrides[i] * sizes[i]
          && ys[count - 1] == yStrides[i] * sizes[i]) {
        n[count - 1] *= sizes[i];
        xs[count - 1] = xStrides[i];
        ys[count - 1] = yStrides[i];
      } else {
        n[count] = sizes[i];
        xs[count] = xStrides[i];
        ys[count++] = yStrides[i];
      }
    }
    return new int[][] {Arrays.copyOf(n, count), Arrays.copyOf(xs, count), Arrays.copyOf(ys, count)};
  }

  private static void run(Object x, int xi, int xStride, Object y, int yi, int yStride, int n) {
    if (xStride == 1 && yStride == 1) {
      System.arraycopy(x, xi, y, yi, n);
      return;
    }
    switch (x) {
      case float[] from -> {
        float[] to = (float[]) y;
        for (int i = 0; i < n; i++, xi += xStride, yi += yStride) {
          to[yi] = from[xi];
        }
      }
      case double[] from -> {
        double[] to = (double[]) y;
        for (int i = 0; i < n; i++, xi += xStride, yi += yStride) {
          to[yi] = from[xi];
        }
      }
      case int[] from -> {
        int[] to = (int[]) y;
        for (int i = 0; i < n; i++, xi += xStride, yi += yStride) {
          to[yi] = from[xi];
        }
      }
      case long[] from -> {
        long[] to = (long[]) y;
        for (int i = 0; i < n; i++, xi += xStride, yi += yStride) {
          to[yi] = from[xi];
        }
      }
      case boolean[] from -> {
        boolean[] to = (boolean[]) y;
        for (int i = 0; i < n; i++, xi += xStride, yi += yStride) {
          to[yi] = from[xi];
        }
      }
      default -> throw new IllegalArgumentException("not a tensor's array: " + x.getClass());
    }
  }
}
