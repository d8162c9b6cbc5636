package dev.adjoint.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// What is timed: sizes, and from them the data and the initial parameters, equal for every competitor.
/// FLOAT32 unless the name says otherwise.
///
/// Every example occurs twice, with different targets. So no model ever fits them, however long it trains,
/// and no gradient fades into denormal numbers, which would be what is timed then.
sealed interface Workload {
  /// The name in lines, tables and arguments.
  String name();

  /// What it does, in a few words.
  String title();

  /// In what the time of a run is stated.
  Unit unit();

  /// By what a time is divided, or what is divided by a time, to give the unit: ops in a step,
  /// floating-point operations in a product, otherwise 1.
  default double work() {
    return 1;
  }

  /// Workloads of one group may share a JVM.
  default String group() {
    return name();
  }

  private static SplittableRandom random() {
    return new SplittableRandom(1);
  }

  /// How parameters move.
  enum Update {
    /// `w − α dw`.
    SGD,
    /// With β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
    ADAM
  }

  /// What follows a hidden layer.
  enum Hidden {
    RELU,
    TANH
  }

  /// What is minimised.
  enum Loss {
    /// Of one logit with targets 0 and 1.
    SIGMOID_CROSS_ENTROPY,
    /// Of logits with class labels.
    SOFTMAX_CROSS_ENTROPY,
    /// The mean over examples of the square of one output minus its target.
    SQUARED_ERROR
  }

  /// Fully connected layers. Parameters are `w1 (units, inputs)`, `b1 (units)`, `w2`, …
  ///
  /// @param sizes the inputs, the units of each hidden layer, the outputs
  record Mlp(
      String name,
      String title,
      Hidden hidden,
      Loss loss,
      int batch,
      Update update,
      double rate,
      List<Integer> sizes)
      implements Workload {
    @Override
    public Unit unit() {
      return Unit.MILLISECONDS;
    }

    int inputs() {
      return sizes.getFirst();
    }

    int outputs() {
      return sizes.getLast();
    }

    /// The number of layers with parameters.
    int layers() {
      return sizes.size() - 1;
    }

    List<Numbers> parameters() {
      SplittableRandom random = random();
      List<Numbers> parameters = new ArrayList<>();
      for (int l = 1; l <= layers(); l++) {
        int inputs = sizes.get(l - 1);
        int units = sizes.get(l);
        double deviation = Math.sqrt((hidden == Hidden.RELU ? 2.0 : 1.0) / inputs);
        parameters.add(Numbers.normal("w" + l, deviation, random, units, inputs));
        parameters.add(Numbers.normal("b" + l, 0.01, random, units));
      }
      return parameters;
    }

    /// The batch, `(m, inputs)`.
    Numbers x() {
      return twice(Numbers.normal("x", 1, random(), batch, inputs()));
    }

    /// The class of each example.
    int[] labels() {
      return differentLabels(batch, outputs());
    }

    /// The target of each example, `(m, 1)`, where outputs are single.
    Numbers targets() {
      return targetsOf(labelsOfTwo(batch), batch, 1);
    }
  }

  /// LeNet on `(n, 1, 28, 28)`: 6 filters of 5×5, relu, max-pool 2; 16 filters of 5×5, relu,
  /// max-pool 2; dense layers of 120, 84 (relu) and 10; softmax cross-entropy, SGD. Parameters in that
  /// order, weights before biases.
  record LeNet(String name, int batch, double rate) implements Workload {
    @Override
    public String title() {
      return "LeNet, batch " + batch + ", SGD";
    }

    @Override
    public Unit unit() {
      return Unit.MILLISECONDS;
    }

    List<Numbers> parameters() {
      SplittableRandom random = random();
      int[][] shapes = {
        {6, 1, 5, 5}, {6}, {16, 6, 5, 5}, {16}, {120, 256}, {120}, {84, 120}, {84}, {10, 84}, {10}
      };
      List<Numbers> parameters = new ArrayList<>();
      for (int[] shape : shapes) {
        int inputs = 1;
        for (int axis = 1; axis < shape.length; axis++) {
          inputs *= shape[axis];
        }
        double deviation = shape.length == 1 ? 0.01 : Math.sqrt(2.0 / inputs);
        parameters.add(Numbers.normal("p" + parameters.size(), deviation, random, shape));
      }
      return parameters;
    }

    Numbers x() {
      return twice(Numbers.normal("x", 1, random(), batch, 1, 28, 28));
    }

    int[] labels() {
      return differentLabels(batch, 10);
    }
  }

  /// `mean(sigmoid(x) · tanh(y) + exp(−x²) · relu(y))` and its gradients with respect to x and y.
  record Elementwise(String name, int size) implements Workload {
    @Override
    public String title() {
      return "an expression over " + size + " elements, with gradients";
    }

    @Override
    public Unit unit() {
      return Unit.MILLISECONDS;
    }

    Numbers x() {
      return Numbers.normal("x", 1, random(), size);
    }

    Numbers y() {
      return Numbers.normal("y", 1, new SplittableRandom(2), size);
    }
  }

