package dev.adjoint.ops.pointwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.adjoint.core.DType;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Comparison;
import dev.adjoint.ops.Functions;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What a consuming sweep computes in place has the bits of what one that keeps everything computes.
class InPlaceProps {
  /// A random program over a matrix, a row and a column, in which values are used often and by views.
  private static Tensor program(Tensor a, Tensor row, Tensor column, long seed, int lines) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> values = new ArrayList<>(List.of(a, row, column, Arithmetic.mul(a, row)));
    for (int line = 0; line < lines; line++) {
      Tensor x = values.get(random.nextInt(values.size()));
      Tensor y = values.get(random.nextInt(values.size()));
      values.add(
          switch (random.nextInt(13)) {
            case 0 -> Arithmetic.add(x, y);
            case 1 -> Arithmetic.sub(x, y);
            case 2 -> Arithmetic.mul(x, y);
            case 3 -> Arithmetic.mul(x, x);
            case 4 -> Arithmetic.div(x, Arithmetic.add(Arithmetic.square(y), 1));
            case 5 -> Activations.tanh(x);
            case 6 -> Activations.relu(x);
            case 7 -> Activations.gelu(x);
            case 8 -> Functions.sin(x);
            case 9 -> Arithmetic.neg(x);
            case 10 -> Arithmetic.max(x, y);
            case 11 -> Select.where(Comparison.greater(x, y), x, Arithmetic.mul(y, 0.5));
            default -> Layout.reshape(Activations.tanh(Layout.reshape(x, x.shape().size())), x.shape().toArray());
          });
    }
    Tensor sum = Reduce.sum(values.getLast());
    for (Tensor v : values) {
      sum = Arithmetic.add(sum, Reduce.sum(Activations.sigmoid(v)));
    }
    return sum;
  }

  @Property(tries = 300)
  void consumingChangesNoBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int lines,
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll @IntRange(min = 1, max = 37) int n,
      @ForAll boolean twice) {
    DType dtype = twice ? DType.FLOAT64 : DType.FLOAT32;
    Tensor[] inputs = {
      Random.normal(Random.key(seed), Type.of(dtype, m, n)),
      Random.normal(Random.key(seed + 1), Type.of(dtype, n)),
      Random.normal(Random.key(seed + 2), Type.of(dtype, m, 1))
    };
    List<double[]> kept = gradients(inputs, seed, lines, false);
    List<double[]> consumed = gradients(inputs, seed, lines, true);
    for (int i = 0; i < inputs.length; i++) {
      assertArrayEquals(kept.get(i), consumed.get(i), "input " + i);
    }
  }

  private static List<double[]> gradients(Tensor[] inputs, long seed, int lines, boolean consume) {
    try (Tape tape = new Tape()) {
      Tensor[] x = new Tensor[inputs.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = tape.variable(inputs[i]);
      }
      Tensor y = program(x[0], x[1], x[2], seed, lines);
      Gradients g = (consume ? tape.sweep(y).consume() : tape.sweep(y)).to(x);
      List<double[]> all = new ArrayList<>();
      for (Tensor t : x) {
        all.add(g.of(t).toDoubleArray());
      }
      return all;
    }
  }
}
