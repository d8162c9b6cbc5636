package dev.adjoint.core;

import static dev.adjoint.core.Derivatives.gradient;
import static dev.adjoint.core.Derivatives.jvp;
import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.cube;
import static dev.adjoint.core.TestOps.dot;
import static dev.adjoint.core.TestOps.exp;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Derivatives of derivatives, in reverse and forward mode and in any order of the two.
class NestingTest {
  private static final Tensor ONE = Tensor.scalar(1.0);

  private static UnaryOperator<Tensor> reverse(UnaryOperator<Tensor> f) {
    return x -> gradient(f, x);
  }

  /// The derivative of a function of a scalar in forward mode.
  private static UnaryOperator<Tensor> forward(UnaryOperator<Tensor> f) {
    return x -> jvp(f, x, ONE);
  }

  private static final List<UnaryOperator<UnaryOperator<Tensor>>> MODES =
      List.of(NestingTest::reverse, NestingTest::forward);

  private static double at(UnaryOperator<Tensor> f, double x) {
    return f.apply(Tensor.scalar(x)).item();
  }

  /// `f` differentiated once for each bit of `modes`, in the mode that the bit says.
  private static UnaryOperator<Tensor> differentiate(UnaryOperator<Tensor> f, int order, int modes) {
    for (int i = 0; i < order; i++) {
      f = MODES.get(modes >> i & 1).apply(f);
    }
    return f;
  }

  // ---- closed forms ----

  @Property
  void polynomialsToAnyOrderInAnyMixOfModes(
      @ForAll @IntRange(min = 0, max = 6) int degree,
      @ForAll @IntRange(min = 1, max = 5) int order,
      @ForAll @IntRange(min = 0, max = 31) int modes,
      @ForAll @DoubleRange(min = -2, max = 2) double x) {
    UnaryOperator<Tensor> power =
        t -> {
          Tensor y = add(t, scale(t, -1)); // 0, but on the path
          Tensor p = ONE;
          for (int i = 0; i < degree; i++) {
            p = mul(p, t);
          }
          return add(y, p);
        };
    double expected = order > degree ? 0 : Math.pow(x, degree - order);
    for (int i = 0; i < order; i++) {
      expected *= Math.max(degree - i, 0);
    }
    assertEquals(expected, at(differentiate(power, order, modes), x), 1e-11 * (1 + Math.abs(expected)));
  }

  @Property
  void derivativesOfSineGoRoundInAnyMixOfModes(
      @ForAll @IntRange(min = 1, max = 5) int order,
      @ForAll @IntRange(min = 0, max = 31) int modes,
      @ForAll @DoubleRange(min = -7, max = 7) double x) {
    assertEquals(Math.sin(x + order * Math.PI / 2), at(differentiate(TestOps::sin, order, modes), x), 1e-14);
  }

  @Property
  void allMixesOfOrderThreeAgree(@ForAll @DoubleRange(min = -1.5, max = 1.5) double x) {
    UnaryOperator<Tensor> f = t -> sin(mul(t, exp(t)));
    // u = t·eᵗ, u′ = (t+1)eᵗ, u″ = (t+2)eᵗ, u‴ = (t+3)eᵗ, and the chain rule of order three
    double e = Math.exp(x);
    double u = x * e;
    double u1 = (x + 1) * e;
    double expected =
        (x + 3) * e * Math.cos(u) - 3 * u1 * (x + 2) * e * Math.sin(u) - u1 * u1 * u1 * Math.cos(u);
    for (int modes = 0; modes < 8; modes++) {
      assertEquals(expected, at(differentiate(f, 3, modes), x), 1e-10 * (1 + e * e * e));
    }
  }

