package dev.adjoint.ops.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;

/// The applications of a pointwise op that are examined: sizes around the lanes, empties, and each way to
/// broadcast.
final class Specimens {
  private static final int[][][] UNARY = {{{}}, {{1}}, {{7}}, {{33}}, {{3, 5}}, {{0, 3}}};
  private static final int[][][] BINARY = {
    {{}, {}}, {{33}, {33}}, {{5, 17}, {17}}, {{5, 17}, {5, 1}}, {{4, 3}, {}}, {{}, {7}}, {{2, 1, 3}, {4, 1}},
    {{0, 3}, {3}}
  };
  private static final int[][][] TERNARY = {
    {{}, {}, {}}, {{19}, {19}, {19}}, {{5, 7}, {7}, {5, 1}}, {{3, 1}, {4}, {}}, {{0, 2}, {2}, {1}}
  };

  private Specimens() {}

  static List<Specimen> of(Pointwise op) {
    int[][][] cases =
        switch (op.arity()) {
          case 1 -> UNARY;
          case 2 -> BINARY;
          case 3 -> TERNARY;
          default ->
              throw new UnsupportedOperationException(
                  op.name() + ": state specimens for " + op.arity() + " inputs");
        };
    List<Specimen> all = new ArrayList<>();
    for (int[][] sizes : cases) {
      Shape shape = Shape.scalar();
      for (int[] input : sizes) {
        shape = shape.broadcast(Shape.of(input));
      }
      all.add(floating(op, sizes, shape));
      if (op.takesIntegers()) {
        all.add(integer(op, sizes, shape));
      }
    }
    return all;
  }

  private static Specimen floating(Pointwise op, int[][] sizes, Shape shape) {
    List<Specimen.Input> inputs = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      inputs.add(op.takesMask(i) ? mask(sizes[i]) : Specimen.Input.of(op.domain(i), sizes[i]));
    }
    return new Specimen(op, inputs, x -> {
      double[] y = new double[shape.size()];
      double[] at = new double[x.length];
      for (int flat = 0; flat < y.length; flat++) {
        for (int i = 0; i < x.length; i++) {
          at[i] = x[i][broadcastIndex(flat, shape, Shape.of(sizes[i]))];
        }
        y[flat] = op.reference(at);
      }
      return y;
    });
  }

  private static Specimen integer(Pointwise op, int[][] sizes, Shape shape) {
    List<Specimen.Input> inputs = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      inputs.add(
          op.takesMask(i)
              ? mask(sizes[i])
              : Specimen.Input.of(DType.INT64, Domain.integers(-9, 9), sizes[i]));
    }
    return Specimen.ofIntegers(op, inputs, x -> {
      long[] y = new long[shape.size()];
      long[] at = new long[x.length];
      for (int flat = 0; flat < y.length; flat++) {
        for (int i = 0; i < x.length; i++) {
          at[i] = x[i][broadcastIndex(flat, shape, Shape.of(sizes[i]))];
        }
        y[flat] = op.integerReference(at);
      }
      return y;
    });
  }

  private static Specimen.Input mask(int[] sizes) {
    return Specimen.Input.of(DType.BOOL, Domain.booleans(), sizes);
  }

  /// The index in a tensor of shape `from` of what broadcasts to index `flat` of shape `to`.
  private static int broadcastIndex(int flat, Shape to, Shape from) {
    int index = 0;
    int stride = 1;
    for (int axis = 1; axis <= to.rank(); axis++) {
      int at = flat % to.dim(-axis);
      flat /= to.dim(-axis);
      if (axis <= from.rank()) {
        index += from.dim(-axis) == 1 ? 0 : at * stride;
        stride *= from.dim(-axis);
      }
    }
    return index;
  }
}
