package dev.adjoint.nn;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Layout;
import java.util.List;

/// What belongs to one example as one row: `(m, …)` → `(m, n)`. Between convolutions and [Dense] layers.
public final class Flatten implements Layer {
  /// The layer; it has nothing to choose.
  public Flatten() {}

  @Override
  public Tensor apply(Tensor x) {
    if (x.shape().rank() == 0) {
      throw OperandException.of(
          "Flatten", new Mismatch("a scalar has no examples").rule("(m, …) → (m, n)"), x);
    }
    int n = 1;
    for (int axis = 1; axis < x.shape().rank(); axis++) {
      n *= x.shape().dim(axis);
    }
    return Layout.reshape(x, Shape.of(x.shape().dim(0), n));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }
}
