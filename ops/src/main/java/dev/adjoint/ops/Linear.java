package dev.adjoint.ops;

import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import org.jspecify.annotations.Nullable;

/// An op that is linear in its floating inputs: its derivative reads no value of them, and a tangent moves as
/// the value does. Other inputs, such as indices, say where to; an op with one reads it in its derivative.
interface Linear extends SingleOp {
  @Override
  default boolean savesInput(int i) {
    return false;
  }

  @Override
  default boolean savesOutput(int i) {
    return false;
  }

  @Override
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Tensor[] moved = new Tensor[dx.length];
    for (int i = 0; i < dx.length; i++) {
      Tensor d = dx[i];
      boolean moves = x[i].dtype().isFloating();
      moved[i] = !moves ? x[i] : d == null ? Tensor.zeros(x[i].type()) : d;
    }
    return apply(moved);
  }
}
