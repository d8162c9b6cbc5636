package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.examples.CourseLogisticRegression.Data;
import dev.adjoint.examples.CourseLogisticRegression.Step;
import dev.adjoint.examples.CourseNetwork.LayerGradient;
import dev.adjoint.ops.Random;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// The course's own formulas against the tape.
class CourseTest {
  @Example
  void everyValueForwardAndEveryDerivativeBackward() {
    String report = ComputationGraph.report();
    for (String line : List.of("u = 6", "v = 11", "J = 33", "dJ/dv = 3", "dJ/da = 3", "dJ/du = 3", "dJ/db = 6", "dJ/dc = 9")) {
      assertTrue(report.contains(line), line + " is missing in\n" + report);
    }
  }

  @Provide
  Arbitrary<CourseNetwork.Activation> activations() {
    return Arbitraries.of(CourseNetwork.Activation.class);
  }

  @Property(tries = 200)
  void byHandAndOnTheTapeAgree(
      @ForAll @Size(max = 3) List<@IntRange(min = 1, max = 7) Integer> hidden,
      @ForAll("activations") CourseNetwork.Activation first,
      @ForAll("activations") CourseNetwork.Activation rest,
      @ForAll @IntRange(min = 1, max = 5) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll long seed) {
    int[] n = new int[hidden.size() + 2];
    n[0] = inputs;
    n[n.length - 1] = 1;
    List<CourseNetwork.Activation> g = new java.util.ArrayList<>();
    for (int l = 1; l <= hidden.size(); l++) {
      n[l] = hidden.get(l - 1);
      g.add(l == 1 ? first : rest);
    }
    CourseNetwork net = new CourseNetwork(n, g, seed);
    Tensor x = Random.normal(Random.key(seed), Type.of(DType.FLOAT64, inputs, m));
    double[] labels = Random.uniform(Random.key(~seed), Type.of(DType.FLOAT64, m)).toDoubleArray();
    for (int i = 0; i < m; i++) {
      labels[i] = Math.round(labels[i]);
    }
    Tensor y = Tensor.of(labels, 1, m);
    List<LayerGradient> byHand = net.byHand(x, y);
    for (int l = 1; l < n.length; l++) {
      assertEquals("(" + n[l] + ", " + n[l - 1] + ")", byHand.get(l - 1).dw().shape().toString());
      assertEquals("(" + n[l] + ", " + m + ")", byHand.get(l - 1).dz().shape().toString());
    }
    assertEquals(0, CourseDeepNetwork.difference(byHand, net.onTape(x, y), m), 1e-10);
  }

  @Property(tries = 50)
  void loopsAndVectorsAgree(
      @ForAll @IntRange(min = 1, max = 20) int n, @ForAll @IntRange(min = 1, max = 40) int m, @ForAll long seed) {
    Data data = Data.clouds(n, m, seed);
    Tensor w = Random.normal(Random.key(seed + 1), Type.of(DType.FLOAT64, n, 1));
    Step loops =
        CourseLogisticRegression.byLoops(
            data.x().toDoubleArray(), data.y().toDoubleArray(), n, m, w.toDoubleArray(), 0.3);
    Step vectors = CourseLogisticRegression.vectorized(data, w, Tensor.scalar(0.3));
    assertEquals(loops.cost(), vectors.cost(), 1e-9 * Math.max(1, loops.cost()));
    assertArrayEquals(loops.dw(), vectors.dw(), 1e-12);
    assertEquals(loops.db(), vectors.db(), 1e-12);
  }
}
