package dev.adjoint.ops;

import static dev.adjoint.ops.Activations.sigmoid;
import static dev.adjoint.ops.Activations.tanh;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;
import static dev.adjoint.ops.Linalg.matmul;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Each cell against itself in other ops: equal bits forward, and gradients but for the order in which terms
/// are added.
class RecurrentProps {
  /// A random run.
  record Case(int steps, int rows, int inputs, int units, long seed) {
    Tensor xs(DType dtype) {
      return draw(dtype, 0, steps, rows, inputs);
    }

    Tensor[] inputs(DType dtype, int gates, boolean hiddenBias, int states) {
      Tensor[] x = new Tensor[4 + (hiddenBias ? 1 : 0) + states];
      x[0] = xs(dtype);
      x[1] = draw(dtype, 1, gates * units, inputs);
      x[2] = draw(dtype, 2, gates * units, units);
      for (int i = 3; i < x.length - states; i++) {
        x[i] = draw(dtype, i, gates * units);
      }
      for (int i = x.length - states; i < x.length; i++) {
        x[i] = draw(dtype, i, rows, units);
      }
      return x;
    }

    private Tensor draw(DType dtype, int number, int... sizes) {
      Tensor key = Random.split(Random.key(seed), number);
      return mul(Random.normal(key, Type.of(dtype, sizes)), 0.7);
    }
  }

  private static Tensor at(Tensor x, int t) {
    return Layout.squeeze(Layout.slice(x, 0, t, t + 1), 0);
  }

  private static Tensor[] split(Tensor x, int gates) {
    int[] sizes = new int[gates];
    Arrays.fill(sizes, x.shape().dim(-1) / gates);
    return Layout.split(x, -1, sizes);
  }

  private static Tensor lstm(Tensor[] x) {
    Tensor a = add(matmul(x[0], x[1], TRANSPOSED), x[3]);
    Tensor h = x[4];
    Tensor c = x[5];
    Tensor[] hs = new Tensor[x[0].shape().dim(0)];
    Tensor[] cs = new Tensor[hs.length];
    for (int t = 0; t < hs.length; t++) {
      Tensor[] z = split(add(at(a, t), matmul(h, x[2], TRANSPOSED)), 4);
      c = add(mul(sigmoid(z[1]), c), mul(sigmoid(z[0]), tanh(z[2])));
      h = mul(sigmoid(z[3]), tanh(c));
      hs[t] = h;
      cs[t] = c;
    }
    return Layout.stack(0, Layout.stack(0, hs), Layout.stack(0, cs));
  }

  private static Tensor gru(Tensor[] x) {
    Tensor a = add(matmul(x[0], x[1], TRANSPOSED), x[3]);
    Tensor h = x[5];
    Tensor[] hs = new Tensor[x[0].shape().dim(0)];
    for (int t = 0; t < hs.length; t++) {
      Tensor[] z = split(at(a, t), 3);
      Tensor[] r = split(add(matmul(h, x[2], TRANSPOSED), x[4]), 3);
      Tensor update = sigmoid(add(z[1], r[1]));
      Tensor candidate = tanh(add(z[2], mul(sigmoid(add(z[0], r[0])), r[2])));
      h = add(mul(sub(1, update), candidate), mul(update, h));
      hs[t] = h;
    }
    return Layout.stack(0, hs);
  }

  private static Tensor rnn(Tensor[] x) {
    Tensor h = x[4];
    Tensor[] hs = new Tensor[x[0].shape().dim(0)];
    for (int t = 0; t < hs.length; t++) {
      h = tanh(add(add(matmul(at(x[0], t), x[1], TRANSPOSED), x[3]), matmul(h, x[2], TRANSPOSED)));
      hs[t] = h;
    }
    return Layout.stack(0, hs);
  }

  @Property(tries = 60)
  void lstmIsItsComposition(
      @ForAll @IntRange(min = 1, max = 6) int steps, @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(max = 9) int inputs, @ForAll @IntRange(min = 1, max = 35) int units,
      @ForAll long seed) {
    Case c = new Case(steps, rows, inputs, units, seed);
    compare(c, dtype -> c.inputs(dtype, 4, false, 2),
        x -> Layout.stack(0, Recurrent.lstm(x[0], x[1], x[2], x[3], x[4], x[5])), RecurrentProps::lstm);
  }

  @Property(tries = 60)
  void gruIsItsComposition(
      @ForAll @IntRange(min = 1, max = 6) int steps, @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(max = 9) int inputs, @ForAll @IntRange(min = 1, max = 35) int units,
      @ForAll long seed) {
    Case c = new Case(steps, rows, inputs, units, seed);
    compare(c, dtype -> c.inputs(dtype, 3, true, 1),
        x -> Recurrent.gru(x[0], x[1], x[2], x[3], x[4], x[5]), RecurrentProps::gru);
  }

  @Property(tries = 60)
  void rnnIsItsComposition(
      @ForAll @IntRange(min = 1, max = 6) int steps, @ForAll @IntRange(max = 20) int rows,
      @ForAll @IntRange(max = 9) int inputs, @ForAll @IntRange(min = 1, max = 35) int units,
      @ForAll long seed) {
    Case c = new Case(steps, rows, inputs, units, seed);
    compare(c, dtype -> c.inputs(dtype, 1, false, 1),
        x -> Recurrent.rnn(x[0], x[1], x[2], x[3], x[4]), RecurrentProps::rnn);
  }

  /// Large enough for several threads.
  @Property(tries = 3)
  void manyRowsAreSharedOut(@ForAll long seed) {
    Case c = new Case(9, 37, 5, 40, seed);
    compare(c, dtype -> c.inputs(dtype, 4, false, 2),
        x -> Layout.stack(0, Recurrent.lstm(x[0], x[1], x[2], x[3], x[4], x[5])), RecurrentProps::lstm);
  }

  private static void compare(
      Case c, Function<DType, Tensor[]> draws, Function<Tensor[], Tensor> fused,
      Function<Tensor[], Tensor> composed) {
    Tensor[] single = draws.apply(DType.FLOAT32);
    assertArrayEquals(composed.apply(single).toFloatArray(), fused.apply(single).toFloatArray(), c::toString);
    Tensor[] x = draws.apply(DType.FLOAT64);
    Tensor y = composed.apply(x);
    assertArrayEquals(y.toDoubleArray(), fused.apply(x).toDoubleArray(), c::toString);
    Tensor dy = Random.normal(Random.key(c.seed() + 1), y.type());
    Tensor[] expected = Derivatives.vjps(composed, dy, x);
    Tensor[] actual = Derivatives.vjps(fused, dy, x);
    for (int i = 0; i < x.length; i++) {
      double[] e = expected[i].toDoubleArray();
      double[] a = actual[i].toDoubleArray();
      double scale = 1;
      for (double v : e) {
        scale = Math.max(scale, Math.abs(v));
      }
      for (int k = 0; k < e.length; k++) {
        // a few hundred terms of this size, half an ulp of 2⁻⁵² for each, through up to nine steps
        assertEquals(e[k], a[k], 1e-12 * scale, "input " + i + " of " + c);
      }
    }
  }
}
