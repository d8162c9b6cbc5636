package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The workloads, and Adjoint's side of them. That the peers compute the same is shown by the comparison
/// itself.
class WorkloadsTest {
  @Test
  void namesAreDistinctAndFindTheirWorkload() {
    List<Workload> all = Workloads.all();
    assertEquals(all.size(), all.stream().map(Workload::name).distinct().count());
    for (Workload w : all) {
      assertEquals(w.name(), Workloads.named(w.name()).name());
    }
    assertThrows(IllegalArgumentException.class, () -> Workloads.named("B99"));
  }

  @Test
  void equalExamplesHaveDifferentTargets() {
    Workload.Mlp w = (Workload.Mlp) Workloads.named("B2s");
    float[] x = w.x().data();
    int[] labels = w.labels();
    int half = w.batch() / 2;
    for (int i = 0; i < half; i++) {
      assertArrayEquals(
          Arrays.copyOfRange(x, i * 784, (i + 1) * 784),
          Arrays.copyOfRange(x, (i + half) * 784, (i + half + 1) * 784));
      assertNotEquals(labels[i], labels[i + half]);
    }
    assertTrue(Arrays.stream(labels).allMatch(l -> l >= 0 && l < 10));
  }

  @Test
  void everyCallDrawsTheSameNumbers() {
    Workload.Mlp w = (Workload.Mlp) Workloads.named("B3");
    assertArrayEquals(w.x().data(), w.x().data());
    assertArrayEquals(w.parameters().get(4).data(), w.parameters().get(4).data());
  }

  @Test
  void trainingLowersTheLoss() {
    for (String name : List.of("B1", "B2s", "B2a", "B3", "B4", "B7", "B7g")) {
      try (Step step = prepared(name)) {
        float[][] gradients = step.results();
        double before = step.run();
        double after = step.run();
        assertTrue(after < before, name + ": " + before + ", then " + after);
        assertTrue(gradients.length >= 2, name);
      }
    }
  }

  @Test
  void whatDoesNotTrainRepeats() {
    for (String name : List.of("B5", "B6")) {
      try (Step step = prepared(name)) {
        assertEquals(step.run(), step.run(), name);
        assertArrayEquals(step.results(), step.results(), name);
      }
    }
  }

  @Test
  void productsAgreeWithTheDefinition() {
    for (String orientation : List.of("", "/nt", "/tn", "/tt")) {
      Workload.Product p = (Workload.Product) Workloads.named("G 128x784x512" + orientation);
      float[] c = prepared(p.name()).results()[0];
      double expected = 0;
      int i = 77;
      int j = 303;
      for (int k = 0; k < p.k(); k++) {
        float a = p.a().data()[p.transposeA() ? k * p.lda() + i : i * p.lda() + k];
        float b = p.b().data()[p.transposeB() ? j * p.ldb() + k : k * p.ldb() + j];
        expected += (double) a * b;
      }
      assertEquals(expected, c[i * p.n() + j], 1e-4 * 28, p.name()); // √784 is the size of such a sum
    }
  }

  private static Step prepared(String name) {
    return new Adjoint().prepare(Workloads.named(name));
  }
}
