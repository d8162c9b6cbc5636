package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;

/// A pointwise op given by nothing but a formula over its inputs, with symbolic derivatives: what the
/// derivatives of other ops are, and what serves where an op is used but not taught, such as the update of an
/// optimizer.
///
/// @param title the name in dumps
/// @param of the formula over `input(0)` to `input(arity - 1)`
/// @param masks bit `i` is set if input `i` is BOOL
public record FormulaOp(String title, Formula of, int arity, long masks) implements Pointwise {
  /// The op of a formula over floating inputs `input(0)` to `input(arity - 1)`.
  public static FormulaOp of(String title, int arity, Formula formula) {
    return new FormulaOp(title, formula, arity, 0);
  }

  @Override
  public String name() {
    return title;
  }

  @Override
  public String label() {
    return title;
  }

  @Override
  public Formula value(Formula[] x) {
    return of.substitute(x);
  }

  @Override
  public boolean takesMask(int i) {
    return (masks >> i & 1) != 0;
  }

  @Override
  public double reference(double[] x) {
    throw new UnsupportedOperationException(
        title + " is derived; the op it is derived from has the reference");
  }

  @Override
  public Domain domain(int i) {
    throw new UnsupportedOperationException(title + " is derived; the op it is derived from has the domain");
  }
}
