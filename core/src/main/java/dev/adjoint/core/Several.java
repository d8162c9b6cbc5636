package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// An application of an op with another number of outputs than one.
final class Several extends Node {
  private final Tensor[] all;

  Several(int id, Op op, Tensor[] x, Tensor[] y, String scope, @Nullable String site) {
    super(id, op, x, y[0], scope, site);
    all = y;
  }

  @Override
  public int outputs() {
    return all.length;
  }

  @Override
  public Tensor output(int i) {
    return all[i];
  }

  @Override
  Tensor[] outputArray() {
    return all;
  }
}
