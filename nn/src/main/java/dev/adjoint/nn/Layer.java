package dev.adjoint.nn;

import dev.adjoint.core.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// A block that maps one tensor to one. Layers chain: `x.then(hidden).then(Activations::relu).then(output)`.
public interface Layer extends Block, UnaryOperator<Tensor> {
  /// What this layer makes of `x`. On a plain tensor it just computes; on a recorded one its parameters are entered on the
  /// tapes of `x`.
  @Override
  Tensor apply(Tensor x);

  /// A layer without parameters.
  static Layer of(UnaryOperator<Tensor> f) {
    return new Layer() {
      @Override
      public Tensor apply(Tensor x) {
        return f.apply(x);
      }

      @Override
      public List<Parameter> parameters() {
        return List.of();
      }
    };
  }
}
