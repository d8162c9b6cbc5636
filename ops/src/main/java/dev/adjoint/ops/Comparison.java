package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Binary;
import dev.adjoint.ops.pointwise.Pointwise;
import dev.adjoint.ops.pointwise.Unary;

/// Comparisons and logic, element by element, with a BOOL result: what `Select.where` takes. Numbers may be
/// floating or integer, of one dtype; operands broadcast. No gradient passes.
public sealed interface Comparison extends Pointwise {
  /// `a < b`; false if either is NaN.
  static Tensor less(Tensor a, Tensor b) {
    return new Less().apply(a, b);
  }

  /// `a < b`.
  static Tensor less(Tensor a, double b) {
    return less(a, Literals.beside("less", b, a));
  }

  /// `a ≤ b`; false if either is NaN.
  static Tensor lessEqual(Tensor a, Tensor b) {
    return new LessEqual().apply(a, b);
  }

  /// `a ≤ b`.
  static Tensor lessEqual(Tensor a, double b) {
    return lessEqual(a, Literals.beside("lessEqual", b, a));
  }

  /// `a > b`; false if either is NaN.
  static Tensor greater(Tensor a, Tensor b) {
    return new Greater().apply(a, b);
  }

  /// `a > b`.
  static Tensor greater(Tensor a, double b) {
    return greater(a, Literals.beside("greater", b, a));
  }

  /// `a ≥ b`; false if either is NaN.
  static Tensor greaterEqual(Tensor a, Tensor b) {
    return new GreaterEqual().apply(a, b);
  }

  /// `a ≥ b`.
  static Tensor greaterEqual(Tensor a, double b) {
    return greaterEqual(a, Literals.beside("greaterEqual", b, a));
  }

  /// `a = b`; false if either is NaN, true for 0 and −0.
  static Tensor equal(Tensor a, Tensor b) {
    return new Equal().apply(a, b);
  }

  /// `a = b`.
  static Tensor equal(Tensor a, double b) {
    return equal(a, Literals.beside("equal", b, a));
  }

  /// `a ≠ b`; true if either is NaN.
  static Tensor notEqual(Tensor a, Tensor b) {
    return new NotEqual().apply(a, b);
  }

  /// `a ≠ b`.
  static Tensor notEqual(Tensor a, double b) {
    return notEqual(a, Literals.beside("notEqual", b, a));
  }

  /// Whether both hold, of BOOL tensors.
  static Tensor and(Tensor a, Tensor b) {
    return new And().apply(a, b);
  }

  /// Whether either holds, or both, of BOOL tensors.
  static Tensor or(Tensor a, Tensor b) {
    return new Or().apply(a, b);
  }

  /// The opposite of a BOOL tensor.
  static Tensor not(Tensor x) {
    return new Not().apply(x);
  }

  /// Whether `x`, of a floating dtype, is NaN.
  static Tensor isNaN(Tensor x) {
    return new IsNaN().apply(x);
  }

  /// Whether `x`, of a floating dtype, is neither infinite nor NaN.
  static Tensor isFinite(Tensor x) {
    return new IsFinite().apply(x);
  }

  @Override
  default boolean givesMask() {
    return true;
  }

  /// See [#less(Tensor, Tensor)].
  record Less() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.lt(b);
    }

    @Override
    public double reference(double a, double b) {
      return a < b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a < b ? 1 : 0;
    }
  }

  /// See [#lessEqual(Tensor, Tensor)].
  record LessEqual() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.le(b);
    }

    @Override
    public double reference(double a, double b) {
      return a <= b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a <= b ? 1 : 0;
    }
  }

  /// See [#greater(Tensor, Tensor)].
  record Greater() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.gt(b);
    }

    @Override
    public double reference(double a, double b) {
      return a > b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a > b ? 1 : 0;
    }
  }

  /// See [#greaterEqual(Tensor, Tensor)].
  record GreaterEqual() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.ge(b);
    }

    @Override
    public double reference(double a, double b) {
      return a >= b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a >= b ? 1 : 0;
    }
  }

  /// See [#equal(Tensor, Tensor)].
  record Equal() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.eq(b);
    }

    @Override
    public double reference(double a, double b) {
      return a == b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a == b ? 1 : 0;
    }
  }

  /// See [#notEqual(Tensor, Tensor)].
  record NotEqual() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.ne(b);
    }

    @Override
    public double reference(double a, double b) {
      return a != b ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, -0.0, 1, 1e30);
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long a, long b) {
      return a != b ? 1 : 0;
    }
  }

  /// See [#and].
  record And() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.and(b);
    }

    @Override
    public double reference(double a, double b) {
      return a != 0 && b != 0 ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.booleans();
    }

    @Override
    public boolean takesMask(int i) {
      return true;
    }
  }

  /// See [#or].
  record Or() implements Comparison, Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.or(b);
    }

    @Override
    public double reference(double a, double b) {
      return a != 0 || b != 0 ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.booleans();
    }

    @Override
    public boolean takesMask(int i) {
      return true;
    }
  }

  /// See [#not].
  record Not() implements Comparison, Unary {
    @Override
    public Formula value(Formula x) {
      return x.not();
    }

    @Override
    public double reference(double x) {
      return x != 0 ? 0 : 1;
    }

    @Override
    public Domain domain() {
      return Domain.booleans();
    }

    @Override
    public boolean takesMask(int i) {
      return true;
    }
  }

  /// See [#isNaN].
  record IsNaN() implements Comparison, Unary {
    @Override
    public Formula value(Formula x) {
      return x.ne(x);
    }

    @Override
    public double reference(double x) {
      return Double.isNaN(x) ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, 1e30);
    }
  }

  /// See [#isFinite].
  record IsFinite() implements Comparison, Unary {
    @Override
    public Formula value(Formula x) {
      return x.abs().lt(Double.POSITIVE_INFINITY);
    }

    @Override
    public double reference(double x) {
      return Double.isFinite(x) ? 1 : 0;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(0, 1e30);
    }
  }
}
