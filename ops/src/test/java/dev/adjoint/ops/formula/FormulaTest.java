package dev.adjoint.ops.formula;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.core.DType.FLOAT64;
import static dev.adjoint.core.DType.INT32;
import static dev.adjoint.core.DType.INT64;
import static dev.adjoint.ops.formula.Formula.call;
import static dev.adjoint.ops.formula.Formula.constant;
import static dev.adjoint.ops.formula.Formula.input;
import static dev.adjoint.ops.formula.Formula.integer;
import static dev.adjoint.ops.formula.Formula.mask;
import static dev.adjoint.ops.formula.Formula.one;
import static dev.adjoint.ops.formula.Formula.zero;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FormulaTest {
  private static final Formula X = input(0);
  private static final Formula Y = input(1);

  private record Sigmoid() implements UnaryFormula {
    @Override
    public Formula value(Formula x) {
      return one().div(one().add(x.neg().exp()));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return y.mul(one().sub(y));
    }
  }

  private record Leaky(double slope) implements UnaryFormula {
    @Override
    public Formula value(Formula x) {
      return x.gt(0).select(x, x.mul(slope));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.gt(0).select(1, slope);
    }
  }

  @Test
  void equalFormulasAreOneObject() {
    Formula a = X.mul(Y).add(X.exp());
    assertSame(a, input(0).mul(input(1)).add(input(0).exp()));
    assertNotSame(a, X.mul(Y).add(Y.exp()));
    assertNotSame(constant(0), constant(-0.0));
    assertSame(constant(Double.NaN), constant(0.0 / 0.0));
    assertSame(call(new Leaky(0.1), X), call(new Leaky(0.1), X));
    assertNotSame(call(new Leaky(0.1), X), call(new Leaky(0.2), X));
    assertNotSame(input(0), mask(0));
  }

  @Test
  void formulasThatNobodyHoldsAreForgotten() throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      X.add(1e6 + i);
    }
    int before = Interner.size();
    for (int attempt = 0; attempt < 100 && Interner.size() > before - 1000; attempt++) {
      System.gc();
      Thread.sleep(10);
    }
    assertTrue(Interner.size() <= before - 1000, () -> Interner.size() + " of " + before
        + " formulas are still held");
  }

  @Test
  void threadsShareOneObject() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        double fresh = 1e7 + repeat;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Formula>> built = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          built.add(threads.submit(() -> {
            start.await();
            return X.mul(fresh).exp().add(fresh);
          }));
        }
        start.countDown();
        Formula first = built.getFirst().get();
        for (Future<Formula> other : built) {
          assertSame(first, other.get());
        }
      }
    }
  }

  @Test
  void writesWithFewParentheses() {
    assertEquals("1 / (1 + exp(-x))", new Sigmoid().value(X).toString());
    assertEquals("x0 - (x1 - x0)", X.sub(Y.sub(X)).toString());
    assertEquals("x0 - x1 - x0", X.sub(Y).sub(X).toString());
    assertEquals("x0 + (x1 + x0)", X.add(Y.add(X)).toString());
    assertEquals("(x0 + x1) * x0 / x1", X.add(Y).mul(X).div(Y).toString());
    assertEquals("-(x0 * x1)", X.mul(Y).neg().toString());
    assertEquals("-x0 * x1", X.neg().mul(Y).toString());
    assertEquals("x - -0.5", X.sub(-0.5).toString());
    assertEquals("x > 0 ? x : x * 0.01", new Leaky(0.01).value(X).toString());
    assertEquals("(x0 > 0 ? x0 : x1) * 2", X.gt(0).select(X, Y).mul(2).toString());
    assertEquals("x0 < 0 || x1 < 0 && x0 <= x1", X.lt(0).or(Y.lt(0).and(X.le(Y))).toString());
    assertEquals("!(x < 0)", X.lt(0).not().toString());
    assertEquals("max(x, 0)", X.max(0).toString());
    assertEquals("leaky[slope=0.01](x) + sigmoid(x)",
        call(new Leaky(0.01), X).add(call(new Sigmoid(), X)).toString());
    assertEquals("dy ⊗ (y * (1 - y))",
        input(2).strong(new Sigmoid().slope(X, Y)).toString(i -> new String[] {"x", "y", "dy"}[i]));
    assertEquals("fromBits((bits(x) & 0x7fffffff) << 2)",
        X.bits().and(integer(0x7fffffff)).shl(2).fromBits().toString());
  }

  @Test
  void aLongFormulaNamesItsSharedParts() {
    Formula f = X;
    for (int i = 0; i < 100; i++) {
      f = f.mul(f).add(1);
    }
    String text = f.toString();
    assertTrue(text.startsWith("t1 = x * x + 1; t2 = t1 * t1 + 1; "), text);
    assertEquals("t1 = exp(x)\nt1 * t1\nt1 + 1",
        Formula.listing(i -> "x", X.exp().mul(X.exp()), X.exp().add(1)));
  }

  @Test
  void simplifiesOnlyWhatIsExact() {
    assertSame(X, X.mul(1));
    assertSame(X, one().mul(X));
    assertSame(X, X.div(1));
    assertSame(X, X.sub(0));
    assertSame(X, X.add(-0.0));
    assertSame(X, X.neg().neg());
    assertSame(X.neg(), X.mul(-1));
    assertSame(X.sub(Y), X.add(Y.neg()));
    assertSame(X.add(Y), X.sub(Y.neg()));
    assertSame(X.abs(), X.neg().abs());
    assertSame(X, X.gt(0).select(X, X));
    assertSame(X.gt(0).select(Y, X), X.gt(0).not().select(X, Y));
    assertSame(X.ne(0), X.eq(0).not());
    assertSame(X, X.bits().fromBits());
    assertSame(X.mul(X), X.pow(2));
    assertSame(one(), X.pow(0));
    assertSame(constant(8), constant(2).pow(3));
    assertSame(constant(StrictMath.exp(0.3)), constant(0.3).exp());
    assertEquals(Operator.ADD, X.add(0).operator(), "x + 0 turns −0 into 0");
    assertEquals(Operator.MUL, X.mul(0).operator(), "x · 0 keeps NaN");
    assertEquals(Operator.NOT, X.lt(0).not().operator(), "!(x < 0) holds for NaN, x >= 0 does not");
  }

  @Test
  void kindsAreChecked() {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> X.gt(0).exp());
    assertEquals("exp: wrong kind of operand\n  MASK  x > 0\n  rule (VALUE)\n"
            + "  hint mask.select(a, b) turns a mask into values",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> X.select(X, Y));
    assertThrows(IllegalArgumentException.class, () -> X.and(Y));
    assertThrows(IllegalArgumentException.class, () -> X.bits().mul(X));
    assertThrows(IllegalArgumentException.class, () -> X.bits().add(X));
    assertThrows(IllegalArgumentException.class, () -> X.shl(1));
    assertThrows(IllegalArgumentException.class, () -> X.bits().shl(64));
    assertThrows(IllegalArgumentException.class, () -> X.bits().add(0.5));
    assertThrows(IllegalArgumentException.class, () -> X.gt(0).lt(Y));
    assertThrows(IllegalArgumentException.class, () -> X.gt(0).rarely(StrictFunction.POW, X, Y));
    assertThrows(IndexOutOfBoundsException.class, () -> input(-1));
  }

  @Test
  void evaluatesInTheDtype() {
    assertEquals((double) (0.1f + 0.2f), X.add(Y).evaluate(FLOAT32, 0.1, 0.2));
    assertEquals(0.1 + 0.2, X.add(Y).evaluate(FLOAT64, 0.1, 0.2));
    assertEquals((double) Math.fma(0.1f, 0.2f, 0.3f), X.fma(Y, 0.3).evaluate(FLOAT32, 0.1, 0.2));
    assertEquals(1, X.lt(Y).evaluate(FLOAT32, 1, 2));
    assertEquals(0, X.lt(Y).evaluate(FLOAT32, Double.NaN, 2));
    assertEquals(3, mask(0).select(Y, constant(4)).evaluate(FLOAT64, 1, 3));
    assertEquals(Integer.MIN_VALUE, X.add(1).evaluateIntegers(INT32, Integer.MAX_VALUE));
    assertEquals(Long.MIN_VALUE, X.add(1).evaluateIntegers(INT64, Long.MAX_VALUE));
    assertEquals((1L << 53) + 1, X.evaluateIntegers(INT64, (1L << 53) + 1));
    assertEquals(0x1p-3, X.bits().sub(integer(3L << 23)).fromBits().evaluate(FLOAT32, 1));
    assertEquals(-1, X.bits().shr(31).evaluate(FLOAT32, -1));
    assertEquals(1, X.bits().ushr(31).evaluate(FLOAT32, -1));
  }

  @Test
  void integersRefuseWhatTheyLack() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> X.div(Y).evaluateIntegers(INT32, 1, 2));
    assertTrue(e.getMessage().startsWith("/ of INT32: integers have"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> X.add(0.5).evaluateIntegers(INT32, 1));
    assertThrows(IllegalArgumentException.class, () -> X.exp().evaluateIntegers(INT64, 1));
    assertEquals(-1, X.sign().evaluateIntegers(INT64, -7));
  }

  @Test
  void derivativesByTheirConventions() {
    assertSame(zero(), Y.exp().derivative(0));
    assertSame(one(), X.derivative(0));
    assertSame(X.exp(), X.exp().derivative(0));
    Formula relu = X.max(0).derivative(0);
    assertEquals(0, relu.evaluate(FLOAT64, -1));
    assertEquals(0.5, relu.evaluate(FLOAT64, 0));
    assertEquals(1, relu.evaluate(FLOAT64, 1));
    assertEquals(0.5, X.min(Y).derivative(0).evaluate(FLOAT64, 2, 2));
    assertEquals(0.5, X.min(Y).derivative(1).evaluate(FLOAT64, 2, 2));
    assertEquals(1, X.max(X.mul(2)).derivative(0).evaluate(FLOAT64, -3), "the larger is x");
    assertEquals(0, X.abs().derivative(0).evaluate(FLOAT64, 0));
    assertEquals(-1, X.abs().derivative(0).evaluate(FLOAT64, -2));
    assertTrue(Double.isNaN(X.abs().derivative(0).evaluate(FLOAT64, Double.NaN)));
    assertSame(zero(), X.abs().derivative(0).derivative(0));
    assertSame(zero(), X.gt(0).select(1, 2).derivative(0));
    assertEquals(0, X.gt(0).select(one().div(X), zero()).derivative(0).evaluate(FLOAT64, 0),
        "the branch not taken");
    assertThrows(UnsupportedOperationException.class, () ->
        X.bits().fromBits().add(X.bits().shl(1).fromBits()).derivative(0));
  }

  @Test
  void aNamedOpIsDifferentiatedByItsOwnSlope() {
    Formula s = call(new Sigmoid(), X);
    assertSame(s.mul(one().sub(s)), s.derivative(0));
    double naive = new Sigmoid().value(X).derivative(0).evaluate(FLOAT32, -104);
    assertTrue(Double.isNaN(naive), "the derivative of the expression itself is ∞ · 0");
    assertEquals(0, s.derivative(0).evaluate(FLOAT32, -104));
    assertEquals(0, s.derivative(0).derivative(0).evaluate(FLOAT32, -104));
  }

  @Test
  void theStrongProductIgnoresSlopesUnderAZeroCotangent() {
    Formula f = X.strong(Y);
    for (double slope : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 3}) {
      assertEquals(0, f.evaluate(FLOAT32, 0, slope));
    }
    assertEquals(6, f.evaluate(FLOAT32, 2, 3));
    assertTrue(Double.isNaN(f.evaluate(FLOAT32, Double.NaN, 3)));
    assertSame(Y, f.derivative(0), "by the cotangent it is the slope, also where the cotangent is 0");
    assertSame(X, f.derivative(1));
    Formula second = X.strong(one().div(Y)).derivative(1);
    assertEquals(0, second.evaluate(FLOAT64, 0, 0), "by the slope it is strong again");
    assertSame(X, X.strong(one()));
    assertSame(zero(), X.strong(zero()));
  }

  @Test
  void powIsGuardedAtZero() {
    Formula p = X.pow(Y);
    assertEquals(0, slope(p, 0, 0, 0));
    assertEquals(1, slope(p, 0, 0, 1));
    assertEquals(0, slope(p, 0, 0, 2));
    assertEquals(12, slope(p, 0, -2, 3));
    assertEquals(0, slope(p, 1, 0, 2));
    assertEquals(0, slope(p, 1, 0, 0));
    assertTrue(Double.isNaN(slope(p, 1, -2, 3)), "xᵖ is real on integers p alone");
    assertEquals(2, slope(p.derivative(0), 0, 0, 2));
    assertSame(constant(3).mul(X.mul(X)), X.pow(3).derivative(0));
  }

  /// The derivative at a point, elementary functions by [StrictMath].
  private static double slope(Formula f, int by, double x, double y) {
    return f.derivative(by).substitute(constant(x), constant(y)).evaluate(FLOAT64);
  }

  @Test
  void depthDoesNotMatter() {
    Formula f = X;
    for (int i = 0; i < 20_000; i++) {
      f = f.add(1).mul(X);
    }
    assertEquals(40_000, f.size());
    assertTrue(f.derivative(0).size() < 200_000);
    assertEquals(Set.of(0), f.inputs());
    assertEquals(1, f.evaluate(FLOAT64, 0.5), 1e-9);
    assertEquals(1, f.substitute(constant(0.5)).value(), 1e-9);
    assertTrue(f.toString().length() > 20_000);
  }

  @Test
  void derivativesOfADagStaySmall() {
    Formula mish = X.mul(X.exp().log1p().tanh());
    Formula d = mish;
    for (int order = 0; order < 4; order++) {
      d = d.derivative(0);
    }
    assertTrue(d.size() < 150, () -> "order 4 has thousands of operations as a tree");
  }

  @Test
  void hoistingSharesOneFormulaAmongConstants() {
    Lowering.Hoisted a = Lowering.hoist(new Leaky(0.01).value(X));
    Lowering.Hoisted b = Lowering.hoist(new Leaky(0.3).value(X));
    assertSame(a.formula(), b.formula());
    assertEquals(List.of(0.3), b.constants());
    assertEquals("x > 0 ? x : x * c0", a.formula().toString());
  }

  @Test
  void substitutes() {
    assertSame(Y.mul(X), X.mul(Y).substitute(Y, X));
    assertSame(constant(6), X.mul(Y).substitute(constant(2), constant(3)));
    assertThrows(IndexOutOfBoundsException.class, () -> X.mul(Y).substitute(X));
  }
}
