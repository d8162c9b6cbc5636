package dev.adjoint.ops;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Ternary;

/// `x / y · dy`, and 0 where `y` is: the cotangent of a norm `y`.
record Along() implements Ternary {
  @Override
  public Formula value(Formula x, Formula y, Formula dy) {
    return y.eq(0).select(0, x.div(y)).mul(dy);
  }

  @Override
  public double reference(double x, double y, double dy) {
    return (y == 0 ? 0 : x / y) * dy;
  }

  @Override
  public Domain domain(int i) {
    return i == 1 ? Domain.reals(0.5, 2) : Domain.reals(-2, 2);
  }
}
