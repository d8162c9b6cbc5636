package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Warming;
import java.util.Arrays;

/// As [WarmingConvTile], for sums.
final class WarmingSumTile extends ConvSumTile {
  /// Pairs of places in a trial, of either kind.
  private static final int PAIRS = 16;

  private final ConvSumTile simd;
  private final ConvSumTile scalar;
  private final int rows;
  private final int taps;
  private final int virtual;
  private final Warming warming;

  /// @param simd the tile, of `rows` rows and `taps` taps
  /// @param scalars the scalar tiles of its dtype
  /// @param parts the vectors of a sum
  WarmingSumTile(ConvSumTile simd, ConvTiles scalars, int rows, int taps, int parts) {
    this.simd = simd;
    this.rows = rows;
    this.taps = taps;
    scalar = scalars.sumTile(1, 1);
    virtual = ConvTiles.virtual(scalars.dtype);
    int[] places = new int[2 * PAIRS];
    int[] offsets = new int[taps];
    boolean[] mask = new boolean[virtual];
    Arrays.setAll(places, i -> i / 2 * virtual);
    Arrays.fill(mask, 0, virtual / 2, true);
    Object x = scalars.dtype.newArray(PAIRS * virtual);
    Object sums = scalars.dtype.newArray(rows * taps * virtual);
    long operations = 2L * PAIRS * parts * (rows * taps + rows + taps);
    warming = Warming.of(
        () -> {
          for (int pairs = PAIRS; pairs >= 0; pairs -= PAIRS) {
            simd.run(pairs, places, PAIRS - pairs, places, mask, x, 0, offsets, 0, x, 0, 0, sums, 0,
                taps * virtual);
          }
        },
        operations);
  }

  @Override
  void run(int whole, int[] wholePlaces, int ragged, int[] raggedPlaces, boolean[] mask, Object x, int xOffset,
      int[] offsets, int firstTap, Object dy, int dyOffset, int dyRow, Object sums, int sumsOffset,
      int sumsRow) {
    if (warming.isOver((long) (whole + ragged) * rows * taps * virtual)) {
      simd.run(whole, wholePlaces, ragged, raggedPlaces, mask, x, xOffset, offsets, firstTap,
          dy, dyOffset, dyRow, sums, sumsOffset, sumsRow);
      return;
    }
    for (int r = 0; r < rows; r++) {
      for (int t = 0; t < taps; t++) {
        scalar.run(whole, wholePlaces, ragged, raggedPlaces, mask, x, xOffset, offsets, firstTap + t,
            dy, dyOffset + r * dyRow, dyRow, sums, sumsOffset + r * sumsRow + t * virtual, sumsRow);
      }
    }
  }
}
