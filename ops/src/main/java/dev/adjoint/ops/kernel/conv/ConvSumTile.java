package dev.adjoint.ops.kernel.conv;

/// The innermost kernel of the product that gives a convolution's weights their cotangent: some output
/// channels against a few taps of the window, summed over places.
///
/// A sum has a fixed number of virtual lanes, [ConvTiles#virtual], whatever the width of vectors: lane `i`
/// adds up every so manieth place of a row. For every row `r` and tap `t` of the tile and every lane `i`:
/// ```
/// sums[sumsOffset + r·sumsRow + t·virtual + i]
///     += Σ dy[dyOffset + r·dyRow + at[2p + 1] + i] · x[xOffset + taps[firstTap + t] + at[2p] + i]
/// ```
/// over the first `whole` pairs of `at` = `wholePlaces`, then, for the lanes that `mask` marks, over the
/// first `ragged` pairs of `raggedPlaces`.
abstract class ConvSumTile {
  abstract void run(
      int whole, int[] wholePlaces, int ragged, int[] raggedPlaces, boolean[] mask, Object x, int xOffset,
      int[] taps, int firstTap, Object dy, int dyOffset, int dyRow, Object sums, int sumsOffset, int sumsRow);
}
