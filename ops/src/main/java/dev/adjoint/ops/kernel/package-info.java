/// The machinery below ops: kernels, made at run time or written by hand, and what they share.
///
/// A pointwise op reaches its kernel like this:
/// ```
/// PointwiseLoop       which runs of elements, by shapes that broadcast
///   KernelCompiler    the kernel for (formula, dtype, pattern), compiled once
///     Lowering        elementary functions as IEEE-exact operations
///     Segments        long formulas cut into short methods
///     PointwiseEmitter, SegmentEmitter, VectorLanes, ScalarLanes
///                     bytecode, SIMD and scalar from one formula
///     PointwiseKernel the result; WarmUp decides when it is ready for SIMD
/// ```
/// [dev.adjoint.ops.kernel.SimdSupport] says how wide vectors are. The system property `adjoint.kernels.dump` names a
/// folder that gets every kernel's class file, listing and compile time.
package dev.adjoint.ops.kernel;
