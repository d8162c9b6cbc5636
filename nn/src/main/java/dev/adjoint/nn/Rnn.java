package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Recurrent;

/// A plain recurrent layer with tanh; see [Recurrent#rnn] for its formula. The state is the hidden state.
public final class Rnn extends RecurrentBlock {
  /// A layer with weights uniform between `±1/√units` and biases of zero.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param key the random key to draw with
  public Rnn(String name, int inputs, int units, DType dtype, Tensor key) {
    super(name, new Recurrent.Rnn(), inputs, units, dtype, usual(units), key);
  }
}
