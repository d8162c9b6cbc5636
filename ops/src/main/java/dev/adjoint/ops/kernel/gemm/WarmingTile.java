package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.ops.kernel.Warming;

/// A SIMD tile that lets scalar tiles do its work until the JIT has compiled it ([Warming]). Both compute the
/// same bits.
final class WarmingTile extends GemmTile {
  /// Rows and columns of the scalar tiles: eight sums and what they need fit the registers.
  private static final int ROWS = 2;
  private static final int COLUMNS = 4;
  /// Steps of k in a trial: enough for a profile of a loop that goes on for long, and some that fill no block.
  private static final int STEPS = 8 * GemmLayout.BLOCK + 3;

  /// What this stands in for.
  final GemmTile simd;
  private final GemmTiles scalars;
  private final GemmLayout layout;
  private final int rows;
  private final int columns;
  private final Warming warming;

  /// @param simd the tile, of `rows` rows and `columns` columns
  /// @param scalars the scalar tiles of its dtype
  /// @param layout what the tile was written for
  /// @param operations how many vector operations a step of k takes
  WarmingTile(
      GemmTile simd, GemmTiles scalars, GemmLayout layout, int rows, int columns, int operations) {
    this.simd = simd;
    this.scalars = scalars;
    this.layout = layout;
    this.rows = rows;
    this.columns = columns;
    Object a = scalars.dtype.newArray(rows * STEPS);
    Object b = scalars.dtype.newArray(STEPS * columns);
    Object c = scalars.dtype.newArray(rows * columns);
    warming = Warming.of(() -> trial(a, b, c), (STEPS + 4L) * operations);
  }

  /// Whether the JIT has compiled the SIMD tile, so that nobody needs this one any more.
  boolean isWarm() {
    return warming.isOver(0);
  }

  @Override
  void run(int k, Object a, int aOffset, int aRow, int aCol, Object b, int bOffset, int bRow, int bCol,
      Object start, int startOffset, int startRow, Object c, int cOffset, int cRow) {
    if (warming.isOver((long) k * rows * columns)) {
      simd.run(k, a, aOffset, aRow, aCol, b, bOffset, bRow, bCol, start, startOffset, startRow, c, cOffset,
          cRow);
      return;
    }
    if (layout == GemmLayout.BLOCKED) {
      scalarTiles(k, inRows(k, a, aOffset), 0, k, 1, b, bOffset, bRow,
          start, startOffset, startRow, c, cOffset, cRow);
    } else {
      scalarTiles(k, a, aOffset, aRow, aCol, b, bOffset, bRow,
          start, startOffset, startRow, c, cOffset, cRow);
    }
  }

  /// The rows of A, one after another; scalar tiles know nothing of blocks.
  private Object inRows(int k, Object a, int aOffset) {
    Object inRows = scalars.dtype.newArray(rows * k);
    for (int p = 0; p < k; ) {
      int columns = k - p >= GemmLayout.BLOCK ? GemmLayout.BLOCK : 1;
      GemmPacking.copy(a, aOffset + p * rows, columns, rows, columns, inRows, p, k);
      p += columns;
    }
    return inRows;
  }

  private void scalarTiles(int k, Object a, int aOffset, int aRow, int aCol, Object b, int bOffset, int bRow,
      Object start, int startOffset, int startRow, Object c, int cOffset, int cRow) {
    for (int r = 0; r < rows; r += ROWS) {
      for (int j = 0; j < columns; j += COLUMNS) {
        scalars.tile(GemmLayout.ANY, Math.min(ROWS, rows - r), Math.min(COLUMNS, columns - j))
            .run(k, a, aOffset + r * aRow, aRow, aCol, b, bOffset + j, bRow, 1,
                start, startOffset + r * startRow + j, startRow, c, cOffset + r * cRow + j, cRow);
      }
    }
  }

  /// Runs the SIMD tile on operands that lie as any layout wants them, and copies.
  private void trial(Object a, Object b, Object c) {
    boolean byColumns = layout.columns || layout.packedA;
    for (int k = STEPS; k >= 0; k -= STEPS) {
      simd.run(k, a, 0, byColumns ? 1 : STEPS, byColumns ? rows : 1, b, 0, columns, 1, c, 0, columns, c, 0,
          columns);
    }
  }
}
