package dev.adjoint.core;

import static dev.adjoint.core.Derivatives.gradient;
import static dev.adjoint.core.Derivatives.jvp;
import static dev.adjoint.core.TestOps.dot;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.check.GradCheck;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// How often an op can be differentiated: as often as its rules are written with ops, and never with a wrong
/// zero.
class RulesTest {
  private static final Tensor X = vector(1, 2, 3);

  /// `Σ x³` of a vector; how its rule is written is the point.
  private record Cubes(Rule rule) implements SingleOp {
    /// A vjp of [Cubes].
    interface Rule {
      @Nullable Tensor of(Tensor x, Tensor dy);
    }

    @Override
    public String name() {
      return "Cubes";
    }

    @Override
    public Type type(Type[] x) {
      return x[0].with(Shape.scalar());
    }

    @Override
    public void forward(Call call) {
      double s = 0;
      for (double v : call.xDoubles(0)) {
        s += v * v * v;
      }
      call.yDoubles(0)[0] = s;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {rule.of(x[0], dy)};
    }
  }

  private static Tensor byArrays(Tensor x, Tensor dy) {
    double[] dx = x.toDoubleArray();
    for (int i = 0; i < dx.length; i++) {
      dx[i] = 3 * dx[i] * dx[i] * dy.item();
    }
    return Tensor.of(dx, dx.length);
  }

  private static Tensor byOps(Tensor x, Tensor dy) {
    return mul(scale(square(x), 3), TestOps.expand(dy, x.shape().toArray()));
  }

  private static UnaryOperator<Tensor> cubes(Cubes.Rule rule) {
    return x -> new Cubes(rule).apply(x);
  }

  private static String refused(Executable derivative) {
    return assertThrows(GradientException.class, derivative).getMessage();
  }

  @Test
  void aRuleByArraysServesFirstDerivatives() {
    assertArrayEquals(
        new double[] {3, 12, 27}, gradient(cubes(RulesTest::byArrays), X).toDoubleArray());
    GradCheck.of("cubes", cubes(RulesTest::byArrays)).at(X).reverseOnly().verify();
  }

  @Test
  void aRuleByOpsServesAllOrders() {
    UnaryOperator<Tensor> f = cubes(RulesTest::byOps);
    assertArrayEquals(
        new double[] {6, 12, 18}, gradient(x -> sum(gradient(f, x)), X).toDoubleArray());
    assertEquals(18, gradient(x -> sum(gradient(t -> sum(gradient(f, t)), x)), X).get(0) * 3);
    assertEquals(36, jvp(f, X, vector(0, 3, 0)).item());
  }

  @Test
  void aSweepThatIsRecordedRefusesARuleByArraysByName() {
    UnaryOperator<Tensor> f = cubes(RulesTest::byArrays);
    String reverse = refused(() -> gradient(x -> sum(gradient(f, x)), X));
    String head = "Cubes: its vjp or jvp reads the values of a tensor FLOAT64 (3,) on nested tape#";
    assertTrue(reverse.startsWith(head), reverse);
    assertTrue(reverse.contains("Write the rule with ops"), reverse);
    assertTrue(refused(() -> jvp(x -> gradient(f, x), X, X)).startsWith("Cubes: "));
    Tape tape = new Tape();
    Tensor x = tape.variable(X);
    Tensor y = f.apply(x);
    assertTrue(refused(() -> tape.sweep(y).recorded().to(x)).startsWith("Cubes: "));
    assertEquals(12, tape.gradients(y, x).of(x).get(1), "and is as it was");
    assertEquals(2, x.get(1));
    // a gradient inside a loss
    Variable w = new Variable("w", X);
    Tape training = new Tape();
    Tensor data = training.data(vector(1, 1, 1));
    assertTrue(refused(() -> gradient(t -> f.apply(mul(t, w.on(t))), data)).startsWith("Cubes: "));
    // the way out where first derivatives are enough
    assertEquals(3, gradient(f, data.detach()).get(1));
  }

  @Test
  void forwardModeDoesNotFollowFromARuleByArrays() {
    String message = refused(() -> jvp(cubes(RulesTest::byArrays), X, vector(0, 3, 0)));
    assertTrue(message.startsWith("Cubes: ") && message.contains("for forward mode alone, a jvp"), message);
  }

  @Test
  void aRuleMayReadWhatItDetaches() {
    Cubes.Rule branching =
        (x, dy) -> x.detach().get(0) > 0 ? byOps(x, dy) : scale(byOps(x, dy), 1);
    assertEquals(12, gradient(x -> sum(gradient(cubes(branching), x)), X).get(1));
  }

