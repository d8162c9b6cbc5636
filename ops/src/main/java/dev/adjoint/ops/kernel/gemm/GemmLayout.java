package dev.adjoint.ops.kernel.gemm;

/// What a tile knows about where the elements of A and B lie when it is generated.
enum GemmLayout {
  /// Nothing.
  ANY(false, false, false, false),
  /// A row of A lies in one piece.
  ROWS(true, false, false, false),
  /// A row of A lies in one piece; the rows of B follow one another, each as long as the tile is wide.
  ROWS_PACKED(true, false, true, false),
  /// A column of A lies in one piece: A is the transpose of what lies in memory.
  COLUMNS(false, true, false, false),
  /// A column of A lies in one piece; the rows of B follow one another, each as long as the tile is wide.
  COLUMNS_PACKED(false, true, true, false),
  /// The columns of A follow one another, each as long as the tile is high; the rows of B as above.
  PACKED(false, true, true, true),
  /// As before, but A in blocks of [#BLOCK] columns whose rows follow one another, which is how rows are
  /// packed without transposing them. Columns that are left over come one by one.
  BLOCKED(true, false, true, true);

  /// Columns of A in a block.
  static final int BLOCK = 4;

  final boolean rows;
  final boolean columns;
  final boolean packed;
  final boolean packedA;

  GemmLayout(boolean rows, boolean columns, boolean packed, boolean packedA) {
    this.rows = rows;
    this.columns = columns;
    this.packed = packed;
    this.packedA = packedA;
  }

  /// Whether tiles take [#BLOCK] steps at a time, and no others.
  boolean inBlocks() {
    return packedA || columns;
  }

  /// The layout of A where it lies, with B packed or read where it lies.
  static GemmLayout of(MatrixView a, boolean packed) {
    if (a.col() == 1) {
      return packed ? ROWS_PACKED : ROWS;
    }
    return a.row() != 1 ? ANY : packed ? COLUMNS_PACKED : COLUMNS;
  }

  /// The layout of A and B when both are packed.
  static GemmLayout packed(MatrixView a) {
    return a.col() == 1 ? BLOCKED : PACKED;
  }
}
