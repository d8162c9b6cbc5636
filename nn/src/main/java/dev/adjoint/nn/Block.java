package dev.adjoint.nn;

import java.util.List;

/// A part of a model that owns parameters.
public interface Block {
  /// The parameters of this block and those within it, each once, in a fixed order.
  List<Parameter> parameters();

  /// The number of learned values.
  default long parameterCount() {
    return parameters().stream().mapToLong(p -> p.type().shape().size()).sum();
  }
}
