/// Formulas over arrays that broadcast, compiled.
///
/// A pointwise op reaches its kernel like this:
/// ```
/// PointwiseLoop       which runs of elements, by shapes that broadcast (BroadcastAxes; ShortRuns puts short
///                     ones together); PointwiseRuns takes arrays step by step, Placement parts of arrays;
///                     a kernel walks over the Runs that any of them says
///   KernelCompiler    the kernel for a PointwiseSignature (formula, dtype, pattern), compiled once and shown
///                     by PointwiseDump
///     Lowering        elementary functions as IEEE-exact operations
///     Segments        long formulas cut into short methods
///     PointwiseEmitter, SegmentEmitter
///                     bytecode, SIMD and scalar from one formula, by the Lanes that all kernels share
///     PointwiseKernel the result; WarmUp decides when it is ready for SIMD
/// ```
/// The compiler is for more than pointwise ops: row programs and pooling run its kernels on arrays of their
/// own.
package dev.adjoint.ops.kernel.pointwise;
