package dev.adjoint.examples;

import static dev.adjoint.ops.Activations.sigmoid;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.div;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Linalg.Orientation.AS_IS;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;
import static dev.adjoint.ops.Linalg.matmul;
import static dev.adjoint.ops.Reduce.sum;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Random;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Logistic regression as the course writes it: the examples are the *columns* of `X (n, m)`, the labels a row `Y (1, m)`,
/// the weights a column `w (n, 1)`. One step of gradient descent is written twice, with explicit loops over examples and
/// features, and vectorized; both give the same numbers, and the ratio of their speeds is printed.
@Command(
    name = "CourseLogisticRegression",
    mixinStandardHelpOptions = true,
    description = "Logistic regression with examples in columns: explicit loops against vectorized code.")
public final class CourseLogisticRegression implements Runnable {
  @Option(names = "--features", defaultValue = "256", description = "n, default ${DEFAULT-VALUE}")
  private int n = 256;

  @Option(names = "--examples", defaultValue = "4096", description = "m, default ${DEFAULT-VALUE}")
  private int m = 4096;

  @Option(names = "--iterations", defaultValue = "100", description = "steps of gradient descent, default ${DEFAULT-VALUE}")
  private int iterations = 100;

  @Option(names = "--rate", defaultValue = "0.1", description = "learning rate, default ${DEFAULT-VALUE}")
  private double rate = 0.1;

  /// Runs the example.
  public static void main(String... args) {
    System.exit(new CommandLine(new CourseLogisticRegression()).execute(args));
  }

  /// The data: `X (n, m)`, `Y (1, m)`.
  record Data(Tensor x, Tensor y) {
    int n() {
      return x.shape().dim(0);
    }

    int m() {
      return x.shape().dim(1);
    }

    /// Two overlapping clouds: the label decides on which side of the origin an example lies.
    static Data clouds(int n, int m, long seed) {
      Tensor key = Random.key(seed);
      double[] labels = new double[m];
      double[] u = Random.uniform(Random.split(key, 1), Type.of(DType.FLOAT64, m)).toDoubleArray();
      double[] x = Random.normal(Random.split(key, 2), Type.of(DType.FLOAT64, n, m)).toDoubleArray();
      for (int i = 0; i < m; i++) {
        labels[i] = u[i] < 0.5 ? 0 : 1;
        for (int j = 0; j < n; j++) {
          x[j * m + i] += (2 * labels[i] - 1) * 1.5 / Math.sqrt(n);
        }
      }
      return new Data(Tensor.of(x, n, m), Tensor.of(labels, 1, m));
    }
  }

  /// The cost and its derivatives at a point.
  record Step(double cost, double[] dw, double db) {}

  /// One pass with explicit loops, line for line as on the course's slide.
  static Step byLoops(double[] x, double[] y, int n, int m, double[] w, double b) {
    double cost = 0;
    double[] dw = new double[n];
    double db = 0;
    for (int i = 0; i < m; i++) {
      double z = b;
      for (int j = 0; j < n; j++) {
        z += w[j] * x[j * m + i];
      }
      double a = 1 / (1 + Math.exp(-z));
      cost -= y[i] * Math.log(a) + (1 - y[i]) * Math.log(1 - a);
      double dz = a - y[i];
      for (int j = 0; j < n; j++) {
        dw[j] += x[j * m + i] * dz;
      }
      db += dz;
    }
    for (int j = 0; j < n; j++) {
      dw[j] /= m;
    }
    return new Step(cost / m, dw, db / m);
  }

  /// The same pass with no loop: `Z = wᵀX + b`, `A = σ(Z)`, `dZ = A − Y`, `dw = X dZᵀ / m`, `db = Σ dZ / m`. The
  /// cost comes from Z, which does not overflow where A rounds to 0 or 1.
  static Step vectorized(Data data, Tensor w, Tensor b) {
    Tensor z = add(matmul(w, TRANSPOSED, data.x(), AS_IS), b);
    Tensor a = sigmoid(z);
    Tensor dz = sub(a, data.y());
    Tensor dw = div(matmul(data.x(), dz, TRANSPOSED), data.m());
    Tensor db = div(sum(dz), data.m());
    Tensor cost = div(sum(Fused.sigmoidCrossEntropy(z, data.y())), data.m());
    return new Step(cost.item(), dw.toDoubleArray(), db.item());
  }

  @Override
  public void run() {
    if (n < 1 || m < 1 || iterations < 1 || !(rate > 0)) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "features, examples, iterations and rate are positive");
    }
    Data data = Data.clouds(n, m, 1);
    System.out.printf(Locale.ROOT, "X (%d, %d), Y (1, %d), w (%d, 1), b ()   %s%n", n, m, m, n, Kernels.describe());
    descend(data);
    compareSpeed(data);
  }

  private void descend(Data data) {
    Tensor w = Tensor.zeros(Type.of(DType.FLOAT64, n, 1));
    Tensor b = Tensor.scalar(0.0);
    for (int i = 1; i <= iterations; i++) {
      Step step = vectorized(data, w, b);
      w = sub(w, mul(Tensor.of(step.dw(), n, 1), rate));
      b = sub(b, rate * step.db());
      if (i == 1 || i % Math.max(1, iterations / 5) == 0) {
        System.out.printf(Locale.ROOT, "iteration %4d   cost %.6f%n", i, step.cost());
      }
    }
    double[] z = add(matmul(w, TRANSPOSED, data.x(), AS_IS), b).toDoubleArray();
    double[] y = data.y().toDoubleArray();
    int hits = 0;
    for (int i = 0; i < m; i++) {
      hits += z[i] > 0 == y[i] > 0.5 ? 1 : 0;
    }
    System.out.printf(Locale.ROOT, "training accuracy %.3f%n", (double) hits / m);
  }

  /// Times both, in turns, and prints the median of the ratios.
  private void compareSpeed(Data data) {
    Tensor w = mul(Random.normal(Random.key(2), Type.of(DType.FLOAT64, n, 1)), 0.1);
    Tensor b = Tensor.scalar(0.1);
    double[] x = data.x().toDoubleArray();
    double[] y = data.y().toDoubleArray();
    double[] ratios = new double[15];
    double difference = 0;
    for (int round = -10; round < ratios.length; round++) {
      long start = System.nanoTime();
      Step loops = byLoops(x, y, n, m, w.toDoubleArray(), b.item());
      long middle = System.nanoTime();
      Step vectors = vectorized(data, w, b);
      long end = System.nanoTime();
      if (round >= 0) { // the first rounds warm up
        ratios[round] = (double) (middle - start) / (end - middle);
      }
      for (int j = 0; j < n; j++) {
        difference = Math.max(difference, Math.abs(loops.dw()[j] - vectors.dw()[j]));
      }
    }
    Arrays.sort(ratios);
    System.out.printf(Locale.ROOT, "largest difference in dw %.1e%n", difference);
    System.out.printf(Locale.ROOT, "vectorized is %.1f times as fast as loops%n", ratios[ratios.length / 2]);
  }
}
