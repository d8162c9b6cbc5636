/// Convolutions in two dimensions and their derivatives.
/// ```
/// ConvKernels         x ⋆ w and its two derivatives; patches are read where they lie
///   ConvImages        images with strides or margins, set out so that places are neighbours
///   ConvCorrelation   tiles of places and outputs, for ConvForward and ConvTranspose
///     ConvTiles       which tiles suit the machine's registers
///       ConvTile      the innermost kernel, written by ConvTileEmitter for every size
///   ConvWeights       sums over places in virtual lanes, by ConvSumTile of ConvSumTileEmitter
///   ConvProducts      windows of one element, as matrix products
///   WarmingConvTile, WarmingSumTile
///                     scalar tiles until the SIMD ones are compiled
///   ConvTasks         how images and parts of one are shared out among threads
///   ConvScratch       arrays for images set out and for sums
/// ```
/// A `ConvShape` and its two `ConvAxis` say where the window stands. Pooling has them in common with
/// convolutions, and how images are set out.
package dev.adjoint.ops.kernel.conv;
