package dev.adjoint.ops.kernel.gemm;

/// What a tile knows about where the elements of A and B lie when it is generated.
enum GemmLayout {
  /// Nothing.
  ANY(false, false, false),
  /// A row of A lies in one piece.
  ROWS(true, false, false),
  /// A row of A lies in one piece; the rows of B follow one another, each as long as the tile is wide.
  ROWS_PACKED(true, false, true),
  /// A column of A lies in one piece: A is the transpose of what lies in memory.
  COLUMNS(false, true, false),
  /// A column of A lies in one piece; the rows of B follow one another, each as long as the tile is wide.
  COLUMNS_PACKED(false, true, true);

  final boolean rows;
  final boolean columns;
  final boolean packed;

  GemmLayout(boolean rows, boolean columns, boolean packed) {
    this.rows = rows;
    this.columns = columns;
    this.packed = packed;
  }

  /// The layout of A, with B packed or read where it lies.
  static GemmLayout of(MatrixView a, boolean packed) {
    if (a.col() == 1) {
      return packed ? ROWS_PACKED : ROWS;
    }
    return a.row() != 1 ? ANY : packed ? COLUMNS_PACKED : COLUMNS;
  }
}
