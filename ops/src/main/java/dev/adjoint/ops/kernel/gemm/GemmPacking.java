package dev.adjoint.ops.kernel.gemm;

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
      int c0 = fromAt + j * fromCol;
      int c1 = c0 + fromCol;
      int c2 = c1 + fromCol;
      int c3 = c2 + fromCol;
      int c4 = c3 + fromCol;
      int c5 = c4 + fromCol;
      int c6 = c5 + fromCol;
      int c7 = c6 + fromCol;
      for (int i = 0; i < rows; i++) {
        int at = toAt + i * toRow + j;
        to[at] = from[c0 + i];
        to[at + 1] = from[c1 + i];
        to[at + 2] = from[c2 + i];
        to[at + 3] = from[c3 + i];
        to[at + 4] = from[c4 + i];
        to[at + 5] = from[c5 + i];
        to[at + 6] = from[c6 + i];
        to[at + 7] = from[c7 + i];
      }
    }
    for (; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        to[toAt + i * toRow + j] = from[fromAt + j * fromCol + i];
      }
    }
  }

  private static void transpose(
      double[] from, int fromAt, int fromCol, int rows, int cols, double[] to, int toAt, int toRow) {
    int j = 0;
    for (; j <= cols - 8; j += 8) {
      int c0 = fromAt + j * fromCol;
      int c1 = c0 + fromCol;
      int c2 = c1 + fromCol;
      int c3 = c2 + fromCol;
      int c4 = c3 + fromCol;
      int c5 = c4 + fromCol;
      int c6 = c5 + fromCol;
      int c7 = c6 + fromCol;
      for (int i = 0; i < rows; i++) {
        int at = toAt + i * toRow + j;
        to[at] = from[c0 + i];
        to[at + 1] = from[c1 + i];
        to[at + 2] = from[c2 + i];
        to[at + 3] = from[c3 + i];
        to[at + 4] = from[c4 + i];
        to[at + 5] = from[c5 + i];
        to[at + 6] = from[c6 + i];
        to[at + 7] = from[c7 + i];
      }
    }
    for (; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        to[toAt + i * toRow + j] = from[fromAt + j * fromCol + i];
      }
    }
  }
}
