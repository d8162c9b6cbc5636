package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.exp;
import static dev.adjoint.core.TestOps.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A consuming sweep computes cotangents over those that nobody needs, and only there.
class CotangentArraysTest {
  private static final int N = 100;
  private static final long BYTES = 8 * N;

  @BeforeEach
  @AfterEach
  void emptyPool() {
    Buffers.clear();
  }

  private static Tensor ramp() {
    double[] x = new double[N];
    for (int i = 0; i < N; i++) {
      x[i] = i / 64.0 - 0.5;
    }
    return Tensor.of(x, N);
  }

  /// `3x`, by a rule that gives up its cotangent; it keeps what it was given.
  record Thrice(List<Tensor> given) implements TestOps.Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> 3 * x;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      given.add(dy);
      return new @Nullable Tensor[] {applyOver(0, dy)};
    }
  }

  private final List<Tensor> dy = new ArrayList<>();
  private final Thrice thrice = new Thrice(dy);

  private static Tensor swept(UnaryOperator<Tensor> f, Tape tape, boolean consume, @Nullable Tensor seed) {
    Tensor x = tape.variable("x", ramp());
    Sweep sweep = tape.sweep(f.apply(x));
    Sweep from = seed == null ? sweep : sweep.from(seed);
    return (consume ? from.consume() : from).to(x).of(x);
  }

  private static void assertSameBits(UnaryOperator<Tensor> f) {
    assertArrayEquals(
        swept(f, new Tape(), false, null).toDoubleArray(), swept(f, new Tape(), true, null).toDoubleArray());
  }

  private static boolean isGone(Tensor t) {
    try {
      t.get(0);
      return false;
    } catch (TapeException e) {
      assertTrue(e.getMessage().contains("freed by a consuming sweep"), e.getMessage());
      return true;
    }
  }

  @Test
  void aRuleMayWriteOverTheCotangentItIsGiven() {
    UnaryOperator<Tensor> f = x -> sum(exp(thrice.apply(thrice.apply(x))));
    assertSameBits(f);
    dy.clear();
    Tape tape = new Tape();
    Tensor g = swept(f, tape, true, null);
    assertTrue(isGone(dy.get(0)) && isGone(dy.get(1)), "what a rule kept says so");
    // The most is three values, the cotangent that exp is given and the one it gives.
    assertEquals(5 * BYTES + 8, tape.peakBytes());
    assertEquals(BYTES + 8, tape.ownedBytes(), "the loss and the gradient");
    assertEquals(9 * Math.exp(9 * -0.5), g.get(0), 1e-15);
    tape.close();
    assertEquals(5 * BYTES, Buffers.pooledBytes(), "each array comes back once");
    assertTrue(assertThrows(TapeException.class, () -> g.get(0)).getMessage().contains("was closed"));
  }

  @Test
  void aSweepThatCanBeRepeatedKeepsCotangents() {
    Tape tape = new Tape();
    swept(x -> sum(exp(thrice.apply(x))), tape, false, null);
    assertEquals(0.22, Math.round(100 * dy.getFirst().get(0)) / 100.0, "e^-1.5");
  }

  @Test
  void aCotangentThatWasAskedForIsKept() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp());
    Tensor u = thrice.apply(x);
    Gradients g = tape.sweep(sum(exp(u))).consume().to(x, u);
    assertEquals(Math.exp(-1.5), g.of(u).get(0));
    assertEquals(3 * Math.exp(-1.5), g.of(x).get(0));
  }

  @Test
  void aCotangentOfSeveralValuesIsKept() {
    assertSameBits(x -> sum(exp(add(thrice.apply(exp(x)), x))));
    assertSameBits(x -> sum(exp(add(add(thrice.apply(x), thrice.apply(x)), x))));
    assertEquals(6, dy.size());
  }

  @Test
  void aSeedIsKept() {
    Tensor seed = ramp();
    Tensor x = new Tape().variable(ramp());
    Tensor ofTape = exp(x).primal(); // owned by a tape, but not by the one swept
    for (Tensor s : List.of(seed, ofTape)) {
      double[] before = s.toDoubleArray();
      swept(thrice::apply, new Tape(), true, s);
      assertArrayEquals(before, s.toDoubleArray());
    }
  }

  @Test
  void aValueAsSeedIsKept() {
    Tape tape = new Tape();
    Tensor x = tape.variable(ramp());
    Tensor h = exp(x);
    Tensor y = thrice.apply(h);
    double[] expected = new double[N];
    double[] values = h.toDoubleArray();
    for (int i = 0; i < N; i++) {
      expected[i] = 3 * values[i] * values[i];
    }
    assertArrayEquals(expected, tape.sweep(y).from(h.primal()).consume().to(x).of(x).toDoubleArray());
  }

  @Test
  void anInputThatSharesTheArrayIsReadAsItWas() {
    // dx = dy ⊗ a view of dy: the second operand would be overwritten
    record Squared() implements TestOps.Map {
      @Override
      public DoubleUnaryOperator value() {
        return x -> x;
      }

      @Override
      public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
        Tensor view = TestOps.reshape(TestOps.reshape(dy, 10, 10), N);
        return new @Nullable Tensor[] {new Reversed().applyOver(0, dy, view)};
      }
    }

    assertSameBits(x -> sum(exp(new Squared().apply(exp(x)))));
  }

  /// `y[i] = a[i] + b[n − 1 − i]`, which may lie over `a` only.
  record Reversed() implements TestOps.Zip {
    @Override
    public DoubleBinaryOperator value() {
      throw new AssertionError();
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < N; i++) {
        call.yDoubles(0)[i] = call.xDoubles(0)[i] + call.xDoubles(1)[N - 1 - i];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      throw new AssertionError();
    }
  }

  @Test
  void elsewhereItAppliesTheOp() {
    Tensor plain = ramp();
    assertEquals(-1.5, thrice.applyOver(0, plain).get(0));
    assertEquals(-0.5, plain.get(0));
    Tape tape = new Tape();
    Tensor x = tape.variable(ramp());
    Tensor y = exp(x);
    assertEquals(3 * Math.exp(-0.5), thrice.applyOver(0, y).get(0));
    assertEquals(3 * Math.exp(-0.5), thrice.applyOver(0, y.primal()).get(0));
    assertEquals(Math.exp(-0.5), y.get(0));
    String refused =
        assertThrows(OperandException.class, () -> thrice.applyOver(0, Tensor.of(new int[] {1}, 1))).getMessage();
    assertTrue(refused.startsWith("Thrice: not floating"), refused);
  }

  @Test
  void whatMeetsIsAddedInPlaceWhereNobodyElseNeedsIt() {
    UnaryOperator<Tensor> f = x -> sum(add(exp(x), add(TestOps.scale(x, 2), TestOps.sin(x))));
    assertSameBits(f);
    Tape consumed = new Tape();
    swept(f, consumed, true, null);
    // Five values. The sum's cotangent is handed to four, and stays until exp, which is passed last. Beside it are
    // then the sum at x of what sin and scale gave, cos(x), and what exp gives.
    assertEquals(2 * BYTES + 8, consumed.ownedBytes(), "the gradient, and the cosine on the way");
  }
}
