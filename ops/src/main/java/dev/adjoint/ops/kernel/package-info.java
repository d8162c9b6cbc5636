/// The machinery below ops: kernels, made at run time or written by hand. Here is what they share, and the
/// kernels that only move elements:
/// ```
/// Workers             the threads that share out a kernel's tasks
/// SimdSupport         how wide vectors are
/// Lanes               operations in bytecode: ScalarLanes on an element, VectorLanes on a vector of them
/// Accumulators        sums in virtual lanes and how they are folded, in bytecode
/// Subclass            what the class files of kernels have in common
/// KernelClass         makes a kernel from a class file
/// KernelDump          shows what was compiled
/// Warming             SIMD code that becomes fast on the side
/// Lazy                what is made when first asked for
/// Scratch             arrays for intermediate results, kept in Spares
/// Strided             copies between any strides: transposes, slices, joins, flips
/// Convert             copies between dtypes
/// ```
/// A package for each kind of kernel, those further down built on those above them:
/// ```
/// pointwise           formulas over arrays that broadcast
/// reduce              sum, product, max, min, argMax, argMin along axes
///   row               formulas and reductions over each row, a few rows at a time: softmax, norms
/// gemm                matrix products
///   conv              convolutions and their derivatives
///     pool            pooling, also built on pointwise
/// random              keyed random numbers
/// ```
/// Matrix products, convolutions and reductions fix the order of their operations by shape, so that neither
/// vectors nor threads show in the bits.
///
/// The system property `adjoint.kernels.dump` names a folder that gets the class file and compile time of
/// every kernel, and a listing of those of formulas.
package dev.adjoint.ops.kernel;
