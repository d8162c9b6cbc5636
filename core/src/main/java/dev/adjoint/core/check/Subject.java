package dev.adjoint.core.check;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is checked: something that can be evaluated at any point of its floating inputs.
interface Subject {
  /// The names of the floating inputs, for messages.
  List<String> names();

  /// The types of the floating inputs.
  List<Type> types();

  /// The elements of the floating inputs where the derivative is checked.
  double[][] point();

  /// Evaluates at `x`, which has the layout of [#point].
  ///
  /// @param wide whether the inputs are given in FLOAT64 whatever their types are
  Evaluation at(double[][] x, boolean wide);

  /// Puts back what [#at] changed.
  default void restore() {}

  /// A function of tensors; inputs that are not floating are constants.
  record OfFunction(Function<Tensor[], Tensor[]> f, Tensor[] inputs) implements Subject {
    @Override
    public List<String> names() {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        if (inputs[i].dtype().isFloating()) {
          String name = inputs[i].name();
          names.add("x[" + i + "]" + (name == null ? "" : " " + name));
        }
      }
      return names;
    }

    @Override
    public List<Type> types() {
      return floating().map(Tensor::type).toList();
    }

    @Override
    public double[][] point() {
      return floating().map(Tensor::toDoubleArray).toArray(double[][]::new);
    }

    private Stream<Tensor> floating() {
      return Arrays.stream(inputs).filter(x -> x.dtype().isFloating());
    }

    @Override
    public Evaluation at(double[][] x, boolean wide) {
      // Nested, because the function may use tensors of other tapes.
      Tape tape = Tape.nested(null);
      Tensor[] all = inputs.clone();
      List<Tensor> entered = new ArrayList<>();
      for (int i = 0; i < all.length; i++) {
        if (all[i].dtype().isFloating()) {
          Tensor value = Evaluation.tensor(all[i].type(), x[entered.size()], wide);
          String name = inputs[i].name();
          all[i] = name == null ? tape.variable(value) : tape.variable(name, value);
          entered.add(all[i]);
        }
      }
      return new Evaluation(tape, entered.toArray(Tensor[]::new), f.apply(all));
    }
  }

  /// A function of a tape with respect to variables.
  record OfModel(Function<Tape, Tensor> f, List<Variable> variables, Supplier<Tape> tapes, double[][] point)
      implements Subject {
    static OfModel of(Function<Tape, Tensor> f, List<Variable> variables, Supplier<Tape> tapes) {
      double[][] point = variables.stream().map(v -> v.value().toDoubleArray()).toArray(double[][]::new);
      return new OfModel(f, variables, tapes, point);
    }

    @Override
    public List<String> names() {
      return variables.stream().map(Variable::name).toList();
    }

    @Override
    public List<Type> types() {
      return variables.stream().map(Variable::type).toList();
    }

    @Override
    public Evaluation at(double[][] x, boolean wide) {
      assign(x);
      Tape tape = tapes.get();
      Tensor y = f.apply(tape);
      // A variable that the model leaves out is entered here: its gradient is zero, as differences must be.
      Tensor[] entered = variables.stream().map(v -> v.on(tape)).toArray(Tensor[]::new);
      return new Evaluation(tape, entered, new Tensor[] {y});
    }

    @Override
    public void restore() {
      assign(point);
    }

    private void assign(double[][] x) {
      for (int i = 0; i < x.length; i++) {
        Variable v = variables.get(i);
        v.assign(Evaluation.tensor(v.type(), x[i], false));
      }
    }
  }

  /// The gradient of another subject for a fixed cotangent, whose own derivative is of order two.
  record OfGradient(Subject of, double[][] dy) implements Subject {
    @Override
    public List<String> names() {
      return of.names();
    }

    @Override
    public List<Type> types() {
      return of.types();
    }

    @Override
    public double[][] point() {
      return of.point();
    }

    @Override
    public Evaluation at(double[][] x, boolean wide) {
      return of.at(x, wide).gradient(dy);
    }

    @Override
    public void restore() {
      of.restore();
    }
  }
}
