package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// What a step of training shares with the tapes nested in it: one random key, and how often it was drawn from.
final class Training {
  private final Tensor seedAndStep;
  private @Nullable Tensor key;
  private int draws;

  Training(long seed, long step) {
    seedAndStep = Tensor.of(new long[] {seed, step}, 2);
  }

  void enter(Tape tape) {
    key = tape.data("key", seedAndStep);
  }

  Tensor key() {
    return java.util.Objects.requireNonNull(key);
  }

  int nextDraw() {
    return draws++;
  }
}
