package dev.adjoint.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A reverse sweep over a [Tape], from `y` down to what is wanted: options first, then [#to].
/// ```java
/// Gradients g = tape.sweep(y).from(dy).consume().to(model.parameters());
/// ```
/// The sweep is a loop over ids from `y` down to the smallest wanted one: no recursion, no search, and no
/// work for values that do not lie on a path. It computes with primals, so that it is recorded on whatever
/// older tapes the data is on, and leaves this tape as it is unless it is [#recorded].
public final class Sweep {
  private final Tape tape;
  private final Tensor y;
  private @Nullable Tensor dy;
  private boolean recorded;
  private boolean consume;
  private boolean unreachedAsZero;

  Sweep(Tape tape, Tensor y) {
    this.tape = tape;
    this.y = y;
  }

  /// Starts from this cotangent, which has the type of `y`; by default it is 1, and `y` must have one
  /// element.
  public Sweep from(Tensor dy) {
    this.dy = dy;
    return this;
  }

  /// Records the sweep on the same tape, so that the gradients are values of it and can be differentiated
  /// again.
  public Sweep recorded() {
    recorded = true;
    return this;
  }

  /// Frees each value, and the cotangents of what is not wanted, once the sweep has passed them; the tape
  /// cannot be swept again. What a training loop uses.
  public Sweep consume() {
    consume = true;
    return this;
  }

  /// Gives zeros, instead of refusing, for what `y` does not depend on.
  public Sweep unreachedAsZero() {
    unreachedAsZero = true;
    return this;
  }

  /// Sweeps, and gives the gradients with respect to these values of the tape.
  ///
  /// @throws GradientException if `y` is not a single element and no cotangent was given, an op on the way is
  ///     not differentiable, or `y` does not depend on one of `wanted`
  /// @throws TapeException if the tape has ended or was consumed, or a variable was updated since
  public Gradients to(Tensor... wanted) {
    for (Tensor x : wanted) {
      demandWanted(x);
    }
    @Nullable Tensor[] dx = run(wanted);
    Map<Integer, Tensor> byId = HashMap.newHashMap(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      Tensor g = dx[i];
      if (g == null) {
        if (!unreachedAsZero) {
          throw Unreached.explain(tape, y, wanted[i]);
        }
        g = Tensor.zeros(wanted[i].type());
      }
      byId.put(wanted[i].id(), g);
    }
    return new Gradients(tape, byId);
  }

  /// Sweeps, and gives the gradients with respect to these variables.
  public Gradients to(Collection<? extends Variable> variables) {
    Tensor[] wanted = new Tensor[variables.size()];
    int n = 0;
    for (Variable v : variables) {
      Tensor x = tape.entered(v);
      if (x != null) {
        wanted[n++] = x;
      } else if (!unreachedAsZero) {
        throw new GradientException(
            "gradients: " + v.name() + " was never entered on " + tape
                + ", so nothing on it depends on it; was the model applied to tape.data(…)?");
      }
    }
    return to(java.util.Arrays.copyOf(wanted, n));
  }

  /// The gradient with respect to one value, null if there is none.
  @Nullable Tensor toOrNull(Tensor x) {
    return run(new Tensor[] {x})[0];
  }

  private void demandWanted(Tensor x) {
    if (x.tape() != tape) {
      throw new GradientException(
          described(x) + " is " + (x.tape() == null ? "a plain tensor" : "on " + x.tape()) + ", not on " + tape
              + "; enter it with tape.variable(…) and compute with what that returns");
    }
    Node node = tape.node(x.id());
    if (!x.dtype().isFloating()) {
      throw new GradientException(described(x) + " has no gradient: only FLOAT32 and FLOAT64 do");
    }
    if (node.kind() == Node.Kind.DATA) {
      throw new GradientException(
          described(x) + " was entered as data, which wants no gradient; enter it with tape.variable(…)");
    }
  }

  private static String described(Tensor x) {
    String name = x.name();
    return "gradients: " + (name == null ? "" : name + " ") + x.type();
  }

  private Tensor seed() {
    Tensor given = dy;
    if (given == null) {
      if (y.shape().size() != 1) {
        throw new GradientException(
            "gradients: y has shape " + y.shape() + ", a gradient is of a single element; reduce it with mean or sum, or give"
                + " a cotangent with sweep(y).from(dy)");
      }
      if (!y.dtype().isFloating()) {
        throw new GradientException("gradients: y is " + y.dtype() + "; only FLOAT32 and FLOAT64 have gradients");
      }
      Tape home = y.plain().home();
      Tensor one = Tensor.full(y.type(), 1);
      return home == null ? one : one.at(home);
    }
    if (!given.type().equals(y.type())) {
      throw OperandException.of(
          "gradients", new Mismatch("the cotangent differs from y").rule("dy has the type of y"), y, given);
    }
    if (given.tape() == tape && !recorded) {
      throw new TapeException(
          "gradients: dy is recorded on " + tape + " itself; use recorded() to differentiate the sweep, or detach() it");
    }
    return given;
  }

  private @Nullable Tensor[] run(Tensor[] wanted) {
    tape.demandOpen("a gradient was asked for");
    if (tape.isConsumed()) {
      throw new TapeException(
          tape + " was consumed by an earlier sweep, which freed its values; leave out consume() to sweep again");
    }
    if (y.tape() != tape) {
      if (unreachedAsZero) {
        return new @Nullable Tensor[wanted.length];
      }
      throw new GradientException(
          "gradients: y is " + (y.tape() == null ? "a plain tensor" : "on " + y.tape()) + ", not on " + tape
              + "; were the inputs entered with tape.data(…) or tape.variable(…)?");
    }
    Tensor seed = seed();
    if (consume) {
      tape.markConsumed();
    }
    return new Backward(tape, y.id(), wanted, recorded, consume).run(seed);
  }
}
