import org.jspecify.annotations.NullMarked;

/// Layers, models, losses, optimizers and data.
@NullMarked
module dev.adjoint.nn {
  requires transitive dev.adjoint.ops;
  requires static transitive org.jspecify;

  exports dev.adjoint.nn;
  exports dev.adjoint.nn.data;
  exports dev.adjoint.nn.optim;
  exports dev.adjoint.nn.train;
}
