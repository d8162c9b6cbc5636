package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// A value that was entered on a [Tape].
final class Leaf extends Node {
  private static final Tensor[] NO_INPUTS = {};

  private final Kind kind;
  private final @Nullable Variable variable;

  Leaf(int id, Kind kind, Tensor value, String scope, @Nullable String site, @Nullable Variable variable) {
    super(id, null, NO_INPUTS, value, scope, site);
    this.kind = kind;
    this.variable = variable;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public @Nullable Variable variable() {
    return variable;
  }
}
