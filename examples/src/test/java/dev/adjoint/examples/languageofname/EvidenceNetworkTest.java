package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Trainer;
import dev.adjoint.ops.Random;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceNetworkTest {
  private static final int LANGUAGES = 4;
  private static final int FIGURES = 6;
  private final Tensor x = Random.normal(Random.key(3), Type.of(DType.FLOAT32, 20, LANGUAGES, FIGURES));

  @Test
  void givesALogitForEachLanguage() {
    EvidenceNetwork network = new EvidenceNetwork(FIGURES, LANGUAGES, 1);
    assertEquals(Shape.of(20, LANGUAGES), network.apply(x).shape());
    assertEquals("6-96-32-1", network.widths());
  }

  @Test
  void judgesLanguagesAlikeUntilItHasLearnt() {
    EvidenceNetwork network = new EvidenceNetwork(FIGURES, LANGUAGES, 1);
    float[] one = new float[LANGUAGES * FIGURES];
    for (int language = 0; language < LANGUAGES; language++) {
      for (int figure = 0; figure < FIGURES; figure++) {
        one[language * FIGURES + figure] = figure;
      }
    }
    float[] logits = network.apply(Tensor.of(one, 1, LANGUAGES, FIGURES)).toFloatArray();
    for (float logit : logits) {
      assertEquals(logits[0], logit);
    }
  }

  @Test
  void everyParameterLearns() {
    EvidenceNetwork network = new EvidenceNetwork(FIGURES, LANGUAGES, 1);
    List<float[]> before = network.parameters().stream().map(p -> p.value().toFloatArray()).toList();
    int[] languages = new int[20];
    Arrays.setAll(languages, i -> i % LANGUAGES);
    new Trainer(network, Losses::softmaxCrossEntropy, new Sgd(network.parameters(), 0.1))
        .epochs(2)
        .fit(new Dataset(x, Tensor.of(languages, 20)));
    for (int i = 0; i < before.size(); i++) {
      Parameter p = network.parameters().get(i);
      if (p.type().shape().size() > 1) { // the bias of the one output moves all logits alike
        assertTrue(distance(before.get(i), p.value().toFloatArray()) > 1e-5, p.name());
      }
    }
  }

  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += Math.pow(a[i] - b[i], 2);
    }
    return Math.sqrt(squares);
  }
}
