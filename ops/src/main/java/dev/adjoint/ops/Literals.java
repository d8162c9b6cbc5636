package dev.adjoint.ops;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;

/// Java numbers beside tensors.
final class Literals {
  private Literals() {}

  /// A number as a scalar of the dtype of the tensor beside it.
  ///
  /// @throws OperandException if that dtype cannot hold it
  static Tensor beside(String operation, double value, Tensor x) {
    try {
      return Tensor.full(new Type(x.dtype(), Shape.scalar()), value);
    } catch (IllegalArgumentException e) {
      throw OperandException.of(
          operation,
          new Mismatch(x.dtype() + " cannot hold the number " + value)
              .rule("a number takes the dtype of the tensor beside it")
              .hint("cast the tensor to FLOAT32 or FLOAT64 first"),
          x);
    }
  }
}