  /// Tiny ops one after another, `y ← y · a`, `y ← y + b`, `y ← tanh(y)` in turn, then the gradient of the
  /// sum with respect to the start.
  record Chain(String name, int ops, int width) implements Workload {
    @Override
    public String title() {
      return ops + " ops on " + width + " elements, forward and backward";
    }

    @Override
    public Unit unit() {
      return Unit.MICROSECONDS_PER_OP;
    }

    @Override
    public double work() {
      return ops;
    }

    Numbers start() {
      return Numbers.normal("start", 0.5, random(), width);
    }

    /// Near one, so that the gradient stays a normal number to the end.
    Numbers factor() {
      Numbers a = Numbers.zeros("factor", width);
      Arrays.fill(a.data(), 1.25f);
      return a;
    }

    Numbers summand() {
      return Numbers.normal("summand", 0.01, new SplittableRandom(2), width);
    }
  }

  /// Which cell is unrolled.
  enum Cell {
    /// Gates in the order i, f, g, o; one bias.
    LSTM,
    /// Gates in the order r, z, n; the reset gate multiplies `Wₙh + bₙ`; two biases.
    GRU;

    int gates() {
      return this == LSTM ? 4 : 3;
    }
  }

  /// A recurrent layer over `(steps, n, inputs)` from a state of zeros; the loss is the mean squared
  /// distance of the last state from targets; SGD. Parameters are `w (gates · hidden, inputs)`, `u (gates ·
  /// hidden, hidden)`, `b (gates · hidden)`, and for GRU `c (gates · hidden)`, which is added to `u h`.
  record Recurrent(String name, Cell cell, int inputs, int hidden, int steps, int batch, double rate)
      implements Workload {
    @Override
    public String title() {
      return cell + " " + inputs + " to " + hidden + ", " + steps + " steps, batch " + batch + ", SGD";
    }

    @Override
    public Unit unit() {
      return Unit.MILLISECONDS;
    }

    List<Numbers> parameters() {
      SplittableRandom random = random();
      int rows = cell.gates() * hidden;
      double deviation = 1 / Math.sqrt(hidden);
      List<Numbers> parameters = new ArrayList<>();
      parameters.add(Numbers.normal("w", deviation, random, rows, inputs));
      parameters.add(Numbers.normal("u", deviation, random, rows, hidden));
      parameters.add(Numbers.normal("b", deviation, random, rows));
      if (cell == Cell.GRU) {
        parameters.add(Numbers.normal("c", deviation, random, rows));
      }
      return parameters;
    }

    Numbers x() {
      Numbers x = Numbers.normal("x", 1, random(), steps, batch, inputs);
      int half = batch / 2 * inputs;
      for (int t = 0; t < steps; t++) {
        System.arraycopy(x.data(), t * batch * inputs, x.data(), t * batch * inputs + half, half);
      }
      return x;
    }

    Numbers targets() {
      return targetsOf(labelsOfTwo(batch), batch, hidden);
    }
  }

  /// A matrix product `C (m × n) = op(A) · op(B)` into an array that is there.
  record Product(int m, int k, int n, boolean transposeA, boolean transposeB, boolean isDouble)
      implements Workload {
    @Override
    public String name() {
      return (isDouble ? "G64 " : "G ") + m + "x" + k + "x" + n + orientation();
    }

    /// As in the names of BLAS: `/nt` has B transposed.
    private String orientation() {
      return !transposeA && !transposeB ? "" : "/" + (transposeA ? "t" : "n") + (transposeB ? "t" : "n");
    }

    @Override
    public String title() {
      return "a product in " + (isDouble ? "FLOAT64" : "FLOAT32");
    }

    @Override
    public Unit unit() {
      return Unit.GIGAFLOPS;
    }

    @Override
    public double work() {
      return 2.0 * m * k * n;
    }

    @Override
    public String group() {
      return isDouble ? "G64" : "G";
    }

    /// The distance between rows of A as it is stored.
    int lda() {
      return transposeA ? m : k;
    }

    /// The distance between rows of B as it is stored.
    int ldb() {
      return transposeB ? k : n;
    }

    Numbers a() {
      return Numbers.normal("a", 1, random(), transposeA ? k : m, lda());
    }

    Numbers b() {
      return Numbers.normal("b", 1, new SplittableRandom(2), transposeB ? n : k, ldb());
    }
  }

  /// Makes the second half of the rows equal to the first.
  private static Numbers twice(Numbers x) {
    int row = x.data().length / x.shape()[0];
    int half = x.shape()[0] / 2 * row;
    System.arraycopy(x.data(), 0, x.data(), half, half);
    return x;
  }

  private static int[] differentLabels(int batch, int classes) {
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      int row = i % (batch / 2);
      labels[i] = (row + (i < batch / 2 ? 0 : 1 + row % (classes - 1))) % classes;
    }
    return labels;
  }

  private static int[] labelsOfTwo(int batch) {
    return differentLabels(batch, 2);
  }

  private static Numbers targetsOf(int[] labels, int rows, int columns) {
    Numbers targets = Numbers.zeros("targets", rows, columns);
    for (int i = 0; i < targets.data().length; i++) {
      targets.data()[i] = labels[i / columns];
    }
    return targets;
  }
}
