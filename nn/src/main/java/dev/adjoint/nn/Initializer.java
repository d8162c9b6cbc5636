package dev.adjoint.nn;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Random;

/// How weights start. Weights that start equal stay equal: units that compute the same get the same gradient, so the
/// symmetry between them has to be broken by chance.
@FunctionalInterface
public interface Initializer {
  /// The initial weights of a layer, `(units, inputs)`.
  ///
  /// @param key the random key to draw with
  Tensor draw(Tensor key, Type type);

  /// All zeros: right for biases; as weights of a hidden layer it shows what symmetry does.
  static Initializer zeros() {
    return (key, type) -> Tensor.zeros(type);
  }

  /// Normal with a given standard deviation, such as 0.01: small, so that sigmoid and tanh start where they are steep.
  static Initializer normal(double deviation) {
    return (key, type) -> Arithmetic.mul(Random.normal(key, type), deviation);
  }

  /// Uniform between `−bound` and `bound`.
  static Initializer uniform(double bound) {
    return (key, type) -> Arithmetic.mul(Arithmetic.sub(Random.uniform(key, type), 0.5), 2 * bound);
  }

  /// Normal with variance `2 / (inputs + units)`, which keeps the variance of activations and gradients alike through
  /// tanh layers. Glorot, Bengio: *Understanding the difficulty of training deep feedforward neural networks* (2010).
  static Initializer xavier() {
    return (key, type) ->
        normal(Math.sqrt(2.0 / (type.shape().dim(-1) + type.shape().dim(-2)))).draw(key, type);
  }

  /// Normal with variance `2 / inputs`, which keeps the variance of activations through relu layers. He, Zhang, Ren, Sun:
  /// *Delving deep into rectifiers* (2015).
  static Initializer he() {
    return (key, type) -> normal(Math.sqrt(2.0 / type.shape().dim(-1))).draw(key, type);
  }
}
