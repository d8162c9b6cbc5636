package dev.adjoint.ops;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Binary;

/// 1 where two values are equal, else 0, in their dtype: which elements an extremum was taken from.
record Equals() implements Binary {
  @Override
  public Formula value(Formula a, Formula b) {
    return a.eq(b).select(1, 0);
  }

  @Override
  public double reference(double a, double b) {
    return a == b ? 1 : 0;
  }

  @Override
  public Domain domain() {
    return Domain.integers(0, 1);
  }
}
