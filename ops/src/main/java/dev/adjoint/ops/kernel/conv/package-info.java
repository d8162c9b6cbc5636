/// Convolutions in two dimensions and their derivatives.
/// ```
/// ConvKernels         x ⋆ w and its two derivatives; patches are read where they lie
///   ConvImages        images with strides or margins, set out so that places are neighbours
///   ConvCorrelation   tiles of places and outputs, for ConvForward and ConvTranspose
///     ConvTile        their innermost kernel, written by ConvTileEmitter for every size
///   ConvWeights       sums over places in virtual lanes, by ConvSumTile
///   ConvProducts      windows of one element, as matrix products
///   WarmingConvTile, WarmingSumTile
///                     scalar tiles until the SIMD ones are compiled
/// ```
/// A `ConvShape` and its two `ConvAxis` say where the window stands. Pooling has them in common with
/// convolutions, and how images are set out.
package dev.adjoint.ops.kernel.conv;
