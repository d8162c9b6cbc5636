package dev.adjoint.nn;

import dev.adjoint.core.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Layers one after another.
public final class Sequential implements Classifier {
  private final List<Layer> layers;
  private final List<Parameter> parameters;

  private Sequential(List<Layer> layers) {
    this.layers = List.copyOf(layers);
    List<Parameter> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Layer layer : layers) {
      for (Parameter p : layer.parameters()) {
        if (all.contains(p)) {
          continue; // tied: used by two layers, learned once
        }
        if (!names.add(p.name())) {
          throw new IllegalArgumentException("Sequential: two parameters are named " + p.name() + "; name the layers apart");
        }
        all.add(p);
      }
    }
    parameters = List.copyOf(all);
  }

  /// The layers in order.
  ///
  /// @throws IllegalArgumentException if two different parameters have one name
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  /// The layers in order.
  public static Sequential of(List<? extends Layer> layers) {
    return new Sequential(List.copyOf(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }
}
