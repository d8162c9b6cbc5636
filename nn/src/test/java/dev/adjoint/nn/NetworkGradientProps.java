package dev.adjoint.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Random;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Gradients of whole networks against difference quotients, over random shapes, depths, activations and seeds.
class NetworkGradientProps {
  /// One network with data.
  record Case(int inputs, List<Integer> hidden, Activation activation, int outputs, int m, long seed, double dropout) {
    /// A network with random biases: at zero bias a unit whose inputs are all dropped or dead sits exactly at the corner of
    /// relu, or where the second derivative of elu jumps, and differences there say nothing.
    DeepNetwork network() {
      DeepNetwork.Builder builder = DeepNetwork.of(inputs).dtype(DType.FLOAT64).outputs(outputs).seed(seed);
      hidden.forEach(units -> builder.hidden(units, activation, dropout));
      DeepNetwork net = builder.build();
      int number = 200;
      for (Parameter p : net.parameters()) {
        if (!p.isWeight()) {
          p.assign(Random.normal(Random.split(Random.key(seed), number++), p.type()));
        }
      }
      return net;
    }

    Tensor x() {
      return Random.normal(Random.split(Random.key(seed), 100), Type.of(DType.FLOAT64, m, inputs));
    }

    Tensor uniform(int number, int... sizes) {
      return Random.uniform(Random.split(Random.key(seed), number), Type.of(DType.FLOAT64, sizes));
    }

    Tensor labels() {
      double[] u = uniform(101, m).toDoubleArray();
      int[] labels = new int[m];
      for (int i = 0; i < m; i++) {
        labels[i] = (int) (u[i] * outputs);
      }
      return Tensor.of(labels, m);
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Integer> units = Arbitraries.integers().between(1, 6);
    Arbitrary<Double> dropout = Arbitraries.of(0.0, 0.0, 0.4);
    return Combinators.combine(
            units,
            units.list().ofMinSize(0).ofMaxSize(3),
            Arbitraries.of(Activation.class),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 7),
            Arbitraries.longs().between(0, 1L << 40),
            dropout)
        .as(Case::new);
  }

  /// A kink of relu within the step of a difference is no fault of the gradient.
  private static void verify(String label, Case c, DeepNetwork net, java.util.function.Function<Tensor, Tensor> cost) {
    GradCheck.ofModel(
            label + " " + c,
            tape -> cost.apply(tape.data("x", c.x())),
            net.parameters())
        .training(c.seed(), 0)
        .kinksAllowed()
        .entries(16)
        .directions(1)
        .verify();
  }

  @Property(tries = 200)
  void softmaxCrossEntropy(@ForAll("cases") Case c) {
    DeepNetwork net = c.network();
    verify("softmax", c, net, x -> Losses.cost(Losses.softmaxCrossEntropy(net.apply(x), c.labels())));
  }

  @Property(tries = 200)
  void sigmoidCrossEntropyWithPenalty(@ForAll("cases") Case c) {
    DeepNetwork net = c.network();
    Tensor targets = c.uniform(102, c.m(), c.outputs());
    verify(
        "sigmoid",
        c,
        net,
        x ->
            Arithmetic.add(
                Losses.cost(Losses.sigmoidCrossEntropy(net.apply(x), targets)),
                Losses.l2(0.3, net.parameters(), x)));
  }

  @Property(tries = 200)
  void squaredError(@ForAll("cases") Case c) {
    DeepNetwork net = c.network();
    Tensor targets = c.uniform(103, c.m(), c.outputs());
    verify("squared", c, net, x -> Losses.cost(Losses.squaredError(net.apply(x), targets)));
  }

  /// Against the closed form of the course, `dw = (A − Y)ᵀ X / m`, `db = Σ (A − Y) / m`, in rows.
  @Property(tries = 200)
  void logisticRegression(@ForAll("cases") Case c) {
    LogisticRegression model = new LogisticRegression(c.inputs(), DType.FLOAT64);
    Parameter w = model.parameters().get(0);
    Parameter b = model.parameters().get(1);
    w.assign(c.uniform(104, 1, c.inputs()));
    b.assign(c.uniform(105, 1));
    double[] x = c.x().toDoubleArray();
    double[] y = c.uniform(106, c.m(), 1).toDoubleArray();
    double[] dw = new double[c.inputs()];
    double db = 0;
    for (int i = 0; i < c.m(); i++) {
      double z = b.value().item();
      for (int j = 0; j < c.inputs(); j++) {
        z += w.value().get(0, j) * x[i * c.inputs() + j];
      }
      double dz = (1 / (1 + Math.exp(-z)) - y[i]) / c.m();
      for (int j = 0; j < c.inputs(); j++) {
        dw[j] += dz * x[i * c.inputs() + j];
      }
      db += dz;
    }
    try (Tape tape = new Tape()) {
      Tensor cost =
          Losses.cost(Losses.sigmoidCrossEntropy(model.apply(tape.data(c.x())), Tensor.of(y, c.m(), 1)));
      var g = tape.gradients(cost, model.parameters());
      for (int j = 0; j < dw.length; j++) {
        assertEquals(dw[j], g.of(w).get(0, j), 1e-13, "dw[" + j + "] of " + c);
      }
      assertEquals(db, g.of(b).item(), 1e-13, "db of " + c);
    }
  }
}
