package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Scope;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.recurrent.Cell;
import java.util.ArrayList;
import java.util.List;

/// A block that reads a sequence and carries a state from step to step: [Lstm], [Gru], [Rnn], or any [Cell].
///
/// A sequence is `(t, m, inputs)`, `t` steps of `m` rows; a state has one part or several, each `(m, units)`,
/// of which the first is what the block puts out. Several steps together are much faster than one at a time:
/// only the product with the hidden state has to wait for the step before.
/// ```java
/// Lstm lstm = new Lstm("lstm", 64, 128, FLOAT32, key);
/// Tensor logits = lstm.run(xs).last().hidden().then(output);     // reads a whole sequence
/// State state = lstm.start(1);
/// for (…) {
///   state = lstm.step(x, state);                                 // goes on, step by step
/// }
/// ```
public class RecurrentBlock implements Block {
  private final String name;
  private final Cell cell;
  private final int inputs;
  private final int units;
  private final List<Parameter> parameters;

  /// What is carried from step to step.
  ///
  /// @param parts the hidden state first, each `(m, units)`
  public record State(List<Tensor> parts) {
    /// The state of these parts.
    public State {
      parts = List.copyOf(parts);
    }

    /// What the block puts out.
    public Tensor hidden() {
      return parts.getFirst();
    }
  }

  /// What comes of a sequence.
  ///
  /// @param outputs the hidden states after every step, `(t, m, units)`
  /// @param last the state after the last step
  public record Run(Tensor outputs, State last) {}

  /// A block with weights drawn by an initializer and biases of zero.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param key the random key to draw with
  public RecurrentBlock(
      String name, Cell cell, int inputs, int units, DType dtype, Initializer initializer, Tensor key) {
    if (inputs < 1 || units < 1) {
      throw new IllegalArgumentException(
          cell.name() + " " + name + ": " + inputs + " inputs and " + units
              + " units; both must be positive");
    }
    this.name = name;
    this.cell = cell;
    this.inputs = inputs;
    this.units = units;
    int k = cell.gates() * units;
    List<Parameter> all = new ArrayList<>();
    Tensor ofInput = initializer.draw(Random.split(key, 0), Type.of(dtype, k, inputs));
    Tensor ofHidden = initializer.draw(Random.split(key, 1), Type.of(dtype, k, units));
    all.add(Parameter.weight(name + "/w", ofInput));
    all.add(Parameter.weight(name + "/u", ofHidden));
    all.add(Parameter.bias(name + "/b", Tensor.zeros(Type.of(dtype, k))));
    if (cell.hiddenBias()) {
      all.add(Parameter.bias(name + "/c", Tensor.zeros(Type.of(dtype, k))));
    }
    parameters = List.copyOf(all);
  }

  /// How recurrent weights usually start: uniform between `±1/√units`, so that a pre-activation sums to about
  /// the size of one hidden unit.
  static Initializer usual(int units) {
    return Initializer.uniform(1 / Math.sqrt(Math.max(1, units)));
  }

  /// Reads a sequence from a state of zeros.
  ///
  /// @param xs `(t, m, inputs)` with `t ≥ 1`
  /// @throws OperandException if it does not fit
  public final Run run(Tensor xs) {
    demand(xs, 3, "(t, m, " + inputs + ") with t ≥ 1");
    return run(xs, start(xs.shape().dim(1)));
  }

  /// Reads a sequence from a state on.
  ///
  /// @param xs `(t, m, inputs)` with `t ≥ 1`
  /// @throws OperandException if it or the state does not fit
  public final Run run(Tensor xs, State state) {
    demand(xs, 3, "(t, m, " + inputs + ") with t ≥ 1");
    demandState(xs, state);
    Tensor[] x = new Tensor[1 + parameters.size() + state.parts().size()];
    int next = 0;
    x[next++] = xs;
    for (Parameter p : parameters) {
      x[next++] = p.on(xs);
    }
    for (Tensor part : state.parts()) {
      x[next++] = part;
    }
    try (Scope _ = Scope.open(xs, name)) {
      Tensor[] y = cell.run(x);
      int t = xs.shape().dim(0);
      List<Tensor> last = new ArrayList<>();
      for (Tensor states : y) {
        last.add(Layout.squeeze(Layout.slice(states, 0, t - 1, t), 0));
      }
      return new Run(y[0], new State(last));
    }
  }

  /// Reads one input.
  ///
  /// @param x `(m, inputs)`
  /// @return the state after it
  /// @throws OperandException if it or the state does not fit
  public final State step(Tensor x, State state) {
    demand(x, 2, "(m, " + inputs + ")");
    return run(Layout.expand(x, 0), state).last();
  }

  /// A state of zeros for so many rows.
  public final State start(int rows) {
    Type type = Type.of(parameters.getFirst().type().dtype(), rows, units);
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < cell.states(); i++) {
      parts.add(Tensor.zeros(type));
    }
    return new State(parts);
  }

  private void demand(Tensor x, int rank, String rule) {
    DType dtype = parameters.getFirst().type().dtype();
    boolean fits = x.dtype() == dtype && x.shape().rank() == rank && x.shape().dim(-1) == inputs;
    if (!fits || rank == 3 && x.shape().dim(0) == 0) {
      throw OperandException.of(
          cell.name() + " " + name, new Mismatch("the input does not fit").rule(dtype + " " + rule), x);
    }
  }

  private void demandState(Tensor xs, State state) {
    Type part = Type.of(xs.dtype(), xs.shape().dim(1), units);
    int count = cell.states();
    if (state.parts().size() != count || !state.parts().stream().allMatch(p -> p.type().equals(part))) {
      List<Tensor> operands = new ArrayList<>(List.of(xs));
      operands.addAll(state.parts());
      throw OperandException.of(
          cell.name() + " " + name,
          new Mismatch("the state does not fit")
              .rule("xs (t, m, " + inputs + ") and " + count + (count == 1 ? " part " : " parts ") + part)
              .hint("start(m) gives one of zeros"),
          operands.toArray(Tensor[]::new));
    }
  }

  /// The number of units, which is that of outputs.
  public final int units() {
    return units;
  }

  /// The weights of the input, `(gates · units, inputs)`, gate by gate.
  public final Parameter weights() {
    return parameters.get(0);
  }

  /// The weights of the hidden state, `(gates · units, units)`, gate by gate.
  public final Parameter hiddenWeights() {
    return parameters.get(1);
  }

  /// The biases, `(gates · units,)`, gate by gate.
  public final Parameter biases() {
    return parameters.get(2);
  }

  /// The parameters: weights, hidden weights, biases, and those of the hidden part if the cell has any.
  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }
}
