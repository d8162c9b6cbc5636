package dev.adjoint.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says why a sweep gave no gradient: where the path from a value to the result breaks.
final class Unreached {
  private Unreached() {}

  static GradientException explain(Tape tape, Tensor y, Tensor x) {
    String head = "gradients: " + describe(x.name(), x) + " gets no gradient from " + describe(y.name(), y) + ": ";
    return new GradientException(
        head + reason(tape, y, x) + ". If that is meant, sweep(y).unreachedAsZero() gives zeros");
  }

  private static String describe(@Nullable String name, Tensor t) {
    return (name == null ? "value " + t.id() : name) + " " + t.type();
  }

  private static String reason(Tape tape, Tensor y, Tensor x) {
    if (x.id() > y.id()) {
      return "it was recorded later";
    }
    boolean[] depends = new boolean[y.id() + 1 - x.id()];
    depends[0] = true;
    List<String> ends = new ArrayList<>();
    int users = 0;
    for (int id = x.id() + 1; id <= y.id(); id++) {
      Node node = tape.node(id);
      boolean uses = false;
      for (Tensor in : node.x) {
        uses |= in.tape() == tape && in.id() >= x.id() && in.id() < node.id && depends[in.id() - x.id()];
      }
      if (!uses || node.op == null) {
        continue;
      }
      users++;
      if (node.output(id - node.id).dtype().isFloating()) {
        depends[id - x.id()] = true;
      } else {
        ends.add(node.op.label() + " gives " + node.output(id - node.id).dtype() + site(node));
      }
    }
    if (users == 0) {
      return isUsedAfter(tape, y, x) ? "only what was recorded after the result uses it" : "no op uses it";
    }
    if (depends[depends.length - 1]) {
      return "every path goes through an op whose derivative is zero by definition, such as stopGradient";
    }
    return ends.isEmpty()
        ? "what is computed from it does not enter the result"
        : "the path ends where " + String.join(", ", ends.subList(0, Math.min(3, ends.size())));
  }

  private static boolean isUsedAfter(Tape tape, Tensor y, Tensor x) {
    for (int id = y.id() + 1; id < tape.size(); id++) {
      for (Tensor in : tape.node(id).x) {
        if (in.tape() == tape && in.id() == x.id()) {
          return true;
        }
      }
    }
    return false;
  }

  private static String site(Node node) {
    return node.site() == null ? " (value " + node.id + ")" : " at " + node.site();
  }
}
