/// Matrix products.
/// ```
/// GemmKernels         op(A) · op(B), each element in an order fixed by the shape
///   GemmBlocks        panels, tiles, blocks of k; shares out tasks
///     TilePacking     A's part of a tile
///     VectorCopy      copies the short rows of packed tiles and panels
///     GemmOperand     what panels of B are copied from: a MatrixView, or what writes them itself
///     GemmTiles       which tiles suit the machine's registers
///       GemmTile      the innermost kernel, written by GemmTileEmitter for every size and GemmLayout
///         BlockwiseTile  one of some steps of k at a time, and one for the steps left over
///       WarmingTile   stands in for one until the JIT has compiled it
///   Gemv              products with a single row or column: a matrix and a vector
///     GemvKernels     SIMD once it is warm, scalars before
///       GemvKernel    the loops, written by GemvEmitter
/// ```
package dev.adjoint.ops.kernel.gemm;
