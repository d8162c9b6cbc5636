package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.dot;
import static dev.adjoint.core.TestOps.maxAndIndex;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.pick;
import static dev.adjoint.core.TestOps.sinCos;
import static dev.adjoint.core.TestOps.split;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Ops with several outputs: of which all, some, or only the first of a node may be on the path.
class MultiOutputTest {
  private static final Tensor X = vector(0.3, -1.1);

  private static double[] expected(java.util.function.DoubleUnaryOperator slope) {
    return Arrays.stream(X.toDoubleArray()).map(slope).toArray();
  }

  private static void check(double[] expected, UnaryOperator<Tensor> f) {
    assertArrayEquals(expected, Derivatives.gradient(f, X).toDoubleArray(), 1e-14);
    for (int i = 0; i < 2; i++) {
      Tensor e = vector(1 - i, i);
      assertEquals(expected[i], Derivatives.jvp(f, X, e).item(), 1e-14);
    }
  }

  @Test
  void plainOutputsAreAllComputed() {
    Tensor[] y = sinCos(X);
    assertArrayEquals(expected(Math::sin), y[0].toDoubleArray());
    assertArrayEquals(expected(Math::cos), y[1].toDoubleArray());
    assertEquals(1, new TestOps.Sin().applyAll(X).length);
  }

  @Test
  void oneOutputOnly() {
    check(expected(Math::cos), x -> sum(sinCos(x)[0]));
    check(expected(x -> -Math.sin(x)), x -> sum(sinCos(x)[1]));
  }

  @Test
  void bothOutputsMeet() {
    // sin x · cos x, whose derivative is cos 2x
    check(
        expected(x -> Math.cos(2 * x)),
        x -> {
          Tensor[] y = sinCos(x);
          return dot(y[0], y[1]);
        });
    check(
        expected(x -> 0), // sin² + cos²
        x -> {
          Tensor[] y = sinCos(x);
          return sum(add(square(y[0]), square(y[1])));
        });
  }

  @Test
  void derivativesOfEveryOrder() {
    UnaryOperator<Tensor> product =
        x -> {
          Tensor[] y = sinCos(x);
          return dot(y[0], y[1]);
        };
    check(expected(x -> -2 * Math.sin(2 * x)), x -> sum(Derivatives.gradient(product, x)));
    check(
        expected(x -> -4 * Math.cos(2 * x)),
        x -> sum(Derivatives.gradient(t -> sum(Derivatives.gradient(product, t)), x)));
  }

  @Test
  void theResultMayBeAnyOutputOfItsNode() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(0.3));
    Tensor[] y = sinCos(x);
    assertEquals(Math.cos(0.3), tape.gradients(y[0], x).of(x).item());
    assertEquals(-Math.sin(0.3), tape.gradients(y[1], x).of(x).item());
    // a sibling is no part of the path
    assertThrows(GradientException.class, () -> tape.gradients(y[0], y[1]));
    assertThrows(GradientException.class, () -> tape.gradients(y[1], y[0]));
    Gradients g = tape.sweep(y[1]).unreachedAsZero().to(y[0], y[1], x);
    assertEquals(0, g.of(y[0]).item());
    assertEquals(1, g.of(y[1]).item());
    assertEquals(-Math.sin(0.3), tape.tangent(y[1], new Tensor[] {x}, new Tensor[] {vector(1)}).item());
  }

  @Test
  void anOutputMayBeWhatIsWanted() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(0.3));
    Tensor[] y = sinCos(x);
    Tensor z = mul(y[0], square(y[1]));
    double s = Math.sin(0.3);
    double c = Math.cos(0.3);
    // with and without the input below, which decides where the sweep ends
    assertEquals(2 * s * c, tape.gradients(z, y[1]).of(y[1]).item(), 1e-15);
    Gradients g = tape.gradients(z, y[1], x, y[0]);
    assertEquals(2 * s * c, g.of(y[1]).item(), 1e-15);
    assertEquals(c * c, g.of(y[0]).item(), 1e-15);
    assertEquals(c * c * c - 2 * s * s * c, g.of(x).item(), 1e-15);
  }

  @Test
  void consumingSweepsGiveTheSame() {
    for (int which = 0; which < 2; which++) {
      Tape tape = new Tape();
      Tensor x = tape.variable("x", X);
      Tensor[] y = sinCos(x);
      Tensor[] halves = split(mul(y[which], y[which]));
      Tensor g = tape.sweep(halves[1]).consume().to(x).of(x);
      double expected = (which == 0 ? 1 : -1) * Math.sin(2 * -1.1);
      assertArrayEquals(new double[] {0, expected}, g.toDoubleArray(), 1e-15);
    }
  }

  @Test
  void anOutputThatIsAnIndexCarriesNoCotangent() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1, 5, 3));
    Tensor[] m = maxAndIndex(x);
    assertEquals(1, m[1].item());
    assertArrayEquals(new double[] {0, 10, 0}, tape.gradients(square(m[0]), x).of(x).toDoubleArray());
    Tensor picked = mul(pick(x, m[1]), m[0]);
    assertArrayEquals(new double[] {0, 10, 0}, tape.gradients(picked, x).of(x).toDoubleArray());
    assertEquals(7, tape.tangent(m[0], new Tensor[] {x}, new Tensor[] {vector(1, 7, 2)}).item());
    assertThrows(GradientException.class, () -> tape.gradients(pick(tape.data(vector(1, 2)), m[1]), x));
  }

  /// `{x as (2, 1), 2x}`: one output a view, one computed.
  private record ViewAndDouble() implements Op {
    @Override
    public Type[] types(Type[] x) {
      return new Type[] {x[0].with(Shape.of(2, 1)), x[0]};
    }

    @Override
    public int alias(int i) {
      return i == 0 ? 0 : -1;
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < 2; i++) {
        call.yDoubles(1)[i] = 2 * call.xDoubles(0)[i];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      Tensor a = dy[0] == null ? null : TestOps.reshape(dy[0], 2);
      Tensor b = dy[1] == null ? null : TestOps.scale(dy[1], 2);
      return new @Nullable Tensor[] {a == null ? b : b == null ? a : add(a, b)};
    }
  }

  @Test
  void anOutputMayBeAView() {
    Tensor[] plain = new ViewAndDouble().applyAll(X);
    assertEquals(-1.1, plain[0].get(1, 0));
    assertEquals(-2.2, plain[1].get(1));
    check(
        expected(x -> 4 * x), // x · 2x
        x -> {
          Tensor[] y = new ViewAndDouble().applyAll(x);
          return dot(TestOps.reshape(y[0], 2), y[1]);
        });
    Tape tape = new Tape();
    Tensor h = square(tape.variable(X));
    Tensor[] y = new ViewAndDouble().applyAll(h);
    Tensor loss = sum(y[0]);
    assertEquals(1, tape.sweep(loss).consume().to(h).of(h).get(1));
    assertEquals(0.09, y[0].get(0, 0), 1e-15); // a view of what was asked for
    assertThrows(TapeException.class, () -> y[1].get(0));
  }

  @Test
  void aRefusalNamesTheOp() {
    OperandException e = assertThrows(OperandException.class, () -> split(vector(1, 2, 3).named("x")));
    String expected = "Split: not a vector of even length\n  x[0] x FLOAT64 (3,)\n  rule (2n,) → (n,), (n,)";
    assertEquals(expected, e.getMessage());
  }
}
