package dev.adjoint.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.OpLaws;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.recurrent.Cell;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RecurrentTest {
  private static final Tensor KEY = Random.key(5);

  private static Tensor draw(int number, int... sizes) {
    return Random.normal(Random.split(KEY, number), Type.of(DType.FLOAT64, sizes));
  }

  /// One unit, one input, one step by hand.
  @Test
  void aStepOfLstmByHand() {
    Tensor w = Tensor.of(new double[] {0.1, 0.2, 0.3, 0.4}, 4, 1);
    Tensor u = Tensor.of(new double[] {0.5, 0.6, 0.7, 0.8}, 4, 1);
    Tensor b = Tensor.of(new double[] {0.01, 0.02, 0.03, 0.04}, 4);
    Tensor x = Tensor.of(new double[] {2}, 1, 1, 1);
    Tensor h0 = Tensor.of(new double[] {-1}, 1, 1);
    Tensor c0 = Tensor.of(new double[] {0.5}, 1, 1);
    Tensor[] y = Recurrent.lstm(x, w, u, b, h0, c0);
    double i = 1 / (1 + Math.exp(-(0.2 - 0.5 + 0.01)));
    double f = 1 / (1 + Math.exp(-(0.4 - 0.6 + 0.02)));
    double g = Math.tanh(0.6 - 0.7 + 0.03);
    double o = 1 / (1 + Math.exp(-(0.8 - 0.8 + 0.04)));
    assertEquals(f * 0.5 + i * g, y[1].item(), 1e-15);
    assertEquals(o * Math.tanh(f * 0.5 + i * g), y[0].item(), 1e-15);
    assertEquals(2, y.length, "what the derivative keeps is not shown");
  }

  /// The reset gate acts on the product, its bias included: with r = 0 the candidate does not see the state.
  @Test
  void theResetGateActsOnTheProductAndItsBias() {
    Tensor w = Tensor.zeros(Type.of(DType.FLOAT64, 3, 1));
    Tensor u = Tensor.of(new double[] {0, 0, 5}, 3, 1);
    Tensor b = Tensor.of(new double[] {-1000, -1000, 0.25}, 3);
    Tensor c = Tensor.of(new double[] {0, 0, 7}, 3);
    Tensor h0 = Tensor.of(new double[] {0.9}, 1, 1);
    Tensor y = Recurrent.gru(Tensor.of(new double[] {1}, 1, 1, 1), w, u, b, c, h0);
    assertEquals(Math.tanh(0.25), y.item(), 1e-15);
  }

  /// A run is the same in two parts, the second going on where the first ended.
  @Test
  void aRunGoesOn() {
    Tensor xs = draw(0, 7, 3, 2);
    Tensor w = draw(1, 16, 2);
    Tensor u = draw(2, 16, 4);
    Tensor b = draw(3, 16);
    Tensor h = draw(4, 3, 4);
    Tensor c = draw(5, 3, 4);
    Tensor[] whole = Recurrent.lstm(xs, w, u, b, h, c);
    Tensor[] first = Recurrent.lstm(Layout.slice(xs, 0, 0, 3), w, u, b, h, c);
    Tensor hs = Layout.squeeze(Layout.slice(first[0], 0, 2, 3), 0);
    Tensor cs = Layout.squeeze(Layout.slice(first[1], 0, 2, 3), 0);
    Tensor[] second = Recurrent.lstm(Layout.slice(xs, 0, 3, 7), w, u, b, hs, cs);
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(
          whole[i].toDoubleArray(), Layout.concat(0, first[i], second[i]).toDoubleArray());
    }
  }

  /// A cell of a user's own: how leaky it is, is learned; one next state is the value kept before.
  record Leaky() implements Cell {
    @Override
    public int gates() {
      return 2;
    }

    @Override
    public int states() {
      return 2;
    }

    @Override
    public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
      Formula f = keep.apply(Formula.call(new Activations.Sigmoid(), a[0].add(r[0])));
      Formula g = keep.apply(a[1].mul(r[1]));
      Formula h = g.add(f.mul(s[1].sub(g)));
      return new Formula[] {h, f};
    }

    @Override
    public double[] reference(double[] a, double[] r, double[] s) {
      double f = 1 / (1 + Math.exp(-a[0] - r[0]));
      double g = a[1] * r[1];
      return new double[] {f * s[1] + (1 - f) * g, f, g};
    }
  }

  /// Its slopes read pre-activations of both kinds.
  @Test
  void aCellOfOnesOwnIsExaminedLikeTheLibrarys() {
    OpLaws.examine(new Leaky());
  }

  /// Has a gate for nothing.
  record Idle() implements Cell {
    @Override
    public int gates() {
      return 2;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
      return new Formula[] {a[0].add(r[0])};
    }

    @Override
    public double[] reference(double[] a, double[] r, double[] s) {
      return new double[] {a[0] + r[0]};
    }
  }

  @Test
  void aGateWithoutEffectIsRefusedByName() {
    Tensor[] x = {draw(0, 1, 2, 3), draw(1, 8, 3), draw(2, 8, 4), draw(3, 8), draw(4, 2, 4)};
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Derivatives.vjps(in -> new Idle().run(in)[0], draw(5, 1, 2, 4), x));
    assertTrue(e.getMessage().startsWith("Idle: the next states do not depend on gate 1"), e::getMessage);
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheRule() {
    Tensor h = draw(4, 2, 4);
    OperandException e =
        assertThrows(
            OperandException.class,
            () -> Recurrent.lstm(draw(0, 5, 2, 3), draw(1, 16, 3), draw(2, 12, 4), draw(3, 16), h, h));
    assertTrue(e.getMessage().startsWith("Lstm: weights, biases or states do not fit"), e::getMessage);
    assertTrue(e.getMessage().contains("u (4h, h)") && e.getMessage().contains("(12, 4)"), e::getMessage);
    OperandException single =
        assertThrows(
            OperandException.class,
            () -> Recurrent.rnn(draw(0, 2, 3), draw(1, 4, 3), draw(2, 4, 4), draw(3, 4), h));
    assertTrue(single.getMessage().contains("expand(x, 0)"), single::getMessage);
  }

  /// What is wanted alone has the bits it has beside others, and states that nobody used have no part in it.
  @Test
  void theGradientOfOneInputFromOneState() {
    Tensor h0 = draw(4, 2, 4);
    Tensor c0 = draw(5, 2, 4);
    Tensor[] x = {draw(0, 5, 2, 3), draw(1, 16, 3), draw(2, 16, 4), draw(3, 16), h0, c0};
    Tape all = new Tape();
    Tensor[] entered = Arrays.stream(x).map(all::variable).toArray(Tensor[]::new);
    Tensor[] among = new Recurrent.Lstm().run(entered);
    Tensor dy = draw(6, 5, 2, 4);
    double[] expected = all.sweep(among[1]).from(dy).to(entered).of(entered[2]).toDoubleArray();
    Tape one = new Tape();
    Tensor u = one.variable("u", x[2]);
    Tensor[] alone = Recurrent.lstm(x[0], x[1], u, x[3], h0, c0);
    assertArrayEquals(expected, one.sweep(alone[1]).from(dy).to(u).of(u).toDoubleArray());
  }
}
