package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Warming;
import java.util.Arrays;

/// A SIMD tile that lets scalar tiles do its work until the JIT has compiled it ([Warming]). Both compute
/// the same bits.
final class WarmingConvTile extends ConvTile {
  /// Rows and places of the scalar tiles: eight sums and what they need fit the registers.
  private static final int ROWS = 2;
  private static final int PLACES = 4;
  /// Steps of the chain in a trial: enough for a profile of a loop that goes on for long.
  private static final int STEPS = 32;

  private final ConvTile simd;
  private final ConvTiles scalars;
  private final int rows;
  private final int vectors;
  private final int lanes;
  private final Warming warming;

  /// @param simd the tile, of `rows` rows and `vectors` vectors of `lanes` elements
  /// @param scalars the scalar tiles of its dtype
  WarmingConvTile(ConvTile simd, ConvTiles scalars, int rows, int vectors, int lanes) {
    this.simd = simd;
    this.scalars = scalars;
    this.rows = rows;
    this.vectors = vectors;
    this.lanes = lanes;
    int width = vectors * lanes;
    int[] steps = new int[STEPS];
    int[] places = new int[2 * vectors];
    Arrays.setAll(steps, p -> p);
    Arrays.setAll(places, i -> i / 2 * lanes);
    Object a = scalars.dtype.newArray(rows * STEPS);
    Object b = scalars.dtype.newArray(STEPS + width);
    Object c = scalars.dtype.newArray(rows * width);
    warming = Warming.of(
        () -> {
          simd.run(0, STEPS, a, 0, STEPS, b, 0, steps, places, 0, c, 0, width, 1, c, 0, width);
          simd.run(0, 0, a, 0, STEPS, b, 0, steps, places, 0, c, 0, width, 1, c, 0, width);
        },
        (STEPS + 4L) * (rows * vectors + rows + vectors));
  }

  @Override
  void run(int from, int to, Object a, int aOffset, int aRow, Object b, int bOffset, int[] steps,
      int[] places, int first, Object start, int startOffset, int startRow, int startPlace,
      Object c, int cOffset, int cRow) {
    if (warming.isOver((long) (to - from) * rows * vectors * lanes)) {
      simd.run(from, to, a, aOffset, aRow, b, bOffset, steps, places, first,
          start, startOffset, startRow, startPlace, c, cOffset, cRow);
      return;
    }
    int[] single = new int[2 * vectors * lanes];
    for (int i = 0; i < single.length; i++) {
      single[i] = places[first + i / (2 * lanes) * 2 + i % 2] + i / 2 % lanes;
    }
    for (int r = 0; r < rows; r += ROWS) {
      int height = Math.min(ROWS, rows - r);
      for (int p = 0; p < vectors * lanes; p += PLACES) {
        scalars.tile(height, Math.min(PLACES, vectors * lanes - p)).run(
            from, to, a, aOffset + r * aRow, aRow, b, bOffset, steps, single, 2 * p,
            start, startOffset + r * startRow, startRow, startPlace, c, cOffset + r * cRow, cRow);
      }
    }
  }
}
