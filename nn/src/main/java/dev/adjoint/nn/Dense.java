package dev.adjoint.nn;

import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Scope;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.DType;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Linalg;
import java.util.List;

/// A fully connected layer, `y = x Wᵀ + b`: `x` is `(m, inputs)`, `W` is `(units, inputs)`, `b` is `(units,)`, `y` is
/// `(m, units)`.
public final class Dense implements Layer {
  private final String name;
  private final Parameter w;
  private final Parameter b;

  /// A layer with weights drawn by an initializer and biases of zero.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param key the random key to draw with
  public Dense(String name, int inputs, int units, DType dtype, Initializer initializer, Tensor key) {
    if (inputs < 1 || units < 1) {
      throw new IllegalArgumentException(
          "Dense " + name + ": " + inputs + " inputs and " + units + " units; both must be positive");
    }
    this.name = name;
    w = Parameter.weight(name + "/w", initializer.draw(key, Type.of(dtype, units, inputs)));
    b = Parameter.bias(name + "/b", Tensor.zeros(Type.of(dtype, units)));
  }

  @Override
  public Tensor apply(Tensor x) {
    int inputs = w.type().shape().dim(1);
    if (x.shape().rank() < 2 || x.shape().dim(-1) != inputs || x.dtype() != w.type().dtype()) {
      Mismatch mismatch = new Mismatch("the input does not fit")
          .rule(w.type().dtype() + " (m, " + inputs + ") → (m, " + units() + ")");
      boolean isOneExample = x.shape().rank() == 1 && x.shape().dim(0) == inputs;
      throw OperandException.of(
          "Dense " + name,
          isOneExample ? mismatch.hint("reshape one example to (1, " + inputs + ")") : mismatch,
          x);
    }
    try (Scope _ = Scope.open(x, name)) {
      return Arithmetic.add(Linalg.matmul(x, w.on(x), TRANSPOSED), b.on(x));
    }
  }

  /// The number of outputs.
  public int units() {
    return w.type().shape().dim(0);
  }

  /// The weights, `(units, inputs)`.
  public Parameter weights() {
    return w;
  }

  /// The biases, `(units,)`.
  public Parameter biases() {
    return b;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(w, b);
  }
}
