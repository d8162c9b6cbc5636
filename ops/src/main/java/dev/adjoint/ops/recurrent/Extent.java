package dev.adjoint.ops.recurrent;

import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Type;
import java.util.Arrays;

/// The sizes of a run.
///
/// @param steps the length of the sequence
/// @param rows the number of sequences side by side
/// @param inputs the features of an input
/// @param units the width of a state
record Extent(DType dtype, int steps, int rows, int inputs, int units) {
  /// The number of the first state among the inputs of a cell.
  static int firstState(Cell cell) {
    return cell.hiddenBias() ? 5 : 4;
  }

  /// The number of inputs of a cell.
  static int inputs(Cell cell) {
    return firstState(cell) + cell.states();
  }

  /// The sizes for these inputs, which begin with those of the cell.
  ///
  /// @throws Mismatch if they do not fit
  static Extent of(Cell cell, Type[] x) {
    Mismatch.demandInputs(x, inputs(cell));
    DType dtype = x[0].dtype();
    if (!dtype.isFloating() || !Arrays.stream(x).allMatch(t -> t.dtype() == dtype)) {
      throw new Mismatch("dtypes differ or are not floating").rule("all FLOAT32 or all FLOAT64");
    }
    if (x[0].shape().rank() != 3 || x[0].shape().dim(0) == 0) {
      throw new Mismatch("not a sequence")
          .rule("xs is (t, m, n) with t ≥ 1")
          .hint("a single step is a sequence of one: expand(x, 0)");
    }
    Shape xs = x[0].shape();
    int units = x[2].shape().rank() == 2 ? x[2].shape().dim(1) : 0;
    Extent e = new Extent(dtype, xs.dim(0), xs.dim(1), xs.dim(2), units);
    Shape bias = Shape.of(cell.gates() * units);
    boolean fits = units > 0
        && x[1].shape().equals(Shape.of(cell.gates() * units, e.inputs))
        && x[2].shape().equals(Shape.of(cell.gates() * units, units));
    for (int i = 3; i < x.length; i++) {
      fits &= x[i].shape().equals(i < firstState(cell) ? bias : e.state().shape());
    }
    if (!fits) {
      String k = cell.gates() == 1 ? "h" : cell.gates() + "h";
      throw new Mismatch("weights, biases or states do not fit")
          .rule("xs (t, m, n), w (" + k + ", n), u (" + k + ", h), b (" + k + ",), "
              + (cell.hiddenBias() ? "c (" + k + ",), " : "")
              + (cell.states() == 1 ? "state (m, h)" : cell.states() + " states (m, h)") + " with h ≥ 1");
    }
    return e;
  }

  /// The type of a state after every step.
  Type sequence() {
    return Type.of(dtype, steps, rows, units);
  }

  /// The type of a state.
  Type state() {
    return Type.of(dtype, rows, units);
  }
}
