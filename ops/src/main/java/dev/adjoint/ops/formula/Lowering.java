package dev.adjoint.ops.formula;

import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rewrites a formula to what machines do exactly: `+ − × ÷ √ fma min max`, comparisons, selection and bits.
/// Elementary functions become formulas for one dtype ([Elementary]), calls are written out, constants may
/// become parameters.
public final class Lowering {
  private Lowering() {}

  /// Formulas with parameters in place of their constants, and the values of these: formulas that differ in
  /// constants alone share one, and so share a kernel. Numbers that are structure rather than data (0, ±½, ±1,
  /// ±2) stay.
  public record Hoisted(List<Formula> formulas, List<Double> constants) {
    /// The only formula, or the first.
    public Formula formula() {
      return formulas.getFirst();
    }
  }

  /// Takes the constants out of a formula.
  public static Hoisted hoist(Formula formula) {
    return hoist(List.of(formula));
  }

  /// Takes the constants out of formulas, which share their parameters.
  public static Hoisted hoist(List<Formula> formulas) {
    Map<Formula, Formula> parameters = new HashMap<>();
    List<Double> constants = new ArrayList<>();
    List<Formula> hoisted = Dag.rebuild(formulas, (f, arguments) -> {
      if (f.operator() != Operator.CONSTANT || isStructural(f.value())) {
        return f.withArguments(arguments);
      }
      return parameters.computeIfAbsent(f, constant -> {
        constants.add(constant.value());
        return Formula.parameter(constants.size() - 1);
      });
    });
    return new Hoisted(hoisted, List.copyOf(constants));
  }

  private static boolean isStructural(double value) {
    double magnitude = Math.abs(value);
    return magnitude == 0 || magnitude == 0.5 || magnitude == 1 || magnitude == 2;
  }

  /// The formula in primitive operations of an arithmetic dtype.
  ///
  /// @throws IllegalArgumentException if it has operations that the dtype lacks
  public static Formula lower(Formula root, DType dtype) {
    return lower(List.of(root), dtype).getFirst();
  }

  /// Formulas in primitive operations of an arithmetic dtype; what they share stays shared.
  ///
  /// @throws IllegalArgumentException if they have operations that the dtype lacks
  public static List<Formula> lower(List<Formula> roots, DType dtype) {
    Map<Formula, Formula> lowered = new HashMap<>();
    Map<Formula, Formula> expansions = new HashMap<>();
    Deque<Formula> stack = new ArrayDeque<>(roots);
    while (!stack.isEmpty()) {
      Formula f = stack.peek();
      if (lowered.containsKey(f)) {
        stack.pop();
        continue;
      }
      Formula expansion = expansions.get(f);
      if (expansion == null) {
        expansion = expand(f, dtype);
        expansions.put(f, expansion);
      }
      Formula next = firstWithout(lowered, expansion == f ? f.arguments() : List.of(expansion));
      if (next != null) {
        stack.push(next);
      } else {
        stack.pop();
        lowered.put(f, expansion == f
            ? f.withArguments(f.arguments().stream().map(lowered::get).toList())
            : lowered.get(expansion));
      }
    }
    return roots.stream().map(root -> requireNonNull(lowered.get(root))).toList();
  }

  /// All distinct formulas that some formulas are made of, each after its arguments.
  public static List<Formula> order(List<Formula> roots) {
    return Dag.order(roots.toArray(Formula[]::new));
  }

  private static @Nullable Formula firstWithout(Map<Formula, Formula> lowered, List<Formula> formulas) {
    for (Formula f : formulas) {
      if (!lowered.containsKey(f)) {
        return f;
      }
    }
    return null;
  }

  /// The node in simpler terms, or the node itself if it is primitive.
  private static Formula expand(Formula f, DType dtype) {
    if (!dtype.isFloating()) {
      refuse(f, dtype);
    }
    return switch (f.operator()) {
      case CALL -> f.op().value(f.argument(0));
      case STRONG -> f.argument(0).eq(0).select(f.argument(0), f.argument(0).mul(f.argument(1)));
      case SIGN -> {
        Formula x = f.argument(0);
        yield x.gt(0).select(Formula.one(), x.lt(0).select(Formula.constant(-1), x));
      }
      default -> f.operator().isElementary() ? Elementary.of(f, dtype) : f;
    };
  }

  private static void refuse(Formula f, DType dtype) {
    boolean lacking = switch (f.operator()) {
      case DIV, SQRT, FMA, RARELY -> true;
      case CONSTANT -> f.value() != (long) f.value();
      default -> f.operator().isElementary();
    };
    if (lacking) {
      throw new IllegalArgumentException(
          f.operator().symbol() + " of " + dtype
              + ": integers have + - * neg abs sign min max, comparisons and select"
              + "\n  formula " + f + "\n  hint cast to FLOAT32 or FLOAT64 first");
    }
  }
}
