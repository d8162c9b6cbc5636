package dev.adjoint.core.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One run of a [Subject] on a tape of its own, from which values and both kinds of derivative can be read as
/// plain numbers.
final class Evaluation implements AutoCloseable {
  private final Tape tape;
  private final Tensor[] x;
  private final Tensor[] y;

  /// @param x the inputs as entered on `tape`
  /// @param y the outputs; those that are not floating have no derivative and are left out
  Evaluation(Tape tape, Tensor[] x, Tensor[] y) {
    this.tape = tape;
    this.x = x;
    this.y = Arrays.stream(y).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
  }

  static Tensor tensor(Type type, double[] elements, boolean wide) {
    int[] sizes = type.shape().toArray();
    if (wide || type.dtype() == DType.FLOAT64) {
      return Tensor.of(elements, sizes);
    }
    float[] narrow = new float[elements.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) elements[i];
    }
    return Tensor.of(narrow, sizes);
  }

  /// The types of the floating outputs.
  List<Type> types() {
    return Arrays.stream(y).map(Tensor::type).toList();
  }

  /// The elements of the floating outputs.
  double[][] values() {
    return Arrays.stream(y).map(Tensor::toDoubleArray).toArray(double[][]::new);
  }

  /// The cotangents of the inputs for cotangents `dy` of the outputs.
  double[][] vjp(double[][] dy) {
    double[][] dx = Arrays.stream(x).map(t -> new double[t.shape().size()]).toArray(double[][]::new);
    for (int j = 0; j < y.length; j++) {
      Gradients g = tape.sweep(y[j]).from(tensor(y[j].type(), dy[j], false)).unreachedAsZero().to(x);
      for (int i = 0; i < x.length; i++) {
        double[] term = g.of(x[i]).toDoubleArray();
        for (int k = 0; k < term.length; k++) {
          dx[i][k] += term[k];
        }
      }
    }
    return dx;
  }

  /// The tangents of the outputs for tangents `dx` of the inputs.
  double[][] jvp(double[][] dx) {
    Tensor[] t = new Tensor[x.length];
    for (int i = 0; i < t.length; i++) {
      t[i] = tensor(x[i].type(), dx[i], false);
    }
    return Arrays.stream(y).map(yj -> tape.tangent(yj, x, t).toDoubleArray()).toArray(double[][]::new);
  }

  /// The same run with the gradients for `dy`, themselves recorded, as its outputs: one for each output and
  /// input.
  Evaluation gradient(double[][] dy) {
    List<Tensor> gradients = new ArrayList<>();
    for (int j = 0; j < y.length; j++) {
      Gradients g =
          tape.sweep(y[j]).from(tensor(y[j].type(), dy[j], false)).recorded().unreachedAsZero().to(x);
      for (Tensor input : x) {
        gradients.add(g.of(input));
      }
    }
    return new Evaluation(tape, x, gradients.toArray(Tensor[]::new));
  }

  @Override
  public void close() {
    tape.close();
  }
}
