import org.jspecify.annotations.NullMarked;

/// The op families and the kernels behind them: the only module that knows the Vector API.
@NullMarked
module dev.adjoint.ops {
  requires transitive dev.adjoint.core;
  requires static transitive org.jspecify;
  requires jdk.incubator.vector;

  exports dev.adjoint.ops;
  exports dev.adjoint.ops.check;
  exports dev.adjoint.ops.formula;
  exports dev.adjoint.ops.pointwise;
  exports dev.adjoint.ops.recurrent;
}
