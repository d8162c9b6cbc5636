import org.jspecify.annotations.NullMarked;

/// The five nouns: shapes, tensors, ops, tapes and gradients. Knows no op and no vector instruction.
@NullMarked
module dev.adjoint.core {
  exports dev.adjoint.core;
  exports dev.adjoint.core.check;
  exports dev.adjoint.core.dump;

  requires static transitive org.jspecify;
}
