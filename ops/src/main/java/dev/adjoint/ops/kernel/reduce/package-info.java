/// Reductions along one axis or several, each in an order fixed by the shape.
/// ```
/// Passes              several axes, one run of neighbouring axes after another
/// ReduceKernels       sum, product, max, min, argMax, argMin along an axis, each a Reduction
///   ReduceLevel       blocks along the axis, level by level
///     ReduceKernel    the loops, written by ReduceEmitter
///       WarmingReduceKernel  stands in for one until the JIT has compiled it
///   FirstEqual        where a value first stands, for argMax and argMin
/// ```
package dev.adjoint.ops.kernel.reduce;
