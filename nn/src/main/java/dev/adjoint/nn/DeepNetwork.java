package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A standard network of L layers: hidden layers with activations and dropout, and a linear output that gives logits or
/// values.
/// ```java
/// DeepNetwork net = DeepNetwork.of(784).hidden(512, RELU).hidden(256, RELU).outputs(10).seed(7).build();
/// ```
public final class DeepNetwork implements Classifier {
  private final List<Dense> dense;
  private final List<Hidden> hidden;

  private record Hidden(int units, Activation activation, double dropout) {}

  private DeepNetwork(Builder builder) {
    hidden = List.copyOf(builder.hidden);
    List<Dense> layers = new ArrayList<>();
    Tensor key = Random.key(builder.seed);
    int inputs = builder.inputs;
    for (int l = 1; l <= hidden.size() + 1; l++) {
      boolean last = l > hidden.size();
      int units = last ? builder.outputs : hidden.get(l - 1).units;
      Activation activation = last ? Activation.LINEAR : hidden.get(l - 1).activation;
      Initializer initializer = builder.initializer == null ? activation.initializer() : builder.initializer;
      layers.add(
          new Dense(last ? "output" : "hidden" + l, inputs, units, builder.dtype, initializer, Random.split(key, l)));
      inputs = units;
    }
    dense = List.copyOf(layers);
  }

  /// A network for rows of this many features.
  public static Builder of(int inputs) {
    return new Builder(inputs);
  }

  /// The outputs, `(m, outputs)`, for rows `(m, inputs)`.
  @Override
  public Tensor apply(Tensor x) {
    Tensor a = x;
    for (int l = 0; l < hidden.size(); l++) {
      Tensor z = dense.get(l).apply(a);
      a = Random.dropout(hidden.get(l).activation.apply(z), hidden.get(l).dropout);
    }
    return dense.get(hidden.size()).apply(a);
  }

  /// The fully connected layers, the output last.
  public List<Dense> layers() {
    return dense;
  }

  @Override
  public List<Parameter> parameters() {
    return dense.stream().flatMap(d -> d.parameters().stream()).toList();
  }

  /// What a network is made of.
  public static final class Builder {
    private final int inputs;
    private final List<Hidden> hidden = new ArrayList<>();
    private int outputs = 1;
    private DType dtype = DType.FLOAT32;
    private long seed;
    private @Nullable Initializer initializer;

    private Builder(int inputs) {
      this.inputs = inputs;
    }

    /// One more hidden layer.
    public Builder hidden(int units, Activation activation) {
      return hidden(units, activation, 0);
    }

    /// One more hidden layer, with dropout behind it while training.
    ///
    /// @param dropout the share of activations that are dropped, in `[0, 1)`
    public Builder hidden(int units, Activation activation, double dropout) {
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("DeepNetwork: dropout " + dropout + " is not in [0, 1)");
      }
      hidden.add(new Hidden(units, activation, dropout));
      return this;
    }

    /// The number of outputs, by default 1.
    public Builder outputs(int outputs) {
      this.outputs = outputs;
      return this;
    }

    /// The dtype, by default FLOAT32.
    public Builder dtype(DType dtype) {
      this.dtype = dtype;
      return this;
    }

    /// The seed that weights are drawn with, by default 0.
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /// How all weights start; by default as each layer's activation suggests.
    public Builder initializer(Initializer initializer) {
      this.initializer = initializer;
      return this;
    }

    /// The network.
    public DeepNetwork build() {
      return new DeepNetwork(this);
    }
  }
}