  @Test
  void theHessianVectorProductIsTheSameInEveryOrderOfModes() {
    UnaryOperator<Tensor> f = x -> sum(mul(sin(x), cube(x)));
    Tensor x = vector(0.3, -1.2, 2);
    Tensor v = vector(1, -2, 0.5);
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      double t = x.get(i);
      expected[i] = (6 * t * Math.sin(t) + 6 * t * t * Math.cos(t) - t * t * t * Math.sin(t)) * v.get(i);
    }
    UnaryOperator<Tensor> g = reverse(f);
    Tensor forwardOverReverse = jvp(g, x, v);
    Tensor reverseOverForward = gradient(t -> jvp(f, t, v), x);
    Tensor reverseOverReverse = gradient(t -> dot(g.apply(t), v), x);
    assertArrayEquals(expected, forwardOverReverse.toDoubleArray(), 1e-12);
    assertArrayEquals(expected, reverseOverForward.toDoubleArray(), 1e-12);
    assertArrayEquals(expected, reverseOverReverse.toDoubleArray(), 1e-12);
  }

  // ---- perturbation confusion ----

  @Test
  void anInnerDerivativeDoesNotSeeTheOuterOne() {
    // d/dx [x · d/dy (x + y)] = d/dx x = 1
    for (var outer : MODES) {
      for (var inner : MODES) {
        UnaryOperator<Tensor> f = x -> mul(x, inner.apply(y -> add(x, y)).apply(ONE));
        assertEquals(1, at(outer.apply(f), 1));
      }
    }
  }

  @Test
  void theOuterValueItselfMayBeWhereTheInnerDerivativeIsTaken() {
    // d/dx [x · (d/dy (x · y) at y = x)] = d/dx x² = 2x
    for (var outer : MODES) {
      for (var inner : MODES) {
        UnaryOperator<Tensor> f = x -> mul(x, inner.apply(y -> mul(x, y)).apply(x));
        assertEquals(6, at(outer.apply(f), 3));
        // (d/dy (x · y²) at y = x) = 2x², whose derivative is 4x
        UnaryOperator<Tensor> g = x -> inner.apply(y -> mul(x, square(y))).apply(x);
        assertEquals(12, at(outer.apply(g), 3));
      }
    }
  }

  @Test
  void threeLevelsKeepApart() {
    // h(x, y, z) = x³y²z: d/dx [x · d/dy [y · d/dz h at z = x] at y = x]
    //   d/dz h = x³y²;  y·that = x³y³;  d/dy = 3x³y² at y = x is 3x⁵;  x·that = 3x⁶;  d/dx = 18x⁵
    for (int modes = 0; modes < 8; modes++) {
      var a = MODES.get(modes & 1);
      var b = MODES.get(modes >> 1 & 1);
      var c = MODES.get(modes >> 2 & 1);
      UnaryOperator<Tensor> f =
          x ->
              mul(x, b.apply(
                  y -> mul(y, c.apply(z -> mul(cube(x), mul(square(y), z))).apply(x))).apply(x));
      assertEquals(18 * Math.pow(1.5, 5), at(a.apply(f), 1.5), 1e-12);
    }
  }

  @Test
  void threeLevelsOnOneValueEnteredAgainAndAgain() {
    // f(x) = d/dy [ d/dz (x·y·z²) at z = y ] at y = x = d/dy 2xy² = 4x², so f′ = 8x
    for (int modes = 0; modes < 8; modes++) {
      var a = MODES.get(modes & 1);
      var b = MODES.get(modes >> 1 & 1);
      var c = MODES.get(modes >> 2 & 1);
      UnaryOperator<Tensor> f =
          x -> b.apply(y -> c.apply(z -> mul(mul(x, y), square(z))).apply(y)).apply(x);
      assertEquals(24, at(a.apply(f), 3));
    }
  }

  @Test
  void aTangentMayItselfBeDifferentiated() {
    // d/dv jvp(sin, x, v) = cos x
    Tensor x = Tensor.scalar(0.4);
    for (var outer : MODES) {
      assertEquals(Math.cos(0.4), at(outer.apply(v -> jvp(TestOps::sin, x, v)), 5), 1e-15);
      // and with x moving along: d/dx [x·cos x]
      assertEquals(
          Math.cos(0.4) - 0.4 * Math.sin(0.4), at(outer.apply(t -> jvp(TestOps::sin, t, t)), 0.4), 1e-15);
    }
  }

  @Test
  void aCotangentMayItselfBeDifferentiated() {
    Tensor x = vector(0.4, 2);
    Tensor g = gradient(dy -> sum(Derivatives.vjp(TestOps::sin, dy, x)), vector(5, 6));
    assertArrayEquals(new double[] {Math.cos(0.4), Math.cos(2)}, g.toDoubleArray(), 1e-15);
  }

  // ---- what is constant ----

  @Test
  void whatDoesNotDependOnXHasTheDerivativeZero() {
    Tensor other = Tensor.scalar(7.0);
    for (var mode : MODES) {
      assertEquals(0, at(mode.apply(x -> other), 2));
      assertEquals(0, at(mode.apply(x -> mul(other, other)), 2));
      assertEquals(0, at(mode.apply(x -> TestOps.stopGradient(x)), 2));
      assertEquals(1, at(mode.apply(x -> x), 2));
      assertEquals(0, at(mode.apply(mode.apply(x -> x)), 2));
    }
    Tensor none = gradient(x -> other, vector(1, 2));
    assertEquals(Type.of(DType.FLOAT64, 2), none.type());
  }

  @Test
  void severalInputsEachGetTheirGradient() {
    Tensor[] g = Derivatives.gradients(x -> dot(x[0], square(x[1])), vector(1, 2), vector(3, 4));
    assertArrayEquals(new double[] {9, 16}, g[0].toDoubleArray());
    assertArrayEquals(new double[] {6, 16}, g[1].toDoubleArray());
    Tensor[] same = new Tensor[] {vector(2), vector(2)};
    Tensor t = jvp(x -> mul(x[0], x[1]), same, new Tensor[] {vector(1), vector(10)});
    assertEquals(22, t.item());
  }

  @Test
  void theResultIsOneLevelLower() {
    assertNull(gradient(x -> sum(square(x)), vector(1, 2)).tape());
    Tape tape = new Tape();
    Tensor w = tape.variable(vector(1, 2));
    Tensor inner = gradient(x -> sum(mul(square(x), w)), vector(3, 4));
    assertSame(tape, inner.tape());
    assertArrayEquals(
        new double[] {2 * 3 * 2 * 3, 2 * 4 * 2 * 4},
        tape.gradients(dot(inner, vector(6, 8)), w).of(w).toDoubleArray());
  }

  @Test
  void aGradientInsideALoss() {
    // loss = (d/dx tanh-like sin(w x))², with respect to w
    Variable w = new Variable("w", Tensor.scalar(0.5));
    Tape tape = new Tape();
    Tensor x = tape.data("x", Tensor.scalar(1.3));
    Tensor du = gradient(t -> sin(mul(w.on(t), t)), x);
    double got = tape.gradients(square(du), List.of(w)).of(w).item();
    // du = w cos(wx); d(du²)/dw = 2 du (cos(wx) − w x sin(wx))
    double c = Math.cos(0.65);
    double s = Math.sin(0.65);
    assertEquals(2 * 0.5 * c * (c - 0.65 * s), got, 1e-14);
  }

  // ---- what is refused ----

  @Test
  void aTensorThatLeftAnInnerDerivativeIsRefused() {
    Tensor[] leak = new Tensor[1];
    gradient(
        x -> {
          leak[0] = square(x);
          return leak[0];
        },
        Tensor.scalar(2.0));
    Tape inner = leak[0].tape();
    TapeException e = assertThrows(TapeException.class, () -> mul(leak[0], ONE));
    assertTrue(e.getMessage().contains(inner + ", which has ended"), e.getMessage());
    assertTrue(e.getMessage().startsWith("Mul: its input FLOAT64 ()"), e.getMessage());
    assertThrows(TapeException.class, () -> gradient(x -> mul(x, leak[0]), Tensor.scalar(1.0)));
    assertThrows(TapeException.class, () -> Tape.nested(null).variable(leak[0]));
    assertThrows(TapeException.class, () -> inner.gradients(leak[0], leak[0]));
    assertThrows(TapeException.class, () -> inner.tangent(leak[0], leak, new Tensor[] {ONE}));
    assertEquals(4, leak[0].item()); // its value is there for reading
  }

  @Test
  void aFailingFunctionEndsItsTape() {
    Tensor[] leak = new Tensor[1];
    assertThrows(
        ArithmeticException.class,
        () ->
            gradient(
                x -> {
                  leak[0] = x;
                  throw new ArithmeticException();
                },
                Tensor.scalar(2.0)));
    assertThrows(TapeException.class, () -> mul(leak[0], leak[0]));
  }

  @Test
  void aGradientIsOfOneElement() {
    GradientException e =
        assertThrows(GradientException.class, () -> gradient(x -> square(x), vector(1, 2)));
    assertTrue(e.getMessage().contains("the function gives shape (2,)"), e.getMessage());
    assertTrue(e.getMessage().contains("vjp"), e.getMessage());
    assertThrows(GradientException.class, () -> gradient(x -> TestOps.argmax(x), vector(1, 2)));
  }

  @Test
  void inputsThatCannotBeDifferentiatedAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Derivatives.gradients(x -> ONE));
    OperandException e =
        assertThrows(OperandException.class, () -> gradient(x -> ONE, Tensor.of(new long[] {1})));
    assertTrue(e.getMessage().contains("not differentiable"), e.getMessage());
  }

  @Test
  void tangentsMustFit() {
    assertThrows(IllegalArgumentException.class, () -> jvp(x -> x[0], new Tensor[] {ONE}, new Tensor[0]));
    OperandException e =
        assertThrows(OperandException.class, () -> jvp(x -> square(x), vector(1, 2), vector(1)));
    assertTrue(e.getMessage().contains("the tangent differs from x"), e.getMessage());
    assertThrows(OperandException.class, () -> Derivatives.vjp(x -> square(x), vector(1), vector(1, 2)));
  }
}
