package dev.adjoint.examples.languageofname;

import static dev.adjoint.nn.Activation.RELU;
import static dev.adjoint.ops.Arithmetic.add;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.Classifier;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Dense;
import dev.adjoint.nn.Parameter;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.List;

/// One network that judges every language alike: it gives a logit for the evidence `(figures,)` that a name
/// is in a language, so that all languages learn together what counts. What is peculiar to a language is
/// little: its own biases of the first layer and of the logit, and how far what is found for one language
/// speaks for or against another, as Swedish does against Danish.
final class EvidenceNetwork implements Classifier {
  private static final int HIDDEN1 = 96;
  private static final int HIDDEN2 = 32;

  /// The shares of figures and of units that are dropped in training.
  private static final double FIGURES_DROPPED = 0.2;

  private static final double UNITS_DROPPED = 0.1;

  private final int figures;
  private final Dense hidden;
  private final Parameter accents;
  private final Parameter kinship;
  private final Parameter priors;
  private final DeepNetwork rest;

  EvidenceNetwork(int figures, int languages, long seed) {
    this.figures = figures;
    hidden = new Dense("hidden1", figures, HIDDEN1, DType.FLOAT32, RELU.initializer(), Random.key(seed));
    accents = Parameter.bias("hidden1/accents", Tensor.zeros(Type.of(DType.FLOAT32, languages, HIDDEN1)));
    kinship = Parameter.weight("hidden1/kinship", Tensor.zeros(Type.of(DType.FLOAT32, languages, languages)));
    rest = DeepNetwork.of(HIDDEN1).hidden(HIDDEN2, RELU, UNITS_DROPPED).outputs(1).seed(seed + 1).build();
    priors = Parameter.bias("output/priors", Tensor.zeros(Type.of(DType.FLOAT32, languages)));
  }

  /// The logits, `(m, languages)`, for evidence `(m, languages, figures)`.
  @Override
  public Tensor apply(Tensor x) {
    int m = x.shape().dim(0);
    int languages = x.shape().dim(1);
    Tensor rows = Layout.reshape(Random.dropout(x, FIGURES_DROPPED), m * languages, figures);
    Tensor z = add(Layout.reshape(hidden.apply(rows), m, languages, HIDDEN1), accents.on(x));
    Tensor consulted = add(z, Linalg.matmul(kinship.on(x), Activations.relu(z)));
    Tensor a = Random.dropout(Activations.relu(consulted), UNITS_DROPPED);
    Tensor logits = rest.apply(Layout.reshape(a, m * languages, HIDDEN1));
    return add(Layout.reshape(logits, m, languages), priors.on(x));
  }

  /// The widths of the layers, such as `268-96-32-1`.
  String widths() {
    return figures + "-" + HIDDEN1 + "-" + HIDDEN2 + "-1";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(hidden.parameters());
    all.add(accents);
    all.add(kinship);
    all.addAll(rest.parameters());
    all.add(priors);
    return all;
  }
}
