package dev.adjoint.ops.pointwise;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import org.jspecify.annotations.Nullable;

/// A pointwise op given by nothing but a formula over its inputs, with symbolic derivatives: what the
/// derivatives of other ops are, and what serves where an op is used but not taught, such as the update of an
/// optimizer. Two are equal if title, formula, arity and masks are.
public final class FormulaOp implements Pointwise {
  private final String title;
  private final Formula of;
  private final int arity;
  private final long masks;
  /// Kept here, since such an op is made once and applied often; of two found at once either will do.
  private @Nullable Plan plan;

  /// @param title the name in dumps
  /// @param of the formula over `input(0)` to `input(arity - 1)`
  /// @param masks bit `i` is set if input `i` is BOOL
  public FormulaOp(String title, Formula of, int arity, long masks) {
    this.title = title;
    this.of = of;
    this.arity = arity;
    this.masks = masks;
  }

  /// The op of a formula over floating inputs `input(0)` to `input(arity - 1)`.
  public static FormulaOp of(String title, int arity, Formula formula) {
    return new FormulaOp(title, formula, arity, 0);
  }

  Plan plan() {
    Plan known = plan;
    if (known == null) {
      known = Plan.find(this);
      plan = known;
    }
    return known;
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
  public int arity() {
    return arity;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormulaOp o && title.equals(o.title) && of.equals(o.of) && arity == o.arity
        && masks == o.masks;
  }

  @Override
  public int hashCode() {
    return 31 * title.hashCode() + of.hashCode();
  }

  @Override
  public String toString() {
    return title;
  }
}
