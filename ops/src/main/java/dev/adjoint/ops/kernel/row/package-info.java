/// Computations on each row alone, such as softmax, without a pass over memory for each step.
/// ```
/// RowProgram          the steps, stated as formulas and reductions
///   RowKernels        their kernels in one dtype
///   RowTiles          a run: how many rows are taken at a time, and how they lie
///     SideBySide      lays short rows so that vectors are full
/// ```
/// Formulas become kernels of [dev.adjoint.ops.kernel.pointwise]; reductions are those of
/// [dev.adjoint.ops.kernel.reduce], in the same order.
package dev.adjoint.ops.kernel.row;
