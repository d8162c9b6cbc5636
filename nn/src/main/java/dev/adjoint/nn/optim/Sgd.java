package dev.adjoint.nn.optim;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Variable;
import dev.adjoint.nn.Parameter;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.FormulaOp;
import dev.adjoint.ops.pointwise.MultiFormulaOp;
import java.util.List;

/// Gradient descent, `w ← w − α · dw`, or with momentum `v ← β · v + dw`, `w ← w − α · v`.
///
/// Polyak: *Some methods of speeding up the convergence of iteration methods* (1964). The course weighs the gradient by
/// `1 − β`, which is the same with α multiplied by `1 − β`.
public final class Sgd extends Optimizer {
  private static final Formula W = Formula.input(0);
  private static final FormulaOp DESCEND =
      FormulaOp.of("Descend", 3, W.sub(Formula.input(2).mul(Formula.input(1))));
  /// With momentum: one pass over the parameter, its gradient and the velocity.
  private static final MultiFormulaOp ROLL = roll();

  private static MultiFormulaOp roll() {
    Formula dw = Formula.input(1);
    Formula v = Formula.input(2);
    Formula velocity = Formula.input(3).fma(v, dw);
    return MultiFormulaOp.of("Roll", 5, velocity, W.sub(Formula.input(4).mul(velocity)));
  }

  private final double momentum;
  private final List<Variable> velocity;
  private final Scalar rate = new Scalar();
  private final Scalar friction = new Scalar();

  /// Plain gradient descent.
  public Sgd(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0);
  }

  /// Gradient descent with momentum.
  ///
  /// @param momentum β, in `[0, 1)`
  public Sgd(List<Parameter> parameters, double learningRate, double momentum) {
    super(parameters, learningRate);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("Sgd: momentum " + momentum + " is not in [0, 1)");
    }
    this.momentum = momentum;
    velocity = momentum == 0 ? List.of() : zeros("velocity");
  }

  @Override
  protected void update(int i, Parameter w, Tensor dw) {
    DType dtype = w.type().dtype();
    Tensor alpha = rate.of(learningRate(), dtype);
    if (momentum == 0) {
      Variable.update(DESCEND, new Variable[] {w}, w.current(), dw, alpha);
    } else {
      Variable v = velocity.get(i);
      Tensor beta = friction.of(momentum, dtype);
      Variable.update(ROLL, new Variable[] {v, w}, w.current(), dw, v.current(), beta, alpha);
    }
  }
}
