package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Ternary;
import dev.adjoint.ops.pointwise.Unary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Choosing between values, element by element, and between letting a gradient pass or not.
public sealed interface Select extends SingleOp, Specified {
  /// `a` where `condition`, of dtype BOOL, holds, `b` elsewhere. All three broadcast; `a` and `b` have one
  /// dtype, floating or integer. The gradient goes to the side that was taken: whatever happens in the other
  /// one, `where(x > 0, log x, 0)` has a finite gradient everywhere.
  static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return new Where().apply(condition, a, b);
  }

  /// `a` where `condition` holds, `b` elsewhere.
  static Tensor where(Tensor condition, Tensor a, double b) {
    return where(condition, a, Literals.beside("where", b, a));
  }

  /// `a` where `condition` holds, `b` elsewhere.
  static Tensor where(Tensor condition, double a, Tensor b) {
    return where(condition, Literals.beside("where", a, b), b);
  }

  /// `x`, but not less than `low` nor greater than `high`; NaN stays NaN. The slope is 1 between the bounds,
  /// ½ at a bound, 0 beyond. Integers are taken where the bounds are whole.
  ///
  /// @throws IllegalArgumentException unless `low < high`
  static Tensor clip(Tensor x, double low, double high) {
    return new Clip(low, high).apply(x);
  }

  /// `x` itself, as a constant: its storage is shared, and no gradient passes.
  static Tensor stopGradient(Tensor x) {
    return new StopGradient().apply(x);
  }

  /// See [#where(Tensor, Tensor, Tensor)].
  record Where() implements Select, Ternary {
    @Override
    public Formula value(Formula condition, Formula a, Formula b) {
      return condition.select(a, b);
    }

    @Override
    public double reference(double condition, double a, double b) {
      return condition != 0 ? a : b;
    }

    @Override
    public Domain domain(int i) {
      return i == 0 ? Domain.booleans() : Domain.reals(-3, 3).including(0, -0.0, 1e30);
    }

    @Override
    public boolean takesMask(int i) {
      return i == 0;
    }

    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public long integerReference(long condition, long a, long b) {
      return condition != 0 ? a : b;
    }
  }

  /// See [#clip].
  ///
  /// @param low the least result
  /// @param high the greatest result
  record Clip(double low, double high) implements Select, Unary {
    /// @throws IllegalArgumentException unless `low < high`
    public Clip {
      if (!(low < high)) {
        throw new IllegalArgumentException("clip: low is less than high; given " + low + " and " + high);
      }
    }

    @Override
    public Formula value(Formula x) {
      return x.max(low).min(high);
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return insideOrHalf(x, low, high);
    }

    /// 1 between two bounds, ½ at either, 0 beyond.
    static Formula insideOrHalf(Formula x, double low, double high) {
      Formula atBound = x.eq(low).or(x.eq(high));
      return x.gt(low).and(x.lt(high)).select(Formula.one(), atBound.select(0.5, 0));
    }

    @Override
    public double reference(double x) {
      return x < low ? low : x > high ? high : x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3)
          .including(1e4, -1e4)
          .kink(low, "½, the mean of both sides")
          .kink(high, "½, the mean of both sides");
    }

    /// Whole bounds that INT32 holds.
    @Override
    public boolean takesIntegers() {
      return low == (int) low && high == (int) high;
    }

    @Override
    public long integerReference(long x) {
      return x < low ? (long) low : x > high ? (long) high : x;
    }

    static List<Clip> examples() {
      return List.of(new Clip(-1, 2), new Clip(-0.5, 0.75), new Clip(0, Double.POSITIVE_INFINITY));
    }
  }

  /// See [#stopGradient].
  record StopGradient() implements Select, Linear {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      return x[0];
    }

    @Override
    public void forward(Call call) {}

    @Override
    public int alias(int i) {
      return 0;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[1];
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      return null;
    }

    @Override
    public String derivative() {
      return "none";
    }

    @Override
    public int orders() {
      return 0;
    }

    @Override
    public List<Specimen> specimens() {
      return List.of(
          new Specimen(this, List.of(Specimen.Input.of(Domain.reals(-3, 3), 3, 5)), x -> x[0].clone()),
          new Specimen(this, List.of(Specimen.Input.of(Domain.reals(-3, 3), 0, 2)), x -> x[0].clone()));
    }
  }
}
