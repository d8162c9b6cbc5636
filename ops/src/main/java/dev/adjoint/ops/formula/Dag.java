package dev.adjoint.ops.formula;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Walks over formulas in time linear in the number of distinct nodes, with no recursion: a formula may be
/// thousands of nodes deep.
final class Dag {
  private Dag() {}

  /// All nodes reachable from the roots, each once and after its arguments: depth first, first argument
  /// first.
  static List<Formula> order(Formula... roots) {
    List<Formula> order = new ArrayList<>();
    Set<Formula> done = new HashSet<>();
    Deque<Formula> stack = new ArrayDeque<>();
    for (Formula root : roots) {
      stack.push(root);
      while (!stack.isEmpty()) {
        Formula top = stack.peek();
        Formula next = done.contains(top) ? null : firstOutside(done, top);
        if (next != null) {
          stack.push(next);
        } else {
          stack.pop();
          if (done.add(top)) {
            order.add(top);
          }
        }
      }
    }
    return order;
  }

  private static @Nullable Formula firstOutside(Set<Formula> done, Formula f) {
    for (Formula argument : f.arguments()) {
      if (!done.contains(argument)) {
        return argument;
      }
    }
    return null;
  }

  /// Rebuilds a formula from its leaves up. The step is given each node and its rebuilt arguments.
  static Formula rebuild(Formula root, BiFunction<Formula, List<Formula>, Formula> step) {
    return rebuild(List.of(root), step).getFirst();
  }

  /// Rebuilds formulas, what they share once.
  static List<Formula> rebuild(List<Formula> roots, BiFunction<Formula, List<Formula>, Formula> step) {
    Map<Formula, Formula> rebuilt = new HashMap<>();
    for (Formula f : order(roots.toArray(Formula[]::new))) {
      rebuilt.put(f, step.apply(f, f.arguments().stream().map(rebuilt::get).toList()));
    }
    return roots.stream().map(root -> requireNonNull(rebuilt.get(root))).toList();
  }

  /// How many arguments of the nodes below the roots each node is.
  static Map<Formula, Integer> uses(List<Formula> order) {
    Map<Formula, Integer> uses = new HashMap<>();
    for (Formula f : order) {
      for (Formula argument : f.arguments()) {
        uses.merge(argument, 1, Integer::sum);
      }
    }
    return uses;
  }
}
