package dev.adjoint.ops.check;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Op;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Binary;
import dev.adjoint.ops.pointwise.Unary;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A law that no mistake can break is none: each is broken here by an op that is wrong in one respect.
class PlantedMistakesTest {
  /// A sine whose slope has the wrong sign.
  record WrongSign() implements Unary {
    @Override
    public Formula value(Formula x) {
      return x.sin();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.cos().neg();
    }

    @Override
    public double reference(double x) {
      return Math.sin(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2);
    }
  }

  /// A product whose second slope is twice what it should be.
  record FactorTwo() implements Binary {
    @Override
    public Formula value(Formula a, Formula b) {
      return a.mul(b);
    }

    @Override
    public Formula slopeB(Formula a, Formula b, Formula y) {
      return a.mul(2);
    }

    @Override
    public double reference(double a, double b) {
      return a * b;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2);
    }
  }

  /// A matrix product whose vjp forgets to transpose.
  record SwappedTranspose() implements SingleOp, Specified {
    @Override
    public Type type(Type[] x) {
      return new Linalg.MatMul(Linalg.Orientation.AS_IS, Linalg.Orientation.AS_IS).type(x);
    }

    @Override
    public void forward(Call call) {
      new Linalg.MatMul(Linalg.Orientation.AS_IS, Linalg.Orientation.AS_IS).forward(call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {
        wanted[0] ? Linalg.matmul(dy, x[1]) : null, wanted[1] ? Linalg.matmul(x[0], dy) : null
      };
    }

    @Override
    public String derivative() {
      return "da = dy b, db = a dy";
    }

    @Override
    public List<Specimen> specimens() {
      Specimen.Input square = Specimen.Input.of(Domain.reals(-1, 1), 3, 3);
      return List.of(new Specimen(this, List.of(square, square), x -> new double[9]));
    }
  }

  @Test
  void wrongSignIsFound() {
    demandReport(new WrongSign(), Law.VJP, "x[0]");
  }

  @Test
  void factorTwoIsFoundAtItsInput() {
    demandReport(new FactorTwo(), Law.VJP, "x[1]");
  }

  @Test
  void swappedTransposeIsFound() {
    demandReport(new SwappedTranspose(), Law.VJP, "x[");
  }

  private static void demandReport(Specified op, Law law, String input) {
    AssertionError e = assertThrows(AssertionError.class, () -> OpLaws.examine(op, law, DType.FLOAT64));
    String message = String.valueOf(e.getMessage());
    assertAll(
        message,
        () -> assertTrue(message.startsWith(op.name() + " breaks " + law)),
        () -> assertTrue(message.contains("input      " + input)),
        () -> assertTrue(message.matches("(?s).*\\R  index      \\[.*")),
        () -> assertTrue(message.matches("(?s).*\\R  analytic   -?\\d.*")),
        () -> assertTrue(message.matches("(?s).*\\R  numeric    -?\\d.*")));
  }

  /// Doubles its input, and does one thing wrong.
  record Doubling(Law mistake) implements SingleOp, Specified {
    private static final AtomicInteger CALLS = new AtomicInteger();

    private boolean is(Law law) {
      return mistake == law;
    }

    @Override
    public Type type(Type[] x) {
      if (!is(Law.REFUSALS)) {
        Mismatch.demandInputs(x, 1);
        if (!x[0].dtype().isFloating()) {
          throw new Mismatch("does not take " + x[0].dtype());
        }
      }
      return x[0];
    }

    @Override
    public void forward(Call call) {
      double factor = is(Law.VALUE) ? 2.001 : is(Law.REPEATABLE) ? 2 + CALLS.incrementAndGet() * 1e-7 : 2;
      int n = call.yType(0).shape().size();
      for (int i = is(Law.WRITES_ALL) ? 1 : 0; i < n; i++) {
        if (call.x(0) instanceof float[] x) {
          double bounded = is(Law.SPECIAL_VALUES) ? Math.max(-1e9, x[i]) : x[i];
          call.yFloats(0)[i] = (float) (factor * bounded);
          x[i] = is(Law.INPUTS_INTACT) ? 0 : x[i];
        } else {
          double[] x = call.xDoubles(0);
          double bounded = is(Law.SPECIAL_VALUES) ? Math.max(-1e9, x[i]) : x[i];
          call.yDoubles(0)[i] = factor * bounded;
          x[i] = is(Law.INPUTS_INTACT) ? 0 : x[i];
        }
      }
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Tensor dx = Arithmetic.mul(dy, 2);
      if (is(Law.VJP) || is(Law.SINGLE_PRECISION) && dy.dtype() == DType.FLOAT32) {
        dx = Arithmetic.mul(dx, 1.001);
      }
      if (is(Law.LINEAR)) {
        dx = Arithmetic.add(dx, 1);
      }
      if (is(Law.SAVED)) {
        dx = Arithmetic.add(dx, Arithmetic.sub(x[0], x[0]));
      }
      return new @Nullable Tensor[] {dx};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : Arithmetic.mul(d, is(Law.JVP) ? 3 : 2);
    }

    @Override
    public String derivative() {
      return "dx = 2 · dy";
    }

    @Override
    public List<Specimen> specimens() {
      Domain domain = Domain.reals(-2, 2).including(-1e12, 1e12);
      return List.of(
          new Specimen(
              this,
              List.of(Specimen.Input.of(domain, 5)),
              x -> Arrays.stream(x[0]).map(v -> 2 * v).toArray()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Law.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SECOND_ORDER", "EXTREMES", "WANTED"})
  void eachLawIsBroken(Law law) {
    assertTrue(broken(new Doubling(law)).contains(law), () -> broken(new Doubling(law)).toString());
  }

  @Test
  void nothingIsBrokenWithoutAMistake() {
    assertEquals(Set.of(), broken(new Doubling(Law.EXTREMES)));
  }

  private static Set<Law> broken(Specified op) {
    Set<Law> broken = EnumSet.noneOf(Law.class);
    for (Law law : Law.values()) {
      for (DType dtype : law.dtypes(op)) {
        try {
          OpLaws.examine(op, law, dtype);
        } catch (AssertionError e) {
          broken.add(law);
        }
      }
    }
    return broken;
  }

  /// Right to order one: its slope is written in `y`, of which the derivative is taken to be constant.
  record WrongCurvature() implements Unary {
    /// What `call` takes for the sine, with a slope that is right only as a value.
    record Flat() implements Unary {
      @Override
      public Formula value(Formula x) {
        return x.cos();
      }

      @Override
      public Formula slope(Formula x, Formula y) {
        return Formula.zero();
      }

      @Override
      public double reference(double x) {
        return Math.cos(x);
      }

      @Override
      public Domain domain() {
        return Domain.reals(-2, 2);
      }
    }

    @Override
    public Formula value(Formula x) {
      return x.sin();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.call(new Flat(), x);
    }

    @Override
    public double reference(double x) {
      return Math.sin(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2);
    }
  }

  @Test
  void wrongSecondOrderIsFound() {
    OpLaws.examine(new WrongCurvature(), Law.VJP, DType.FLOAT64);
    demandReport(new WrongCurvature(), Law.SECOND_ORDER, "x[0]");
  }

  /// log(1 + eˣ) as it is written in books: it overflows, and so do its derivatives.
  record NaiveSoftplus() implements Unary {
    @Override
    public Formula value(Formula x) {
      return x.gt(20).select(x, x.exp().log1p());
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.exp().div(x.exp().add(1));
    }

    @Override
    public double reference(double x) {
      return x > 20 ? x : Math.log1p(Math.exp(x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-2, 2).including(104);
    }
  }

  @Test
  void overflowFarOutIsFound() {
    AssertionError e =
        assertThrows(
            AssertionError.class, () -> OpLaws.examine(new NaiveSoftplus(), Law.EXTREMES, DType.FLOAT32));
    assertTrue(String.valueOf(e.getMessage()).contains("x[0]       104.0"), e::getMessage);
  }

  /// Computes both cotangents whatever is wanted.
  record Wasteful() implements SingleOp, Specified {
    @Override
    public Type type(Type[] x) {
      return new Arithmetic.Add().type(x);
    }

    @Override
    public void forward(Call call) {
      new Arithmetic.Add().forward(call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {dy, Arithmetic.mul(dy, 1)};
    }

    @Override
    public String derivative() {
      return "dx = dy";
    }

    @Override
    public List<Specimen> specimens() {
      Specimen.Input input = Specimen.Input.of(Domain.reals(-1, 1), 3);
      return List.of(
          new Specimen(
              this,
              List.of(input, input),
              x -> new double[] {x[0][0] + x[1][0], x[0][1] + x[1][1], x[0][2] + x[1][2]}));
    }
  }

  @Test
  void whatNobodyWantedIsFound() {
    assertEquals(Set.of(Law.WANTED), broken(new Wasteful()));
  }

  /// Sum and difference of two numbers; the difference is the wrong way round.
  record SumAndDifference() implements Op, Specified {
    @Override
    public Type[] types(Type[] x) {
      Type type = new Arithmetic.Add().type(x);
      return new Type[] {type, type};
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        if (call.x(0) instanceof float[] a) {
          call.yFloats(0)[i] = a[i] + call.xFloats(1)[i];
          call.yFloats(1)[i] = call.xFloats(1)[i] - a[i];
        } else {
          call.yDoubles(0)[i] = call.xDoubles(0)[i] + call.xDoubles(1)[i];
          call.yDoubles(1)[i] = call.xDoubles(1)[i] - call.xDoubles(0)[i];
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      return new @Nullable Tensor[] {dy[0], dy[0]};
    }

    @Override
    public String derivative() {
      return "dx = dy";
    }

    @Override
    public List<Specimen> specimens() {
      Specimen.Input input = Specimen.Input.of(Domain.reals(1, 2), 1);
      return List.of(
          new Specimen(
              this, List.of(input, input), x -> new double[] {x[0][0] + x[1][0], x[0][0] - x[1][0]}));
    }
  }

  @Test
  void aWrongSecondOutputIsFoundAndNamed() {
    AssertionError e =
        assertThrows(
            AssertionError.class, () -> OpLaws.examine(new SumAndDifference(), Law.VALUE, DType.FLOAT64));
    assertTrue(String.valueOf(e.getMessage()).contains("output     y[1]"), e::getMessage);
    demandReport(new SumAndDifference(), Law.VJP, "x[");
  }

  /// A user's op: x · tanh(softplus(x)). Misra, *Mish: a self regularized non-monotonic activation function*,
  /// 2019.
  record Mish() implements Unary {
    @Override
    public Formula value(Formula x) {
      return x.mul(Formula.call(new Activations.Softplus(), x).tanh());
    }

    @Override
    public double reference(double x) {
      return x * Math.tanh(Math.log1p(Math.exp(Math.min(x, 40))));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, 20, -20, 104);
    }

    @Override
    public double floor() {
      return 1e-35;
    }
  }

  @Test
  void aUsersOpIsExaminedLikeTheLibrarys() {
    assertDoesNotThrow(() -> OpLaws.examine(new Mish()));
  }
}
