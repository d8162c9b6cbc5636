package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Recurrent;

/// Gated recurrent units; see [Recurrent#gru] for their formulas. The state is the hidden state.
public final class Gru extends RecurrentBlock {
  /// A layer with weights uniform between `±1/√units` and biases of zero.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param key the random key to draw with
  public Gru(String name, int inputs, int units, DType dtype, Tensor key) {
    super(name, new Recurrent.Gru(), inputs, units, dtype, usual(units), key);
  }
}
