import org.jspecify.annotations.NullMarked;

/// Layers, models, losses, optimizers and data.
@NullMarked
module dev.adjoint.nn {
  requires transitive dev.adjoint.ops;
  requires static transitive org.jspecify;
}
