package dev.adjoint.ops.kernel;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;

/// Runs a formula over the elements of the inputs of a call, which broadcast to the shape of its output.
public final class PointwiseLoop {
  private final Formula formula;
  private final int arity;

  /// @param formula over `input(0)` to `input(arity - 1)`
  public PointwiseLoop(Formula formula, int arity) {
    this.formula = formula;
    this.arity = arity;
  }

  /// Computes output 0 from the inputs.
  public void run(Call call) {
    Shape shape = call.yType(0).shape();
    int rank = shape.rank();
    int[] at = new int[rank];
    DType dtype = DType.FLOAT64;
    for (int i = 0; i < arity; i++) {
      dtype = call.xType(i).dtype() == DType.BOOL ? dtype : call.xType(i).dtype();
    }
    for (int flat = 0; flat < shape.size(); flat++) {
      int rest = flat;
      for (int axis = rank - 1; axis >= 0; axis--) {
        at[axis] = rest % shape.dim(axis);
        rest /= shape.dim(axis);
      }
      double[] x = new double[arity];
      long[] integers = new long[arity];
      for (int i = 0; i < arity; i++) {
        Shape from = call.xType(i).shape();
        int index = 0;
        for (int axis = 0; axis < from.rank(); axis++) {
          index = index * from.dim(axis) + (from.dim(axis) == 1 ? 0 : at[axis + rank - from.rank()]);
        }
        x[i] = get(call.x(i), index);
        integers[i] = (long) x[i];
      }
      double y =
          dtype.isFloating() ? formula.evaluate(dtype, x) : (double) formula.evaluateIntegers(dtype, integers);
      switch (call.y(0)) {
        case float[] a -> a[flat] = (float) y;
        case double[] a -> a[flat] = y;
        case int[] a -> a[flat] = (int) y;
        case long[] a -> a[flat] = (long) y;
        case boolean[] a -> a[flat] = y != 0;
        default -> throw new AssertionError();
      }
    }
  }

  private static double get(Object array, int i) {
    return switch (array) {
      case float[] a -> a[i];
      case double[] a -> a[i];
      case int[] a -> a[i];
      case long[] a -> a[i];
      case boolean[] a -> a[i] ? 1 : 0;
      default -> throw new AssertionError();
    };
  }
}
