package dev.adjoint.nn.optim;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Variable;
import dev.adjoint.nn.Parameter;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.MultiFormulaOp;
import java.util.List;

/// Adam: steps scaled by running means of the gradient and of its square.
/// ```text
/// m ← β₁ m + (1 − β₁) dw        v ← β₂ v + (1 − β₂) dw²
/// w ← w − α · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
/// ```
/// Kingma, Ba: *Adam: a method for stochastic optimization* (2015).
public final class Adam extends Optimizer {
  /// One pass over the parameter, its gradient and both means.
  private static final MultiFormulaOp UPDATE = update();

  private static MultiFormulaOp update() {
    Formula w = Formula.input(0);
    Formula dw = Formula.input(1);
    Formula m = Formula.input(2);
    Formula v = Formula.input(3);
    Formula mean = m.add(Formula.input(4).mul(dw.sub(m)));
    Formula square = v.add(Formula.input(5).mul(dw.mul(dw).sub(v)));
    Formula size = Formula.input(7).mul(square).sqrt().add(Formula.input(8));
    Formula moved = w.sub(Formula.input(6).mul(mean).div(size));
    return MultiFormulaOp.of("Adam", 9, mean, square, moved);
  }

  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final List<Variable> mean;
  private final List<Variable> square;
  private final Scalar newsOfMean = new Scalar();
  private final Scalar newsOfSquare = new Scalar();
  private final Scalar rate = new Scalar();
  private final Scalar correction = new Scalar();
  private final Scalar smallest = new Scalar();

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
    DType dtype = w.type().dtype();
    Variable.update(
        UPDATE,
        new Variable[] {m, v, w},
        w.current(),
        dw,
        m.current(),
        v.current(),
        newsOfMean.of(1 - beta1, dtype),
        newsOfSquare.of(1 - beta2, dtype),
        rate.of(learningRate() / (1 - Math.pow(beta1, steps())), dtype),
        correction.of(1 / (1 - Math.pow(beta2, steps())), dtype),
        smallest.of(epsilon, dtype));
  }
}
