package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Random;
import java.util.List;

/// Binary classification by one unit: the logit of class 1 is `x wᵀ + b`, its probability the sigmoid of that.
public final class LogisticRegression implements Classifier {
  private final Dense unit;

  /// A model of zeros: with one unit there is no symmetry to break.
  public LogisticRegression(int inputs, DType dtype) {
    unit = new Dense("logistic", inputs, 1, dtype, Initializer.zeros(), Random.key(0));
  }

  /// The logits of class 1, `(m, 1)`, for rows `(m, inputs)`.
  @Override
  public Tensor apply(Tensor x) {
    return unit.apply(x);
  }

  @Override
  public List<Parameter> parameters() {
    return unit.parameters();
  }
}
