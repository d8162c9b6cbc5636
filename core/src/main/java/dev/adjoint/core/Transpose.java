package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Forward mode from reverse mode: a vjp is linear in its cotangent, so the vjp of that linear map is the
/// jvp.
final class Transpose {
  private Transpose() {}

  static @Nullable Tensor[] jvp(Op op, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    Tape tape = Tape.nested(null);
    try {
      @Nullable Tensor[] u = new @Nullable Tensor[y.length];
      boolean[] wanted = new boolean[x.length];
      boolean any = false;
      for (int i = 0; i < y.length; i++) {
        u[i] = y[i].dtype().isFloating() ? tape.variable(Tensor.zeros(y[i].type())) : null;
        any |= u[i] != null;
      }
      if (!any) {
        return u;
      }
      for (int i = 0; i < x.length; i++) {
        wanted[i] = dx[i] != null;
      }
      @Nullable Tensor[] v = Rules.vjp(op, x, y, u, wanted);
      @Nullable Tensor[] dy = new @Nullable Tensor[y.length];
      for (int i = 0; i < x.length; i++) {
        Tensor vi = v[i];
        Tensor dxi = dx[i];
        if (vi == null || dxi == null || vi.tape() != tape) {
          continue;
        }
        for (int j = 0; j < y.length; j++) {
          Tensor uj = u[j];
          if (uj == null) {
            continue;
          }
          Tensor term = tape.sweep(vi).from(dxi).unreachedAsZero().toOrNull(uj);
          Tensor sum = dy[j];
          dy[j] = term == null ? sum : sum == null ? term : Sum.SUM.apply(sum, term);
        }
      }
      return dy;
    } finally {
      tape.end();
    }
  }
}
