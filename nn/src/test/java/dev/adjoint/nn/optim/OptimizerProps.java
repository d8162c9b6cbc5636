package dev.adjoint.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.Variable;
import dev.adjoint.nn.Parameter;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Conversion;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.FormulaOp;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/// Optimizers against plain loops over their papers' formulas.
class OptimizerProps {
  private static final int STEPS = 12;

  /// Gradients of any value: those of `Σ c · w` with respect to w.
  private static Gradients gradients(Parameter w, double[] c) {
    Tape tape = new Tape();
    Tensor x = tape.data(Conversion.cast(Tensor.of(c, c.length), w.type().dtype()));
    return tape.gradients(Reduce.sum(Arithmetic.mul(w.on(x), x)), List.of(w));
  }

  private static double[][] directions(long seed, int n) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[][] c = new double[STEPS][n];
    for (double[] row : c) {
      for (int i = 0; i < n; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return c;
  }

  private static double[] start(int n) {
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      w[i] = 1.0 / (i + 1);
    }
    return w;
  }

  @Property(tries = 50)
  void sgd(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 19) int n,
      @ForAll @DoubleRange(min = 0.01, max = 2) double rate,
      @ForAll @DoubleRange(min = 0, max = 0.99) double momentum) {
    double[] expected = start(n);
    double[] v = new double[n];
    Parameter w = Parameter.weight("w", Tensor.of(expected, n));
    Sgd sgd = new Sgd(List.of(w), rate, momentum);
    for (double[] c : directions(seed, n)) {
      for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + c[i];
        expected[i] -= rate * v[i];
      }
      sgd.step(gradients(w, c));
    }
    assertArrayEquals(expected, w.value().toDoubleArray(), 1e-10);
    assertEquals(STEPS, sgd.steps());
  }

  @Property(tries = 50)
  void adam(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 19) int n,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double rate) {
    double[] expected = start(n);
    double[] m = new double[n];
    double[] v = new double[n];
    Parameter w = Parameter.weight("w", Tensor.of(expected, n));
    Adam adam = new Adam(List.of(w), rate, 0.9, 0.99, 1e-8);
    int t = 0;
    for (double[] c : directions(seed, n)) {
      t++;
      for (int i = 0; i < n; i++) {
        m[i] = 0.9 * m[i] + 0.1 * c[i];
        v[i] = 0.99 * v[i] + 0.01 * c[i] * c[i];
        expected[i] -= rate * (m[i] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[i] / (1 - Math.pow(0.99, t))) + 1e-8);
      }
      adam.step(gradients(w, c));
    }
    assertArrayEquals(expected, w.value().toDoubleArray(), 1e-10);
  }

  /// Each formula as an update of its own.
  private static void update(Variable target, Formula formula, Tensor... x) {
    Variable.update(FormulaOp.of("Part", x.length, formula), new Variable[] {target}, x);
  }

  private static void assertSameBits(Variable expected, Variable actual) {
    double[] a = expected.value().toDoubleArray(); // FLOAT32 widens exactly
    double[] b = actual.value().toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      assertEquals(Double.doubleToLongBits(a[i]), Double.doubleToLongBits(b[i]), "element " + i);
    }
  }

  private static Parameter weight(double[] start, DType dtype) {
    return Parameter.weight("w", Conversion.cast(Tensor.of(start, start.length), dtype));
  }

  @Property(tries = 40)
  void onePassGivesTheBitsOfManyForAdam(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int n, @ForAll boolean single) {
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    Parameter w = weight(start(n), dtype);
    Adam adam = new Adam(List.of(w), 0.1, 0.9, 0.99, 1e-8);
    Variable p = new Variable("p", w.value());
    Variable m = new Variable("m", Tensor.zeros(w.type()));
    Variable v = new Variable("v", Tensor.zeros(w.type()));
    Formula a = Formula.input(0);
    Formula b = Formula.input(1);
    Formula c = Formula.input(2);
    int t = 0;
    for (double[] direction : directions(seed, n)) {
      t++;
      Gradients g = gradients(w, direction);
      adam.step(g);
      Tensor dw = g.of(w);
      update(m, a.add(c.mul(b.sub(a))), m.current(), dw, scalar(1 - 0.9, dtype));
      update(v, a.add(c.mul(b.mul(b).sub(a))), v.current(), dw, scalar(1 - 0.99, dtype));
      update(p, a.sub(Formula.input(3).mul(b).div(c.mul(Formula.input(4)).sqrt().add(Formula.input(5)))),
          p.current(), m.current(), v.current(), scalar(0.1 / (1 - Math.pow(0.9, t)), dtype),
          scalar(1 / (1 - Math.pow(0.99, t)), dtype), scalar(1e-8, dtype));
      assertSameBits(p, w);
    }
  }

  @Property(tries = 40)
  void onePassGivesTheBitsOfManyForMomentum(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int n, @ForAll boolean single) {
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    Parameter w = weight(start(n), dtype);
    Sgd sgd = new Sgd(List.of(w), 0.1, 0.7);
    Variable p = new Variable("p", w.value());
    Variable v = new Variable("v", Tensor.zeros(w.type()));
    Formula a = Formula.input(0);
    Formula b = Formula.input(1);
    Formula c = Formula.input(2);
    double rate = 0.1;
    for (double[] direction : directions(seed, n)) {
      Gradients g = gradients(w, direction);
      sgd.step(g);
      update(v, c.fma(a, b), v.current(), g.of(w), scalar(0.7, dtype));
      update(p, a.sub(c.mul(b)), p.current(), v.current(), scalar(rate, dtype));
      assertSameBits(p, w);
      rate *= 0.9;
      sgd.setLearningRate(rate);
    }
  }

  private static Tensor scalar(double value, DType dtype) {
    return Tensor.full(Type.of(dtype), value);
  }

  @Example
  void badHyperparametersAreRefused() {
    List<Parameter> w = List.of(Parameter.weight("w", Tensor.of(new double[] {1}, 1)));
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Sgd(w, rate));
      assertThrows(IllegalArgumentException.class, () -> new Adam(w, rate));
    }
    for (double momentum : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Sgd(w, 0.1, momentum));
      assertThrows(IllegalArgumentException.class, () -> new Adam(w, 0.1, momentum, 0.9, 1e-8));
    }
  }

  @Example
  void nothingIsUpdatedWhenAGradientIsMissing() {
    Parameter a = Parameter.weight("a", Tensor.of(new double[] {1}, 1));
    Parameter b = Parameter.weight("b", Tensor.of(new double[] {1}, 1));
    Sgd sgd = new Sgd(List.of(a, b), 1);
    String message =
        assertThrows(GradientException.class, () -> sgd.step(gradients(a, new double[] {1}))).getMessage();
    assertTrue(message.contains("b"), message);
    assertEquals(1, a.value().item());
    assertEquals(0, sgd.steps());
  }
}
