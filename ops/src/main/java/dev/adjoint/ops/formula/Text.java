package dev.adjoint.ops.formula;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// Formulas as text, with as few parentheses as Java's precedence allows.
final class Text {
  /// A formula written without names for its parts has at most this many operations, so that it can be read
  /// and so that shared parts cannot make it explode.
  private static final int WHOLE = 40;
  /// A part is named once it has this many operations.
  private static final int LINE = 16;
  private static final int ATOM = 13;

  private Text() {}

  /// `x` for the only input, else `x0`, `x1` ….
  static IntFunction<String> names(Formula f) {
    return f.inputs().stream().allMatch(i -> i == 0) ? i -> "x" : i -> "x" + i;
  }

  static String of(Formula f, IntFunction<String> names) {
    Map<Formula, Long> operations = new HashMap<>();
    for (Formula g : Dag.order(f)) {
      long sum = g.arguments().isEmpty() ? 0 : 1;
      for (Formula argument : g.arguments()) {
        sum = Math.min(WHOLE + 1, sum + requireNonNull(operations.get(argument)));
      }
      operations.put(g, sum);
    }
    boolean whole = requireNonNull(operations.get(f)) <= WHOLE;
    return whole
        ? written(List.of(f), names, Set.of()).getFirst()
        : String.join("; ", lines(names, List.of(f)));
  }

  /// `t1 = …` for each part worth a name, then the formulas.
  static List<String> lines(IntFunction<String> names, List<Formula> formulas) {
    List<Formula> order = Dag.order(formulas.toArray(Formula[]::new));
    Map<Formula, Integer> uses = Dag.uses(order);
    Map<Formula, Integer> operations = new HashMap<>();
    Set<Formula> named = new HashSet<>();
    for (Formula f : order) {
      int sum = f.arguments().isEmpty() ? 0 : 1;
      for (Formula argument : f.arguments()) {
        sum += requireNonNull(operations.get(argument));
      }
      boolean trivial = f.arguments().isEmpty() || f.operator() == Operator.NEG;
      if (!trivial && !formulas.contains(f) && (requireNonNull(uses.get(f)) > 1 || sum >= LINE)) {
        named.add(f);
        sum = 0;
      }
      operations.put(f, sum);
    }
    return written(formulas, names, named);
  }

  private static List<String> written(List<Formula> formulas, IntFunction<String> names, Set<Formula> named) {
    List<String> lines = new ArrayList<>();
    Map<Formula, Written> written = new HashMap<>();
    for (Formula f : Dag.order(formulas.toArray(Formula[]::new))) {
      Written w = write(f, names, written);
      if (named.contains(f)) {
        String name = "t" + (lines.size() + 1);
        lines.add(name + " = " + w.text);
        w = new Written(name, ATOM);
      }
      written.put(f, w);
    }
    formulas.forEach(f -> lines.add(requireNonNull(written.get(f)).text));
    return lines;
  }

  private record Written(String text, int precedence) {
    /// In parentheses if it binds less tightly than wanted.
    String in(int wanted) {
      return precedence < wanted ? "(" + text + ")" : text;
    }
  }

  private static Written write(Formula f, IntFunction<String> names, Map<Formula, Written> written) {
    int p = f.operator().precedence();
    String symbol = f.operator().symbol();
    List<Written> a = f.arguments().stream().map(written::get).toList();
    return switch (f.operator()) {
      case INPUT -> new Written(names.apply(f.index()), ATOM);
      case PARAMETER -> new Written("c" + f.index(), ATOM);
      case CONSTANT -> number(text(f.value()));
      case INTEGER -> number(text(f.integer()));
      case NEG, NOT -> new Written(symbol + a.get(0).in(p + 1), p);
      case AND, OR -> {
        boolean mask = f.kind() == Kind.MASK;
        int q = !mask ? p : f.operator() == Operator.AND ? 3 : 2;
        yield infix(a.get(0), mask ? symbol + symbol : symbol, a.get(1), q);
      }
      case ADD, SUB, MUL, DIV, STRONG, LT, LE, GT, GE, EQ, NE, XOR -> infix(a.get(0), symbol, a.get(1), p);
      case SHL, SHR, USHR -> new Written(a.get(0).in(p) + " " + symbol + " " + f.index(), p);
      case SELECT -> new Written(a.get(0).in(p + 1) + " ? " + a.get(1).in(p + 1) + " : " + a.get(2).in(p), p);
      case CALL -> call(opName(f.op()), a);
      case RARELY -> call("rarely " + f.function().name().toLowerCase(java.util.Locale.ROOT), a);
      default -> call(symbol, a);
    };
  }

  private static Written infix(Written a, String symbol, Written b, int precedence) {
    return new Written(a.in(precedence) + " " + symbol + " " + b.in(precedence + 1), precedence);
  }

  private static Written call(String name, List<Written> arguments) {
    List<String> texts = arguments.stream().map(Written::text).toList();
    return new Written(name + "(" + String.join(", ", texts) + ")", ATOM);
  }

  private static Written number(String text) {
    return new Written(text, text.startsWith("-") ? Operator.NEG.precedence() : ATOM);
  }

  /// As short as Java writes it, without the fraction of a whole number.
  private static String text(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /// Masks and magic numbers are easier to read in hexadecimal.
  private static String text(long value) {
    return Math.abs(value) < 4096 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  /// `LeakyRelu[slope=0.01]` is written `leakyRelu[slope=0.01]`, `Sigmoid[]` is `sigmoid`.
  private static String opName(UnaryFormula op) {
    String text = op.toString();
    String name = text.endsWith("[]") ? text.substring(0, text.length() - 2) : text;
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
