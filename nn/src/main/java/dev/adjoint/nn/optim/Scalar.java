package dev.adjoint.nn.optim;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.EnumMap;
import java.util.Map;

/// A number that an update takes as a 0-d input: what changes between steps is an input of an op, not part of it. While
/// it stays the same it is the same tensor, for all parameters of a dtype.
final class Scalar {
  private final Map<DType, Tensor> tensors = new EnumMap<>(DType.class);
  private double value;

  /// This number as a tensor of a dtype.
  Tensor of(double value, DType dtype) {
    if (value != this.value) {
      tensors.clear();
      this.value = value;
    }
    return tensors.computeIfAbsent(dtype, d -> Tensor.full(new Type(d, Shape.scalar()), value));
  }
}
