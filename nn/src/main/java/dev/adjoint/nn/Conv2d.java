package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Scope;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Convolution;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Sliding;
import java.util.List;

/// A convolutional layer, `y = x ⋆ W + b`: `x` is `(m, channels, h, w)`, `W` is
/// `(units, channels / groups, kh, kw)`, `b` is `(units,)`, `y` is `(m, units, h′, w′)`; see [Convolution].
/// ```java
/// Sequential net = Sequential.of(
///     new Conv2d("conv", 1, 6, 5, Sliding.by(1), FLOAT32, Initializer.he(), key),
///     Layer.of(RELU),
///     Layer.of(x -> maxPool2d(x, 2)),
///     new Flatten(),
///     new Dense("output", 6 * 12 * 12, 10, FLOAT32, Initializer.he(), key2));
/// ```
public final class Conv2d implements Layer {
  private final String name;
  private final Sliding sliding;
  private final int groups;
  private final Parameter w;
  private final Parameter b;

  /// A layer with square windows and one group.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param size the rows and columns of a window
  /// @param key the random key to draw with
  public Conv2d(
      String name, int channels, int units, int size, Sliding sliding, DType dtype, Initializer initializer,
      Tensor key) {
    this(name, channels, units, size, size, sliding, 1, dtype, initializer, key);
  }

  /// A layer with weights drawn by an initializer, for which what a unit sees is its inputs, and biases of
  /// zero.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param channels the channels of the images, a multiple of `groups`
  /// @param units the channels of the result, a multiple of `groups`
  /// @param height the rows of a window
  /// @param width the columns of a window
  /// @param key the random key to draw with
  public Conv2d(
      String name, int channels, int units, int height, int width, Sliding sliding, int groups, DType dtype,
      Initializer initializer, Tensor key) {
    if (channels < 1 || units < 1 || height < 1 || width < 1 || groups < 1) {
      throw new IllegalArgumentException("Conv2d " + name + ": " + channels + " channels, " + units
          + " units, a window of " + height + " by " + width + " and " + groups
          + " groups; all must be positive");
    }
    if (channels % groups != 0 || units % groups != 0) {
      throw new IllegalArgumentException("Conv2d " + name + ": " + channels + " channels and " + units
          + " units do not both divide into " + groups + " groups");
    }
    this.name = name;
    this.sliding = sliding;
    this.groups = groups;
    Tensor drawn = initializer.draw(key, Type.of(dtype, units, channels / groups * height * width));
    w = Parameter.weight(name + "/w", Layout.reshape(drawn, units, channels / groups, height, width));
    b = Parameter.bias(name + "/b", Tensor.zeros(Type.of(dtype, units)));
  }

  @Override
  public Tensor apply(Tensor x) {
    int channels = w.type().shape().dim(1) * groups;
    if (x.shape().rank() != 4 || x.shape().dim(1) != channels || x.dtype() != w.type().dtype()) {
      throw OperandException.of(
          "Conv2d " + name,
          new Mismatch("the input does not fit").rule(
              w.type().dtype() + " (m, " + channels + ", h, w) → (m, " + units() + ", h′, w′)"),
          x);
    }
    try (Scope _ = Scope.open(x, name)) {
      Tensor y = Convolution.conv2d(x, w.on(x), sliding, groups);
      return Arithmetic.add(y, Layout.reshape(b.on(x), units(), 1, 1));
    }
  }

  /// The number of channels of the result.
  public int units() {
    return w.type().shape().dim(0);
  }

  /// The weights, `(units, channels / groups, height, width)`.
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
