package dev.adjoint.nn;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Variable;

/// A value that a model learns. `w.on(x)` enters it on the tapes of `x`; see [Variable].
public final class Parameter extends Variable {
  private final boolean weight;

  private Parameter(String name, Tensor initial, boolean weight) {
    super(name, initial);
    this.weight = weight;
  }

  /// A weight: what multiplies an input, and what regularization keeps small.
  ///
  /// @param name unique within the model, such as `hidden/w`
  public static Parameter weight(String name, Tensor initial) {
    return new Parameter(name, initial, true);
  }

  /// A bias: what is added, and what regularization leaves alone.
  public static Parameter bias(String name, Tensor initial) {
    return new Parameter(name, initial, false);
  }

  /// Whether regularization applies.
  public boolean isWeight() {
    return weight;
  }
}
