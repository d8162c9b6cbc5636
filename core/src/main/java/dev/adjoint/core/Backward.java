package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// One run of reverse mode over the values from `y` down to the smallest wanted one.
final class Backward {
  private final Tape tape;
  private final int top;
  private final int bottom;
  private final Tensor[] wanted;
  private final boolean recorded;
  private final boolean consume;

  /// Of the value: it depends on a wanted one along differentiable values.
  private static final byte ACTIVE = 1;
  /// Of the value: it is wanted.
  private static final byte WANTED = 2;
  /// Of the cotangent: it is a sum this sweep made, into which more may be added in place.
  private static final byte SUMMED = 4;

  /// For each value from `bottom` to `top`.
  private final byte[] marks;

  private final @Nullable Tensor[] dy;

  /// Whether cotangents are freed as they are passed; a nested tape owns none.
  private final boolean frees;

  /// Whether a variable was updated since it was entered, so that its value must not be read.
  private final boolean stale;

  Backward(Tape tape, int top, Tensor[] wanted, boolean recorded, boolean consume) {
    this.tape = tape;
    this.top = top;
    this.wanted = wanted;
    this.recorded = recorded;
    this.consume = consume;
    int low = top + 1;
    for (Tensor x : wanted) {
      low = Math.min(low, x.id());
    }
    bottom = consume ? 0 : low;
    int span = top + 1 - bottom;
    marks = new byte[span];
    dy = new @Nullable Tensor[span];
    for (Tensor x : wanted) {
      if (x.id() <= top) {
        marks[x.id() - bottom] = ACTIVE | WANTED;
      }
    }
    frees = consume && !recorded && !tape.isNested();
    stale = tape.hasStaleVariable();
  }

  @Nullable Tensor[] run(Tensor seed) {
    if (bottom > top) { // all that is wanted was recorded after y
      return new @Nullable Tensor[wanted.length];
    }
    markActive();
    hold(seed);
    dy[top - bottom] = seed;
    if (consume) { // what stays readable until the tape ends, be it a view
      Node last = tape.node(top);
      tape.lease(last.output(top - last.id).storage());
      tape.lease(seed.storage()); // it may be one of the values
      for (Tensor x : wanted) {
        tape.lease(x.storage());
      }
    }
    for (int id = top; id >= bottom; id--) {
      Node node = tape.node(id);
      if (node.id == id && node.op != null) { // the first output, after all others
        backward(node, node.op);
        if (consume) {
          release(node, node.op);
        }
      }
    }
    @Nullable Tensor[] dx = new @Nullable Tensor[wanted.length];
    for (int i = 0; i < dx.length; i++) {
      int at = wanted[i].id() - bottom;
      Tensor d = wanted[i].id() <= top ? dy[at] : null;
      if (frees && d != null && marks[at] != 0) {
        d.storage().endLease();
        marks[at] = 0; // it may be wanted twice, and is held once
      }
      dx[i] = d;
    }
    return dx;
  }

  private void markActive() {
    for (int id = bottom; id <= top; id++) {
      Node node = tape.node(id);
      if (marks[id - bottom] == 0 && node.output(id - node.id).dtype().isFloating()) {
        for (Tensor x : node.x) {
          if (isActive(x)) {
            marks[id - bottom] = ACTIVE;
            break;
          }
        }
      }
    }
  }

  private boolean isActive(Tensor x) {
    return x.tape() == tape && x.id() >= bottom && marks[x.id() - bottom] != 0;
  }

  private void backward(Node node, Op op) {
    int at = node.id - bottom;
    int outputs = Math.min(node.outputs(), top + 1 - node.id);
    boolean any = false;
    for (int i = 0; i < outputs; i++) {
      any |= dy[at + i] != null;
    }
    if (!any) {
      return;
    }
    boolean[] want = new boolean[node.x.length];
    boolean wantsAny = false;
    for (int k = 0; k < want.length; k++) {
      want[k] = isActive(node.x[k]);
      wantsAny |= want[k];
    }
    if (wantsAny) {
      addAll(node, vjp(node, op, want), want);
    }
    for (int i = 0; i < outputs; i++) {
      Tensor passed = dy[at + i];
      if (passed != null && (marks[at + i] & WANTED) == 0) {
        dy[at + i] = null;
        drop(passed);
      }
    }
  }

