package dev.adjoint.ops.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;

/// The applications of a pointwise op that are examined: sizes around the lanes, empties, and each way to broadcast.
final class Specimens {
  private static final int[][][] UNARY = {{{}}, {{1}}, {{7}}, {{33}}, {{3, 5}}, {{0, 3}}};
  private static final int[][][] BINARY = {
    {{}, {}}, {{33}, {33}}, {{5, 17}, {17}}, {{5, 17}, {5, 1}}, {{4, 3}, {}}, {{}, {7}}, {{2, 1, 3}, {4, 1}}, {{0, 3}, {3}}
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
          default -> throw new UnsupportedOperationException(op.name() + ": state specimens for " + op.arity() + " inputs");
        };
    List<Specimen> all = new ArrayList<>();
    for (int[][] sizes : cases) {
      List<Specimen.Input> inputs = new ArrayList<>();
      Shape shape = Shape.scalar();
      for (int i = 0; i < sizes.length; i++) {
        Domain domain = op.takesMask(i) ? Domain.booleans() : op.domain(i);
        inputs.add(Specimen.Input.of(op.takesMask(i) ? DType.BOOL : DType.FLOAT64, domain, sizes[i]));
        shape = shape.broadcast(Shape.of(sizes[i]));
      }
      all.add(new Specimen(op, inputs, reference(op, inputs, shape)));
    }
    return all;
  }

  private static Specimen.Reference reference(Pointwise op, List<Specimen.Input> inputs, Shape shape) {
    return x -> {
      double[] y = new double[shape.size()];
      double[] at = new double[x.length];
      for (int flat = 0; flat < y.length; flat++) {
        for (int i = 0; i < x.length; i++) {
          at[i] = x[i][broadcastIndex(flat, shape, inputs.get(i).shape())];
        }
        y[flat] = op.reference(at);
      }
      return y;
    };
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
