/// Pooling and its derivatives.
/// ```
/// PoolKernels         windows of images in pointwise steps over all places
///   PoolSteps         the steps, as formulas
///   PoolPairs         windows of two columns side by side
///     PoolPair        these in registers, written by PoolPairEmitter
///     WarmingPair     scalar until the SIMD one is compiled
/// ```
/// Windows are those of [dev.adjoint.ops.kernel.conv], which also sets images out.
package dev.adjoint.ops.kernel.pool;