  private void addAll(Node node, @Nullable Tensor[] dx, boolean[] want) {
    for (int k = 0; k < want.length; k++) {
      Tensor d = dx[k];
      if (want[k] && d != null) {
        hold(d); // before any is added: they may share an array
      }
    }
    for (int k = 0; k < want.length; k++) {
      Tensor d = dx[k];
      if (want[k] && d != null) {
        if (consume) {
          keepIfValue(node, d);
        }
        add(node.x[k], d);
      }
    }
  }

  /// Counts one use of a cotangent. What a rule computes on the way to it is freed with the tape.
  private void hold(Tensor d) {
    if (frees) {
      d.storage().lease();
    }
  }

  /// Ends one use of a cotangent, and frees it after the last.
  private void drop(Tensor d) {
    if (frees) {
      d.storage().endLease();
      tape.release(d);
    }
  }

  private @Nullable Tensor[] vjp(Node node, Op op, boolean[] want) {
    Tensor[] x = new Tensor[node.x.length];
    for (int k = 0; k < x.length; k++) {
      Tensor xk = node.x[k];
      if (stale && xk.tape() == tape && op.savesInput(k)) {
        demandCurrent(op, xk);
      }
      x[k] = xk.tape() == tape && !recorded ? xk.primal() : xk;
    }
    int at = node.id - bottom;
    if (op instanceof SingleOp single) {
      Tensor dy0 = dy[at];
      if (dy0 == null) {
        throw new AssertionError("a node is swept when it has a cotangent");
      }
      tape.setPassing(frees && (marks[at] & WANTED) == 0 ? dy0.storage() : null);
      try {
        return Rules.vjp(single, x, output(node, 0), dy0, want);
      } finally {
        tape.setPassing(null);
      }
    }
    Tensor[] y = new Tensor[node.outputs()];
    @Nullable Tensor[] dys = new @Nullable Tensor[y.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = output(node, i);
      dys[i] = node.id + i <= top ? dy[at + i] : null;
    }
    return Rules.vjp(op, x, y, dys, want);
  }

  private Tensor output(Node node, int i) {
    return recorded ? Tensor.recorded(tape, node.id + i, node.output(i)) : node.output(i);
  }

  /// Adds a cotangent that is held.
  private void add(Tensor x, Tensor dx) {
    int at = x.id() - bottom;
    Tensor before = dy[at];
    if (before == null) {
      dy[at] = dx;
    } else if ((marks[at] & SUMMED) != 0 && dx.tape() == null) {
      Sum.addTo(before.array(), dx.array());
      drop(dx);
    } else {
      Tensor sum = sum(before, dx);
      hold(sum);
      drop(before);
      drop(dx);
      dy[at] = sum;
      if (sum.tape() == null) {
        marks[at] |= SUMMED;
      }
    }
  }

  /// The sum of two cotangents that are held, in the array of the first if nobody else needs that.
  private Tensor sum(Tensor before, Tensor dx) {
    Storage storage = frees && dx.tape() == null ? tape.take(before) : null;
    if (storage == null) {
      return Sum.SUM.apply(before, dx);
    }
    Tensor sum = Tensor.plain(before.type(), storage, tape);
    Sum.addTo(sum.array(), dx.array());
    return sum;
  }

  private void demandCurrent(Op op, Tensor x) {
    Node leaf = tape.node(x.id());
    while (leaf.op != null) { // a view of a variable is the variable
      int alias = leaf.op.alias(x.id() - leaf.id);
      if (alias < 0 || leaf.x[alias].tape() != tape) {
        return;
      }
      x = leaf.x[alias];
      leaf = tape.node(x.id());
    }
    Variable v = leaf.variable();
    if (v != null && !v.isCurrent(leaf.y)) {
      throw new TapeException(
          "gradients: " + v.name() + " was updated after " + tape + " recorded " + op.name()
              + " with its older value; sweep before the update, or apply the model again");
    }
  }

  /// A rule may hand on one of its own values as a cotangent; then that value outlives its turn.
  private void keepIfValue(Node node, Tensor d) {
    Storage s = d.storage();
    boolean isValue = false;
    for (Tensor x : node.x) {
      isValue |= x.storage() == s;
    }
    for (int i = 0; i < node.outputs(); i++) {
      isValue |= node.output(i).storage() == s;
    }
    if (isValue) {
      tape.lease(s);
    }
  }

  /// Frees what a node computed: no later part of the sweep reads it, since only nodes after it use it.
  private void release(Node node, Op op) {
    for (int i = 0; i < node.outputs(); i++) {
      if (op.alias(i) < 0) {
        tape.release(node.output(i));
      }
    }
  }
}
