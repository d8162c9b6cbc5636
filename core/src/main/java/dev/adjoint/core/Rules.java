package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Runs the rules of ops, having them checked: what they give fits, and can be differentiated again where it
/// must be.
///
/// A rule that is written with ops is recorded on the tapes its arguments are on, so it can be differentiated
/// to any order. One that reads values, say by [Tensor#toDoubleArray], leaves the tape: what it computes is
/// right, but a constant to the next derivative, which would be zero without a word. So the tapes know that a
/// rule runs on what is recorded there, and refuse to be read meanwhile.
final class Rules {
  private Rules() {}

  static @Nullable Tensor[] vjp(SingleOp op, Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    if (y.tape() == null && dy.tape() == null && arePlain(x)) {
      return fit(op, x, op.vjp(x, y, dy, wanted));
    }
    return vjp(op, x, new Tensor[] {y}, new @Nullable Tensor[] {dy}, wanted);
  }

  static @Nullable Tensor[] vjp(Op op, Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    enter(op, x, y, dy);
    @Nullable Tensor[] dx;
    try {
      dx = fit(op, x, op.vjp(x, y, dy, wanted));
    } finally {
      leave(x, y, dy);
    }
    Tape tape = oldest(dy);
    for (int i = 0; i < dx.length && tape != null; i++) {
      if (wanted[i] && isLost(dx[i], tape)) {
        throw lost(op, "vjp gave a cotangent for input " + i, "dy", tape);
      }
    }
    return dx;
  }

  static @Nullable Tensor[] jvp(Op op, Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    enter(op, x, y, dx);
    @Nullable Tensor[] dy;
    try {
      dy = op.jvp(x, y, dx);
    } finally {
      leave(x, y, dx);
    }
    if (dy.length != y.length) {
      throw new GradientException(
          op.name() + ": its jvp gave " + dy.length + " tangents for " + y.length + " outputs");
    }
    Tape tape = oldest(dx);
    for (int i = 0; i < dy.length; i++) {
      Tensor d = dy[i];
      if (d == null || !y[i].dtype().isFloating()) {
        continue;
      }
      if (!d.type().equals(y[i].type())) {
        throw new GradientException(
            op.name() + ": its jvp gave a tangent " + d.type() + " for output " + i + ", which is "
                + y[i].type());
      }
      if (tape != null && isLost(d, tape)) {
        throw lost(op, "jvp gave a tangent for output " + i, "dx", tape);
      }
    }
    return dy;
  }

  private static boolean arePlain(Tensor[] x) {
    for (Tensor t : x) {
      if (t.tape() != null) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Tensor[] fit(Op op, Tensor[] x, @Nullable Tensor[] dx) {
    if (dx.length != x.length) {
      throw new GradientException(
          op.name() + ": its vjp gave " + dx.length + " cotangents for " + x.length + " inputs");
    }
    for (int k = 0; k < dx.length; k++) {
      Tensor d = dx[k];
      if (d != null && !d.type().equals(x[k].type())) {
        throw new GradientException(
            op.name() + ": its vjp gave a cotangent " + d.type() + " for input " + k + ", which is "
                + x[k].type());
      }
    }
    return dx;
  }

  // ---- what can be differentiated again ----

  private static void enter(Op op, @Nullable Tensor[]... arguments) {
    for (@Nullable Tensor[] tensors : arguments) {
      for (Tensor t : tensors) {
        if (t != null && t.tape() != null) {
          t.tape().enterRule(op);
        }
      }
    }
  }

  private static void leave(@Nullable Tensor[]... arguments) {
    for (@Nullable Tensor[] tensors : arguments) {
      for (Tensor t : tensors) {
        if (t != null && t.tape() != null) {
          t.tape().leaveRule();
        }
      }
    }
  }

  /// Refuses to show the values of what is recorded on a tape on which a rule is at work; integers carry no
  /// derivative.
  static void demandReadable(Tensor t) {
    for (Tensor level = t; level.tape() != null; level = level.primal()) {
      Op op = level.tape().rule();
      if (op != null && t.dtype().isFloating()) {
        throw new GradientException(
            op.name() + ": its vjp or jvp reads the values of a tensor " + t.type() + " on " + level.tape()
                + ", where it is recorded to be differentiated again; what is computed from values would be a"
                + " constant there. Write the rule with ops (for forward mode alone, a jvp), or read detach()"
                + " where a constant is meant; if first derivatives are enough, detach() what they are"
                + " taken at");
      }
    }
  }

  /// The oldest tape among cotangents (or tangents) that are all recorded, or null.
  private static @Nullable Tape oldest(@Nullable Tensor[] dy) {
    Tape oldest = null;
    for (Tensor d : dy) {
      if (d == null) {
        continue;
      }
      Tape tape = d.tape();
      if (tape == null) {
        return null;
      }
      oldest = oldest == null || oldest.isNewerThan(tape) ? tape : oldest;
    }
    return oldest;
  }

  /// Whether a result that is linear in what is recorded on `tape` was computed off it; zeros depend on
  /// nothing.
  private static boolean isLost(@Nullable Tensor d, Tape tape) {
    if (d == null || d.tape() != null && !tape.isNewerThan(d.tape())) {
      return false;
    }
    return !Elements.areZero(d.plain().array());
  }

  private static GradientException lost(Op op, String result, String argument, Tape tape) {
    return new GradientException(
        op.name() + ": its " + result + " that is not computed with ops from " + argument
            + ", which is recorded on " + tape + " to be differentiated again; compute it from " + argument
            + " itself, or detach() what the derivatives are taken at if first ones are enough");
  }
}
