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
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.List;

/// One network that judges every language alike: it gives a logit for the evidence `(figures,)` that a name
/// is in a language, so that all languages learn together what counts. What is peculiar to a language, its
/// own biases of the first layer and of the logit, is little.
final class EvidenceNetwork implements Classifier {
  private static final int HIDDEN1 = 64;
  private static final int HIDDEN2 = 32;

  private final int figures;
  private final double dropout;
  private final Dense hidden;
  private final Parameter accents;
  private final Parameter priors;
  private final DeepNetwork rest;

  /// @param dropout the share of figures and of units that are dropped in training
  EvidenceNetwork(int figures, int languages, double dropout, long seed) {
    this.figures = figures;
    this.dropout = dropout;
    hidden = new Dense("hidden1", figures, HIDDEN1, DType.FLOAT32, RELU.initializer(), Random.key(seed));
    accents = Parameter.bias("hidden1/accents", Tensor.zeros(Type.of(DType.FLOAT32, languages, HIDDEN1)));
    rest = DeepNetwork.of(HIDDEN1).hidden(HIDDEN2, RELU, dropout).outputs(1).seed(seed + 1).build();
    priors = Parameter.bias("output/priors", Tensor.zeros(Type.of(DType.FLOAT32, languages)));
  }

  /// The logits, `(m, languages)`, for evidence `(m, languages, figures)`.
  @Override
  public Tensor apply(Tensor x) {
    int m = x.shape().dim(0);
    int languages = x.shape().dim(1);
    Tensor rows = Layout.reshape(Random.dropout(x, dropout), m * languages, figures);
    Tensor z = add(Layout.reshape(hidden.apply(rows), m, languages, HIDDEN1), accents.on(x));
    Tensor a = Random.dropout(Activations.relu(z), dropout);
    Tensor logits = rest.apply(Layout.reshape(a, m * languages, HIDDEN1));
    return add(Layout.reshape(logits, m, languages), priors.on(x));
  }

  /// The widths of the layers, such as `297-64-32-1`.
  String widths() {
    return figures + "-" + HIDDEN1 + "-" + HIDDEN2 + "-1";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(hidden.parameters());
    all.add(accents);
    all.addAll(rest.parameters());
    all.add(priors);
    return all;
  }
}
