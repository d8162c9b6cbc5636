/// The machinery below ops: kernels, made at run time or written by hand, and what they share.
///
/// A pointwise op reaches its kernel like this:
/// ```
/// PointwiseLoop       which runs of elements, by shapes that broadcast (BroadcastAxes; ShortRuns puts short
///                     ones together); PointwiseRuns takes arrays step by step, Placement parts of arrays
///   KernelCompiler    the kernel for (formula, dtype, pattern), compiled once
///     Lowering        elementary functions as IEEE-exact operations
///     Segments        long formulas cut into short methods
///     PointwiseEmitter, SegmentEmitter, VectorLanes, ScalarLanes
///                     bytecode, SIMD and scalar from one formula
///     PointwiseKernel the result; WarmUp decides when it is ready for SIMD
/// ```
///
/// Matrix products, convolutions and reductions fix the order of their operations by shape, so that neither
/// vectors nor threads show in the bits:
/// ```
/// GemmKernels         op(A) · op(B), one fma chain in order of k for each element
///   GemmBlocks        panels, tiles, blocks of k; packs B, shares out tasks
///     GemmTile        the innermost kernel, written by GemmTileEmitter for every size
/// ConvKernels         x ⋆ w and its two derivatives; patches are read where they lie
///   ConvImages        images with strides or margins, set out so that places are neighbours
///   ConvCorrelation   tiles of places and outputs, for ConvForward and ConvTranspose
///     ConvTile        their innermost kernel, written by ConvTileEmitter for every size
///   ConvWeights       sums over places in virtual lanes, by ConvSumTile
///   ConvProducts      windows of one element, as matrix products
/// PoolKernels         windows of images in pointwise steps over all places
///   PoolPair          windows of two columns in registers, written by PoolPairEmitter
/// RowProgram          formulas and reductions over each row, a few rows at a time (RowTiles)
/// ReduceKernels       sum, product, max, min, argMax, argMin along an axis
///   ReduceLevel       blocks along the axis, level by level
///     ReduceKernel    the loops, written by ReduceEmitter
/// Workers             the threads that share out a kernel's tasks
/// ```
///
/// [dev.adjoint.ops.kernel.SimdSupport] says how wide vectors are. The system property `adjoint.kernels.dump`
/// names a folder that gets the class file and compile time of every kernel, and a listing of those of formulas.
package dev.adjoint.ops.kernel;
