package dev.adjoint.examples;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.examples.CourseNetwork.Activation;
import dev.adjoint.examples.CourseNetwork.LayerGradient;
import dev.adjoint.ops.Random;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A deep network of L layers by hand, as the course writes it, beside the same network on the tape: both train on two
/// interleaved spirals, and their derivatives are compared at every step.
@Command(
    name = "CourseDeepNetwork",
    mixinStandardHelpOptions = true,
    description = "A deep network with its backward pass by hand, beside the tape.")
public final class CourseDeepNetwork implements Runnable {
  @Option(
      names = "--units",
      split = ",",
      defaultValue = "20,10,5",
      description = "units of the hidden layers, default ${DEFAULT-VALUE}")
  private int[] units = {20, 10, 5};

  @Option(names = "--activation", defaultValue = "TANH", description = "${COMPLETION-CANDIDATES}, default ${DEFAULT-VALUE}")
  private Activation activation = Activation.TANH;

  @Option(names = "--iterations", defaultValue = "3000", description = "steps of gradient descent, default ${DEFAULT-VALUE}")
  private int iterations = 3000;

  @Option(names = "--rate", defaultValue = "0.5", description = "learning rate, default ${DEFAULT-VALUE}")
  private double rate = 0.5;

  /// Runs the example.
  public static void main(String... args) {
    System.exit(new CommandLine(new CourseDeepNetwork()).execute(args));
  }

  /// Two spirals of `m / 2` points each, as columns `(2, m)`, and their labels `(1, m)`.
  static Tensor[] spirals(int m, long seed) {
    double[] noise = Random.normal(Random.key(seed), Type.of(DType.FLOAT64, 2 * m)).toDoubleArray();
    double[] x = new double[2 * m];
    double[] y = new double[m];
    for (int i = 0; i < m; i++) {
      double t = (double) (i / 2) / (m / 2);
      double angle = 3.5 * t + (i % 2) * Math.PI;
      x[i] = (0.2 + t) * Math.cos(angle) + 0.04 * noise[i];
      x[m + i] = (0.2 + t) * Math.sin(angle) + 0.04 * noise[m + i];
      y[i] = i % 2;
    }
    return new Tensor[] {Tensor.of(x, 2, m), Tensor.of(y, 1, m)};
  }

  /// The largest difference of the two ways, after dividing the course's dZ and dA by m.
  static double difference(List<LayerGradient> byHand, List<LayerGradient> onTape, int m) {
    double largest = 0;
    for (int l = 0; l < byHand.size(); l++) {
      LayerGradient a = byHand.get(l);
      LayerGradient b = onTape.get(l);
      largest = Math.max(largest, difference(a.dw(), b.dw(), 1));
      largest = Math.max(largest, difference(a.db(), b.db(), 1));
      largest = Math.max(largest, difference(a.dz(), b.dz(), m));
      largest = Math.max(largest, difference(a.previousDa(), b.previousDa(), m));
    }
    return largest;
  }

  private static double difference(Tensor a, Tensor b, double divisor) {
    if (!a.type().equals(b.type())) {
      throw new IllegalArgumentException("derivatives of different types: " + a.type() + " and " + b.type());
    }
    double[] x = a.toDoubleArray();
    double[] y = b.toDoubleArray();
    double largest = 0;
    for (int i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(x[i] / divisor - y[i]));
    }
    return largest;
  }

  @Override
  public void run() {
    if (iterations < 1 || !(rate > 0) || Arrays.stream(units).anyMatch(n -> n < 1)) {
      throw new CommandLine.ParameterException(new CommandLine(this), "units, iterations and rate are positive");
    }
    Tensor[] data = spirals(400, 1);
    int m = data[0].shape().dim(1);
    int[] n = new int[units.length + 2];
    n[0] = 2;
    System.arraycopy(units, 0, n, 1, units.length);
    n[n.length - 1] = 1;
    CourseNetwork net = new CourseNetwork(n, Collections.nCopies(units.length, activation), 1);
    System.out.println("L = " + net.layers() + ", n = " + Arrays.toString(n) + ", X (2, " + m + "), Y (1, " + m + ")");
    for (int l = 1; l <= net.layers(); l++) {
      System.out.printf(
          Locale.ROOT, "  W%d (%d, %d)  b%d (%d, 1)  Z%d, A%d (%d, %d)%n", l, n[l], n[l - 1], l, n[l], l, l, n[l], m);
    }
    double largest = 0;
    for (int i = 1; i <= iterations; i++) {
      List<LayerGradient> gradients = net.byHand(data[0], data[1]);
      if (i == 1 || i % Math.max(1, iterations / 10) == 0) {
        double now = difference(gradients, net.onTape(data[0], data[1]), m);
        largest = Math.max(largest, now);
        System.out.printf(
            Locale.ROOT, "iteration %5d   cost %.6f   by hand − tape %.1e%n", i, net.cost(data[0], data[1]), now);
      }
      net.descend(gradients, rate);
    }
    System.out.printf(Locale.ROOT, "training accuracy %.3f%n", accuracy(net, data));
    System.out.printf(
        Locale.ROOT, "the course's dZ and dA are %d (m) times the tape's; with that, all agree within %.1e%n", m, largest);
  }

  private static double accuracy(CourseNetwork net, Tensor[] data) {
    double[] a = net.predict(data[0]).toDoubleArray();
    double[] y = data[1].toDoubleArray();
    int hits = 0;
    for (int i = 0; i < a.length; i++) {
      hits += a[i] > 0.5 == y[i] > 0.5 ? 1 : 0;
    }
    return (double) hits / a.length;
  }
}
