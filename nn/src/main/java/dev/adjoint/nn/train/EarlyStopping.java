package dev.adjoint.nn.train;

import dev.adjoint.core.Tensor;
import dev.adjoint.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Stops when a figure of the validation data has not improved for a number of epochs, and puts back the parameters of the
/// best epoch.
public final class EarlyStopping implements Listener {
  private final List<Parameter> parameters;
  private final int patience;
  private final ToDoubleFunction<Epoch> badness;
  private double best = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private List<Tensor> bestValues = List.of();

  private EarlyStopping(List<Parameter> parameters, int patience, ToDoubleFunction<Epoch> badness) {
    if (patience < 1) {
      throw new IllegalArgumentException("EarlyStopping: patience " + patience + " is not positive");
    }
    this.parameters = List.copyOf(parameters);
    this.patience = patience;
    this.badness = badness;
  }

  /// Watches the validation cost.
  ///
  /// @param patience how many epochs in a row may bring no improvement
  public static EarlyStopping onCost(List<Parameter> parameters, int patience) {
    return new EarlyStopping(parameters, patience, Epoch::validationCost);
  }

  /// Watches the validation accuracy.
  public static EarlyStopping onAccuracy(List<Parameter> parameters, int patience) {
    return new EarlyStopping(parameters, patience, e -> -e.validationAccuracy());
  }

  @Override
  public boolean epochEnded(Epoch epoch) {
    double now = badness.applyAsDouble(epoch);
    if (Double.isNaN(now)) {
      throw new IllegalStateException(
          "EarlyStopping: epoch " + epoch.number() + " has no such figure; give fit validation data, and a metric for accuracy");
    }
    if (now < best) {
      best = now;
      bestEpoch = epoch.number();
      List<Tensor> values = new ArrayList<>();
      for (Parameter p : parameters) {
        values.add(p.value());
      }
      bestValues = values;
    }
    return epoch.number() - bestEpoch < patience;
  }

  @Override
  public void ended() {
    for (int i = 0; i < bestValues.size(); i++) {
      parameters.get(i).assign(bestValues.get(i));
    }
  }

  /// The epoch whose parameters were kept, counted from 1; 0 before the first.
  public int bestEpoch() {
    return bestEpoch;
  }
}
