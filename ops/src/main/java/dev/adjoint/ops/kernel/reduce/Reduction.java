package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import java.util.Arrays;

/// What a reduction does with each element.
public enum Reduction {
  SUM(Formula.input(0).add(Formula.input(1))),
  PRODUCT(Formula.input(0).mul(Formula.input(1))),
  /// As `Math.max`: NaN wins, and 0 is more than −0.
  MAX(Formula.input(0).max(Formula.input(1))),
  /// As `Math.min`: NaN wins, and −0 is less than 0.
  MIN(Formula.input(0).min(Formula.input(1)));

  private final Formula step;

  Reduction(Formula step) {
    this.step = step;
  }

  /// The elements so far, input 0, together with the next, input 1.
  Formula step() {
    return step;
  }

  /// What there is before the first element.
  double identity(DType dtype) {
    return switch (this) {
      case SUM -> 0;
      case PRODUCT -> 1;
      case MAX -> switch (dtype) {
        case INT32 -> Integer.MIN_VALUE;
        case INT64 -> Long.MIN_VALUE;
        default -> Double.NEGATIVE_INFINITY;
      };
      case MIN -> switch (dtype) {
        case INT32 -> Integer.MAX_VALUE;
        case INT64 -> Long.MAX_VALUE;
        default -> Double.POSITIVE_INFINITY;
      };
    };
  }

  /// An array of [#identity].
  Object identities(DType dtype, int count) {
    double identity = identity(dtype);
    Object array = dtype.newArray(count);
    switch (array) {
      case float[] a -> Arrays.fill(a, (float) identity);
      case double[] a -> Arrays.fill(a, identity);
      case int[] a -> Arrays.fill(a, (int) identity);
      case long[] a -> Arrays.fill(a, (long) identity);
      default -> throw new IllegalArgumentException("no reduction in " + dtype);
    }
    return array;
  }
}
