package dev.adjoint.ops.kernel.gemm;

/// Copies the part of A that a tile takes to where the tile reads it, in the layout [GemmLayout#packed].
final class TilePacking {
  /// Elements of a column that are copied, of which the tile may have less.
  private static final int COPIED = 8;

  private TilePacking() {}

  /// Packs `depth` columns of A from `k0` on, of the `rows` rows from `row` on. Up to eight elements after
  /// what is packed may be overwritten.
  static void pack(MatrixView a, int row, int rows, int k0, int depth, Object to, int toAt) {
    pack(a, row, rows, k0, depth, to, toAt, VectorCopy.isReady(to, rows * depth));
  }

  /// @param byVectors whether to copy by vectors, which the machine then has
  static void pack(
      MatrixView a, int row, int rows, int k0, int depth, Object to, int toAt, boolean byVectors) {
    if (a.col() == 1) {
      blocks(a, row, rows, k0, depth, to, toAt, byVectors);
    } else {
      columns(a, row, rows, k0, depth, to, toAt, byVectors);
    }
  }

  private static void blocks(
      MatrixView a, int row, int rows, int k0, int depth, Object to, int toAt, boolean byVectors) {
    int block = GemmLayout.BLOCK;
    int blocks = depth / block;
    if (byVectors) {
      VectorCopy.blocks(a.array(), a.at(row, k0), a.row(), rows, blocks, to, toAt);
    } else {
      for (int i = 0; i < blocks; i++) {
        GemmPacking.copy(a.array(), a.at(row, k0 + i * block), a.row(), rows, block,
            to, toAt + i * rows * block, block);
      }
    }
    for (int p = blocks * block; p < depth; p++) {
      GemmPacking.copy(a.array(), a.at(row, k0 + p), a.row(), rows, 1, to, toAt + p * rows, 1);
    }
  }

  /// Columns are copied with elements in excess, which the next one overwrites; the last one has none.
  private static void columns(
      MatrixView a, int row, int rows, int k0, int depth, Object to, int toAt, boolean byVectors) {
    int fast = byVectors && rows <= COPIED && a.col() >= COPIED ? Math.max(0, depth - 1) : 0;
    if (fast > 0) {
      VectorCopy.rows(a.array(), a.at(row, k0), a.col(), fast, COPIED, to, toAt, rows);
    }
    GemmPacking.copy(a.array(), a.at(row, k0 + fast), a.col(), depth - fast, rows,
        to, toAt + fast * rows, rows);
  }
}
