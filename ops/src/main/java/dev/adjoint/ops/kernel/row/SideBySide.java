package dev.adjoint.ops.kernel.row;

/// Lays short rows side by side and back: element `i` of row `j` is element `i · rows + j`.
///
/// The inner loops run over the rows, which are many, and take four neighbouring elements of each at a time:
/// the JIT checks the first and the last of them alone.
final class SideBySide {
  private SideBySide() {}

  /// Takes `rows` rows of `k` elements from `x[at]` on to `to[toAt]` on.
  static void in(Object x, int at, int k, int rows, Object to, int toAt) {
    if (k == 1) {
      System.arraycopy(x, at, to, toAt, rows);
    } else if (x instanceof float[] a) {
      float[] b = (float[]) to;
      int i = 0;
      for (; i <= k - 4; i += 4) {
        inFour(a, at + i, k, rows, b, toAt + i * rows);
      }
      if (i <= k - 2) {
        inTwo(a, at + i, k, rows, b, toAt + i * rows);
        i += 2;
      }
      if (i < k) {
        inOne(a, at + i, k, rows, b, toAt + i * rows);
      }
    } else {
      double[] a = (double[]) x;
      double[] b = (double[]) to;
      int i = 0;
      for (; i <= k - 4; i += 4) {
        inFour(a, at + i, k, rows, b, toAt + i * rows);
      }
      if (i <= k - 2) {
        inTwo(a, at + i, k, rows, b, toAt + i * rows);
        i += 2;
      }
      if (i < k) {
        inOne(a, at + i, k, rows, b, toAt + i * rows);
      }
    }
  }

  /// Takes them back from `x[at]` on to `to[toAt]` on.
  static void out(Object x, int at, int k, int rows, Object to, int toAt) {
    if (k == 1) {
      System.arraycopy(x, at, to, toAt, rows);
    } else if (x instanceof float[] a) {
      float[] b = (float[]) to;
      int i = 0;
      for (; i <= k - 4; i += 4) {
        outFour(a, at + i * rows, k, rows, b, toAt + i);
      }
      if (i <= k - 2) {
        outTwo(a, at + i * rows, k, rows, b, toAt + i);
        i += 2;
      }
      if (i < k) {
        outOne(a, at + i * rows, k, rows, b, toAt + i);
      }
    } else {
      double[] a = (double[]) x;
      double[] b = (double[]) to;
      int i = 0;
      for (; i <= k - 4; i += 4) {
        outFour(a, at + i * rows, k, rows, b, toAt + i);
      }
      if (i <= k - 2) {
        outTwo(a, at + i * rows, k, rows, b, toAt + i);
        i += 2;
      }
      if (i < k) {
        outOne(a, at + i * rows, k, rows, b, toAt + i);
      }
    }
  }

  private static void inFour(float[] x, int at, int k, int rows, float[] to, int toAt) {
    int l1 = toAt + rows;
    int l2 = l1 + rows;
    int l3 = l2 + rows;
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
      to[l1 + j] = x[at + 1];
      to[l2 + j] = x[at + 2];
      to[l3 + j] = x[at + 3];
    }
  }

  private static void outFour(float[] x, int at, int k, int rows, float[] to, int toAt) {
    int l1 = at + rows;
    int l2 = l1 + rows;
    int l3 = l2 + rows;
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
      to[toAt + 1] = x[l1 + j];
      to[toAt + 2] = x[l2 + j];
      to[toAt + 3] = x[l3 + j];
    }
  }

  private static void inTwo(float[] x, int at, int k, int rows, float[] to, int toAt) {
    int l1 = toAt + rows;
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
      to[l1 + j] = x[at + 1];
    }
  }

  private static void outTwo(float[] x, int at, int k, int rows, float[] to, int toAt) {
    int l1 = at + rows;
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
      to[toAt + 1] = x[l1 + j];
    }
  }

  private static void inOne(float[] x, int at, int k, int rows, float[] to, int toAt) {
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
    }
  }

  private static void outOne(float[] x, int at, int k, int rows, float[] to, int toAt) {
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
    }
  }

  private static void inFour(double[] x, int at, int k, int rows, double[] to, int toAt) {
    int l1 = toAt + rows;
    int l2 = l1 + rows;
    int l3 = l2 + rows;
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
      to[l1 + j] = x[at + 1];
      to[l2 + j] = x[at + 2];
      to[l3 + j] = x[at + 3];
    }
  }

  private static void outFour(double[] x, int at, int k, int rows, double[] to, int toAt) {
    int l1 = at + rows;
    int l2 = l1 + rows;
    int l3 = l2 + rows;
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
      to[toAt + 1] = x[l1 + j];
      to[toAt + 2] = x[l2 + j];
      to[toAt + 3] = x[l3 + j];
    }
  }

  private static void inTwo(double[] x, int at, int k, int rows, double[] to, int toAt) {
    int l1 = toAt + rows;
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
      to[l1 + j] = x[at + 1];
    }
  }

  private static void outTwo(double[] x, int at, int k, int rows, double[] to, int toAt) {
    int l1 = at + rows;
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
      to[toAt + 1] = x[l1 + j];
    }
  }

  private static void inOne(double[] x, int at, int k, int rows, double[] to, int toAt) {
    for (int j = 0; j < rows; j++, at += k) {
      to[toAt + j] = x[at];
    }
  }

  private static void outOne(double[] x, int at, int k, int rows, double[] to, int toAt) {
    for (int j = 0; j < rows; j++, toAt += k) {
      to[toAt] = x[at + j];
    }
  }
}
