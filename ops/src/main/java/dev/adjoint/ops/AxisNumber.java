package dev.adjoint.ops;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;

/// Axes as callers number them, from 0 or, negative, from the end, turned into the numbers that ops hold:
/// those from the end, which stay right under further leading axes.
final class AxisNumber {
  private AxisNumber() {}

  /// The number from the end of an axis of `x`.
  ///
  /// @throws OperandException if `x` has no such axis
  static int fromEnd(String op, Tensor x, int axis) {
    return fromEnd(op, x, axis, x.shape().rank());
  }

  /// The number from the end of the axis that a result has more than `x`.
  ///
  /// @throws OperandException if the result has no such axis
  static int ofOneMore(String op, Tensor x, int axis) {
    return fromEnd(op, x, axis, x.shape().rank() + 1);
  }

  private static int fromEnd(String op, Tensor x, int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw OperandException.of(
          op,
          new Mismatch("there is no axis " + axis)
              .rule(rank == 0 ? "a scalar has no axes" : "axes run from " + -rank + " to " + (rank - 1)),
          x);
    }
    return axis < 0 ? axis : axis - rank;
  }
}
