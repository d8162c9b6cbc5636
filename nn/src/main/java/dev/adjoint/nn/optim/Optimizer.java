package dev.adjoint.nn.optim;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Variable;
import dev.adjoint.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/// Changes parameters so that a cost gets smaller. An optimizer keeps state for the parameters it was made for, as
/// variables of their shapes; every update of one parameter is published as a whole.
public abstract class Optimizer {
  private final List<Parameter> parameters;
  private double learningRate;
  private long steps;

  /// @param learningRate how far a step goes; positive
  protected Optimizer(List<Parameter> parameters, double learningRate) {
    this.parameters = List.copyOf(parameters);
    setLearningRate(learningRate);
  }

  /// Updates every parameter by its gradient.
  ///
  /// @throws dev.adjoint.core.GradientException if `g` lacks one of the parameters; then nothing is updated
  public final void step(Gradients g) {
    List<Tensor> gradients = new ArrayList<>(parameters.size());
    for (Parameter p : parameters) {
      gradients.add(g.of(p));
    }
    steps++;
    for (int i = 0; i < gradients.size(); i++) {
      update(i, parameters.get(i), gradients.get(i));
    }
  }

  /// Updates parameter number `i`.
  protected abstract void update(int i, Parameter w, Tensor dw);

  /// The parameters, in order.
  public final List<Parameter> parameters() {
    return parameters;
  }

  /// How many steps were taken.
  public final long steps() {
    return steps;
  }

  /// How far a step goes.
  public final double learningRate() {
    return learningRate;
  }

  /// Changes how far the next steps go.
  public final void setLearningRate(double learningRate) {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learning rate " + learningRate + ": it is a positive number");
    }
    this.learningRate = learningRate;
  }

  /// Zeros of the shape of each parameter, for state named after it.
  final List<Variable> zeros(String name) {
    List<Variable> state = new ArrayList<>();
    for (Parameter p : parameters) {
      state.add(new Variable(p.name() + "/" + name, Tensor.zeros(p.type())));
    }
    return List.copyOf(state);
  }
}
