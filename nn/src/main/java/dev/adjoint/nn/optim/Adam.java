package dev.adjoint.nn.optim;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Variable;
import dev.adjoint.nn.Parameter;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.FormulaOp;
import java.util.List;

/// Adam: steps scaled by running means of the gradient and of its square.
/// ```text
/// m ← β₁ m + (1 − β₁) dw        v ← β₂ v + (1 − β₂) dw²
/// w ← w − α · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
/// ```
/// Kingma, Ba: *Adam: a method for stochastic optimization* (2015).
public final class Adam extends Optimizer {
  private static final Formula A = Formula.input(0);
  private static final Formula B = Formula.input(1);
  private static final Formula C = Formula.input(2);
  private static final FormulaOp MEAN = FormulaOp.of("AdamMean", 3, A.add(C.mul(B.sub(A))));
  private static final FormulaOp SQUARE = FormulaOp.of("AdamSquare", 3, A.add(C.mul(B.mul(B).sub(A))));
  private static final FormulaOp MOVE =
      FormulaOp.of(
          "AdamMove",
          6,
          A.sub(Formula.input(3).mul(B).div(C.mul(Formula.input(4)).sqrt().add(Formula.input(5)))));

  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final List<Variable> mean;
  private final List<Variable> square;

  /// Adam with the paper's β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
  public Adam(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0.9, 0.999, 1e-8);
  }

  /// Adam.
  ///
  /// @param beta1 how slowly the mean of gradients forgets, in `[0, 1)`
  /// @param beta2 how slowly the mean of their squares forgets, in `[0, 1)`
  /// @param epsilon keeps the quotient finite; positive
  public Adam(List<Parameter> parameters, double learningRate, double beta1, double beta2, double epsilon) {
    super(parameters, learningRate);
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
      throw new IllegalArgumentException(
          "Adam: beta1 " + beta1 + " and beta2 " + beta2 + " are in [0, 1), epsilon " + epsilon + " is positive");
    }
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    mean = zeros("mean");
    square = zeros("square");
  }

  @Override
  protected void update(int i, Parameter w, Tensor dw) {
    Variable m = mean.get(i);
    Variable v = square.get(i);
    Variable.update(MEAN, new Variable[] {m}, m.current(), dw, scalar(1 - beta1, w));
    Variable.update(SQUARE, new Variable[] {v}, v.current(), dw, scalar(1 - beta2, w));
    double rate = learningRate() / (1 - Math.pow(beta1, steps()));
    double correction = 1 / (1 - Math.pow(beta2, steps()));
    Variable.update(
        MOVE,
        new Variable[] {w},
        w.current(),
        m.current(),
        v.current(),
        scalar(rate, w),
        scalar(correction, w),
        scalar(epsilon, w));
  }
}
