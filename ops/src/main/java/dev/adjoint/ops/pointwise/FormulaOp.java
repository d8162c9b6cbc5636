package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;

/// A pointwise op given by nothing but a formula over its inputs: what the derivatives of other ops are, and what their
/// derivatives are in turn, by symbolic differentiation.
///
/// @param title the name in dumps
/// @param of the formula over `input(0)` to `input(arity - 1)`
/// @param masks which inputs are BOOL
record FormulaOp(String title, Formula of, int arity, long masks) implements Pointwise {
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
    throw new UnsupportedOperationException(title + " is derived; the op it is derived from has the reference");
  }

  @Override
  public Domain domain(int i) {
    throw new UnsupportedOperationException(title + " is derived; the op it is derived from has the domain");
  }
}
