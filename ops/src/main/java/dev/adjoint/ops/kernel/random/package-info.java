/// Random numbers that are functions of a key and the index of the element.
/// ```
/// RandomKernels       fills arrays: uniform, normal, with some probability
///   Philox            random words for a key and a counter
///   NormalQuantile    normal numbers from uniform ones
/// ```
package dev.adjoint.ops.kernel.random;
