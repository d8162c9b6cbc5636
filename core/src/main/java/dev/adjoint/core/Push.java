package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Forward mode over what a tape holds: pushes tangents from values to the values computed from them. Works
/// on primals, so it nests like the reverse sweep.
final class Push {
  private Push() {}

  static Tensor tangent(Tape tape, Tensor y, Tensor[] x, Tensor[] dx) {
    tape.demandOpen("a tangent was asked for");
    if (x.length != dx.length) {
      throw new IllegalArgumentException("tangent: " + x.length + " values but " + dx.length + " tangents");
    }
    if (y.tape() != tape) {
      return Tensor.zeros(y.type());
    }
    @Nullable Tensor[] dy = new @Nullable Tensor[y.id() + 1];
    int first = dy.length;
    for (int i = 0; i < x.length; i++) {
      if (x[i].tape() != tape) {
        throw new TapeException(
            "tangent: x[" + i + "] is " + (x[i].tape() == null ? "a plain tensor" : "on " + x[i].tape()) + ", not on " + tape);
      }
      if (dx[i].tape() == tape) {
        throw new TapeException("tangent: dx[" + i + "] is recorded on " + tape + " itself; detach() it");
      }
      if (!dx[i].type().equals(x[i].type())) {
        throw OperandException.of(
            "tangent", new Mismatch("the tangent differs from x").rule("dx has the type of x"), x[i], dx[i]);
      }
      if (x[i].id() < dy.length) {
        dy[x[i].id()] = dx[i];
        first = Math.min(first, x[i].id());
      }
    }
    for (int id = first; id <= y.id(); id++) {
      Node node = tape.node(id);
      if (node.op != null && node.id == id) {
        push(tape, node, node.op, dy);
      }
    }
    Tensor t = dy[y.id()];
    return t == null ? Tensor.zeros(y.type()) : t;
  }

  private static void push(Tape tape, Node node, Op op, @Nullable Tensor[] dy) {
    Tensor[] x = new Tensor[node.x.length];
    @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
    boolean any = false;
    for (int k = 0; k < x.length; k++) {
      Tensor xk = node.x[k];
      x[k] = xk.tape() == tape ? xk.primal() : xk;
      dx[k] = xk.tape() == tape ? dy[xk.id()] : null;
      any |= dx[k] != null;
    }
    if (!any) {
      return;
    }
    @Nullable Tensor[] tangents = Rules.jvp(op, x, node.outputArray(), dx);
    for (int i = 0; i < tangents.length && node.id + i < dy.length; i++) {
      if (node.output(i).dtype().isFloating() && dy[node.id + i] == null) {
        dy[node.id + i] = tangents[i];
      }
    }
  }
}
