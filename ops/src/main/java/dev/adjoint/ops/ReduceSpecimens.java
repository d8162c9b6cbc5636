package dev.adjoint.ops;

import dev.adjoint.core.Shape;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Specimens of reductions: each kind of axis, alone and together, kept and dropped.
final class ReduceSpecimens {
  private static final int[][][] CASES = {
    {{7}, {-1}}, {{33}, {-1}}, {{}, {}}, {{3, 5}, {-1}}, {{3, 5}, {-2}}, {{3, 5}, {-2, -1}}, {{2, 3, 5}, {-2}},
    {{2, 3, 5}, {-3, -1}}, {{3, 4, 5}, {-3, -2, -1}}, {{3, 0}, {-2}}
  };

  private ReduceSpecimens() {}

  /// Makes the op for axes.
  interface Of {
    Reduce make(List<Integer> axes, Reduce.Axes keep);
  }

  /// Reduces the elements that go into one.
  interface Fold {
    double apply(double[] run);
  }

  static List<Specimen> of(Of of, boolean takesNone, Fold fold) {
    List<Specimen> all = new ArrayList<>();
    for (int[][] c : CASES) {
      for (Reduce.Axes keep : Reduce.Axes.values()) {
        all.add(specimen(of, c[0], c[1], keep, fold));
      }
    }
    if (takesNone) {
      all.add(specimen(of, new int[] {3, 0}, new int[] {-1}, Reduce.Axes.DROPPED, fold));
    }
    return all;
  }

  private static Specimen specimen(Of of, int[] sizes, int[] axes, Reduce.Axes keep, Fold fold) {
    Shape from = Shape.of(sizes);
    List<Integer> list = java.util.stream.IntStream.of(axes).boxed().toList();
    Shape to = ReducedAxes.shape(from, list, Reduce.Axes.KEPT);
    return new Specimen(
        of.make(list, keep),
        List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)),
        x -> {
          List<List<Double>> runs = new ArrayList<>();
          for (int i = 0; i < to.size(); i++) {
            runs.add(new ArrayList<>());
          }
          for (int flat = 0; flat < from.size(); flat++) {
            int rest = flat;
            int index = 0;
            int stride = 1;
            for (int axis = from.rank() - 1; axis >= 0; axis--) {
              int at = rest % from.dim(axis);
              rest /= from.dim(axis);
              index += to.dim(axis) == 1 ? 0 : at * stride;
              stride *= to.dim(axis);
            }
            runs.get(index).add(x[0][flat]);
          }
          return runs.stream().mapToDouble(r -> fold.apply(r.stream().mapToDouble(v -> v).toArray())).toArray();
        });
  }

  /// The logarithm of a sum of exponentials.
  static double logSumExp(double[] row) {
    double max = Arrays.stream(row).max().orElseThrow();
    return max + Math.log(Arrays.stream(row).map(v -> Math.exp(v - max)).sum());
  }
}
