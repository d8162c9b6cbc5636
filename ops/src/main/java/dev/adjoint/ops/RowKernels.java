package dev.adjoint.ops;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.ReduceKernels;
import dev.adjoint.ops.kernel.PointwiseLoop;

/// The steps that softmax and its relatives have in common, over rows of `(m, k)` in arrays.
final class RowKernels {
  private static final Formula X = Formula.input(0);
  private static final PointwiseLoop EXP_DIFFERENCE = new PointwiseLoop(X.sub(Formula.input(1)).exp(), 2);
  private static final PointwiseLoop QUOTIENT = new PointwiseLoop(X.div(Formula.input(1)), 2);
  private static final PointwiseLoop LOG_PLUS = new PointwiseLoop(X.log().add(Formula.input(1)), 2);
  private static final PointwiseLoop DIFFERENCE = new PointwiseLoop(X.sub(Formula.input(1)), 2);

  private final DType dtype;
  private final Shape matrix;
  private final Shape column;

  RowKernels(DType dtype, int m, int k) {
    this.dtype = dtype;
    matrix = Shape.of(m, k);
    column = Shape.of(m, 1);
  }

  private int m() {
    return matrix.dim(0);
  }

  private int k() {
    return matrix.dim(1);
  }

  /// The largest element of each row.
  Object max(Object x) {
    Object max = dtype.newArray(m());
    ReduceKernels.max(x, m(), k(), 1, max);
    return max;
  }

  /// `e^(x − max)` into `y`; gives the sum of each row.
  Object exponentials(Object x, Object max, Object y) {
    EXP_DIFFERENCE.run(dtype, new Object[] {x, max}, new Shape[] {matrix, column}, y, matrix);
    Object sum = dtype.newArray(m());
    ReduceKernels.sum(y, m(), k(), 1, sum);
    return sum;
  }

  /// Each element of `x` divided by that of its row, into `y`, which may be `x`.
  void divide(Object x, Object perRow, Object y) {
    QUOTIENT.run(dtype, new Object[] {x, perRow}, new Shape[] {matrix, column}, y, matrix);
  }

  /// Each element of `x` minus that of its row, into `y`.
  void subtract(Object x, Object perRow, Object y) {
    DIFFERENCE.run(dtype, new Object[] {x, perRow}, new Shape[] {matrix, column}, y, matrix);
  }

  /// `log Σ eˣ` of each row into `y`, `(m,)`.
  void logSumExp(Object x, Object y) {
    Object max = max(x);
    Object sum = exponentials(x, max, dtype.newArray(matrix.size()));
    LOG_PLUS.run(dtype, new Object[] {sum, max}, new Shape[] {column, column}, y, column);
  }
}