  @Test
  void aRuleMayPrintAndReadIntegers() {
    Cubes.Rule printing =
        (x, dy) -> {
          assertTrue(x.toString().contains("[1., 2., 3.]"));
          assertEquals(2, (int) TestOps.argmax(x).item());
          return byOps(x, dy);
        };
    assertEquals(12, gradient(x -> sum(gradient(cubes(printing), x)), X).get(1));
  }

  @Test
  void whatARuleComputesIsGuardedToo() {
    Cubes.Rule late = (x, dy) -> scale(byOps(x, dy), sum(square(x)).item() / 14);
    assertEquals(12, gradient(cubes(late), X).get(1), 1e-14);
    assertTrue(refused(() -> gradient(x -> sum(gradient(cubes(late), x)), X)).startsWith("Cubes: "));
    Cubes.Rule within =
        (x, dy) -> {
          gradient(
              t -> {
                t.item(); // on a tape of the rule's own, but under it is what is recorded
                return square(t);
              },
              sum(x));
          return byOps(x, dy);
        };
    assertTrue(refused(() -> gradient(x -> sum(gradient(cubes(within), x)), X)).startsWith("Cubes: "));
    assertEquals(12, gradient(cubes(within), X).get(1));
  }

  @Test
  void aCotangentThatDoesNotFollowDyIsRefused() {
    Cubes.Rule constant = (x, dy) -> byOps(x.detach(), dy.detach());
    UnaryOperator<Tensor> twice = x -> square(cubes(constant).apply(x)); // so that dy depends on x
    String message = refused(() -> gradient(x -> sum(gradient(twice, x)), X));
    assertTrue(
        message.startsWith(
            "Cubes: its vjp gave a cotangent for input 0 that is not computed with ops from dy, which is"),
        message);
  }

  @Test
  void zerosFollowFromAnything() {
    Cubes.Rule zero = (x, dy) -> Tensor.zeros(x.type());
    UnaryOperator<Tensor> f = x -> square(cubes(zero).apply(x));
    assertEquals(0, gradient(x -> sum(gradient(f, x)), X).get(1));
    UnaryOperator<Tensor> none = x -> square(cubes((t, dy) -> null).apply(x));
    assertEquals(0, gradient(x -> sum(gradient(none, x)), X).get(1));
  }

  /// Two copies.
  private record Twice() implements Op {
    @Override
    public Type[] types(Type[] x) {
      return new Type[] {x[0], x[1]};
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < 2; i++) {
        System.arraycopy(call.x(i), 0, call.y(i), 0, call.xType(i).shape().size());
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      return dy;
    }
  }

  @Test
  void oneOfSeveralCotangentsMayBeConstant() {
    UnaryOperator<Tensor> f =
        x -> {
          Tensor[] both = new Twice().applyAll(x, x);
          return TestOps.add(sum(square(both[0])), sum(both[1]));
        };
    assertArrayEquals(new double[] {2, 2, 2}, gradient(x -> sum(gradient(f, x)), X).toDoubleArray());
  }

  /// Doubles; its jvp reads an array.
  private record Double() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      return x[0];
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        call.yDoubles(0)[i] = 2 * call.xDoubles(0)[i];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {scale(dy, 2)};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = java.util.Objects.requireNonNull(dx[0]);
      return scale(Tensor.of(d.toDoubleArray(), d.shape().toArray()), 2);
    }
  }

  @Test
  void aJvpByArraysServesFirstTangents() {
    UnaryOperator<Tensor> f = x -> new Double().apply(x);
    assertEquals(6, jvp(f, X, X).get(2));
    String message = refused(() -> gradient(v -> dot(jvp(f, X, v), X), X));
    assertTrue(message.startsWith("Double: its vjp or jvp reads the values"), message);
  }

  @Test
  void aCheckOfOrderTwoSaysSo() {
    GradCheck check = GradCheck.of("cubes", cubes(RulesTest::byArrays)).at(X).reverseOnly().orderTwo();
    assertTrue(refused(check::verify).startsWith("Cubes: "));
  }

  @Test
  void valuesOutsideOfRulesAreReadAsEver() {
    Tape tape = new Tape();
    Tensor x = tape.variable(X);
    Tensor g = tape.sweep(sum(mul(x, square(x)))).recorded().to(x).of(x);
    assertEquals(List.of(3.0, 12.0), List.of(g.get(0), g.get(1)));
    assertEquals(12, tape.gradients(sum(g), x).of(x).get(1));
  }
}
