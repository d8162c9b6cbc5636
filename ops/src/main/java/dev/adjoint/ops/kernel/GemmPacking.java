package dev.adjoint.ops.kernel;

/// Copies rectangles between matrices, transposing on the way where a panel of B is packed from its
/// transpose.
final class GemmPacking {
  private GemmPacking() {}

  /// `to[toAt + i·toRow + j] = from[fromAt + i·fromRow + j]` for `i` in `[0, rows)`, `j` in `[0, cols)`.
  static void copy(Object from, int fromAt, int fromRow, int rows, int cols, Object to, int toAt, int toRow) {
    if (from instanceof float[] source && to instanceof float[] target) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(source, fromAt + i * fromRow, target, toAt + i * toRow, cols);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(from, fromAt + i * fromRow, to, toAt + i * toRow, cols);
      }
    }
  }

  /// `to[toAt + i·toRow + j] = from[fromAt + j·fromCol + i]` for `i` in `[0, rows)`, `j` in `[0, cols)`.
  static void transpose(
      Object from, int fromAt, int fromCol, int rows, int cols, Object to, int toAt, int toRow) {
    if (from instanceof float[] source && to instanceof float[] target) {
      transpose(source, fromAt, fromCol, rows, cols, target, toAt, toRow);
    } else if (from instanceof double[] source && to instanceof double[] target) {
      transpose(source, fromAt, fromCol, rows, cols, target, toAt, toRow);
    }
  }

  private static void transpose(
      float[] from, int fromAt, int fromCol, int rows, int cols, float[] to, int toAt, int toRow) {
    int j = 0;
    for (; j <= cols - 8; j += 8) {
      int s0 = fromAt + j * fromCol;
      int s1 = s0 + fromCol;
      int s2 = s1 + fromCol;
      int s3 = s2 + fromCol;
      int s4 = s3 + fromCol;
      int s5 = s4 + fromCol;
      int s6 = s5 + fromCol;
      int s7 = s6 + fromCol;
      for (int p = 0; p < rows; p++) {
        int t = toAt + p * toRow + j;
        to[t] = from[s0 + p];
        to[t + 1] = from[s1 + p];
        to[t + 2] = from[s2 + p];
        to[t + 3] = from[s3 + p];
        to[t + 4] = from[s4 + p];
        to[t + 5] = from[s5 + p];
        to[t + 6] = from[s6 + p];
        to[t + 7] = from[s7 + p];
      }
    }
    for (; j < cols; j++) {
      for (int p = 0; p < rows; p++) {
        to[toAt + p * toRow + j] = from[fromAt + j * fromCol + p];
      }
    }
  }

  private static void transpose(
      double[] from, int fromAt, int fromCol, int rows, int cols, double[] to, int toAt, int toRow) {
    int j = 0;
    for (; j < cols; j++) {
      for (int p = 0; p < rows; p++) {
        to[toAt + p * toRow + j] = from[fromAt + j * fromCol + p];
      }
    }
  }
}
