package dev.adjoint.ops.kernel.gemm;

/// A matrix in a heap array: element `(i, j)` is `array[offset + i·row + j·col]`.
record MatrixView(Object array, int offset, int row, int col) implements GemmOperand {
  /// A row-major matrix whose rows are `ld` apart, or its transpose.
  static MatrixView of(Object array, int offset, int ld, boolean transpose) {
    return transpose ? new MatrixView(array, offset, 1, ld) : new MatrixView(array, offset, ld, 1);
  }

  int at(int i, int j) {
    return offset + i * row + j * col;
  }

  MatrixView transposed() {
    return new MatrixView(array, offset, col, row);
  }

  @Override
  public void pack(int k0, int depth, int firstCol, int cols, Object to, int toAt, int width) {
    if (col == 1) {
      GemmPacking.copy(array, at(k0, firstCol), row, depth, cols, to, toAt, width);
    } else {
      GemmPacking.transpose(array, at(k0, firstCol), col, depth, cols, to, toAt, width);
    }
  }
}
