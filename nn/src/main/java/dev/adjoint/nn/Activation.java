package dev.adjoint.nn;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Activations;
import java.util.function.UnaryOperator;

/// The activation functions to choose from when a network is put together, each with the initializer that suits it.
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum Activation implements UnaryOperator<Tensor> {
  /// `y = x`: a network of such layers is one linear layer.
  LINEAR(x -> x, Initializer.xavier()),
  /// `max(x, 0)`.
  RELU(Activations::relu, Initializer.he()),
  /// `x` if positive, else `0.01 x`.
  LEAKY_RELU(x -> Activations.leakyRelu(x, 0.01), Initializer.he()),
  /// `x` if positive, else `eˣ − 1`.
  ELU(x -> Activations.elu(x, 1), Initializer.he()),
  /// `x` times the normal distribution function of `x`.
  GELU(Activations::gelu, Initializer.he()),
  /// `x · sigmoid(x)`.
  SILU(Activations::silu, Initializer.he()),
  /// `log(1 + eˣ)`.
  SOFTPLUS(Activations::softplus, Initializer.he()),
  /// The hyperbolic tangent.
  TANH(Activations::tanh, Initializer.xavier()),
  /// `1 / (1 + e⁻ˣ)`.
  SIGMOID(Activations::sigmoid, Initializer.xavier());

  private final UnaryOperator<Tensor> function;
  private final Initializer initializer;

  Activation(UnaryOperator<Tensor> function, Initializer initializer) {
    this.function = function;
    this.initializer = initializer;
  }

  @Override
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }

  /// The initializer that keeps signals alive through many layers of this activation.
  public Initializer initializer() {
    return initializer;
  }
}
