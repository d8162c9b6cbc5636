package dev.adjoint.ops.formula;

/// A pointwise op of one input, stated by its formula and its derivative.
public interface UnaryFormula {
  /// The op's value as a formula of its input.
  Formula value(Formula x);

  /// The op's derivative as a formula of its input and its output `y = value(x)`, each taken as given: a
  /// slope written in `y` is not differentiated through `y` again.
  Formula slope(Formula x, Formula y);
}
