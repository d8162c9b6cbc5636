package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;

/// The applications of a cell that are examined, with a reference in plain loops.
final class CellSpecimens {
  /// Steps, rows, inputs, units.
  private static final int[][] SIZES = {{2, 3, 2, 2}, {1, 2, 3, 5}, {5, 1, 0, 1}, {2, 0, 1, 3}};

  private CellSpecimens() {}

  static List<Specimen> of(Cell cell) {
    List<Specimen> all = new ArrayList<>();
    for (int[] s : SIZES) {
      all.add(specimen(cell, s[0], s[1], s[2], s[3]));
    }
    return all;
  }

  private static Specimen specimen(Cell cell, int steps, int rows, int inputs, int units) {
    int k = cell.gates() * units;
    Domain weights = Domain.reals(-1, 1);
    List<Specimen.Input> x = new ArrayList<>();
    x.add(Specimen.Input.of(Domain.reals(-2, 2).including(0, 40, -40), steps, rows, inputs));
    x.add(Specimen.Input.of(weights, k, inputs));
    x.add(Specimen.Input.of(weights, k, units));
    x.add(Specimen.Input.of(weights, k));
    if (cell.hiddenBias()) {
      x.add(Specimen.Input.of(weights, k));
    }
    for (int l = 0; l < cell.states(); l++) {
      x.add(Specimen.Input.of(weights, rows, units));
    }
    return new Specimen(cell, x, in -> new Reference(cell, in, steps, rows, inputs, units).run());
  }

  /// One run, unit by unit.
  private record Reference(Cell cell, double[][] x, int steps, int rows, int inputs, int units) {
    double[] run() {
      CellPlan plan = CellPlan.of(cell);
      double[][] y = new double[plan.slots()][steps * rows * units];
      int firstState = Extent.firstState(cell);
      for (int t = 0; t < steps; t++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < units; j++) {
            double[] a = new double[cell.gates()];
            double[] r = new double[cell.gates()];
            for (int g = 0; g < a.length; g++) {
              a[g] = fromInput(t, i, g * units + j);
              r[g] = fromHidden(t == 0 ? x[firstState] : y[0], before(t, i), g * units + j);
            }
            double[] s = new double[cell.states()];
            for (int l = 0; l < s.length; l++) {
              s[l] = (t == 0 ? x[firstState + l] : y[l])[before(t, i) + j];
            }
            put(plan, y, (t * rows + i) * units + j, a, r, cell.reference(a, r, s));
          }
        }
      }
      double[] all = new double[y.length * steps * rows * units];
      for (int slot = 0; slot < y.length; slot++) {
        System.arraycopy(y[slot], 0, all, slot * y[slot].length, y[slot].length);
      }
      return all;
    }

    /// Where the states of a row before a step begin.
    private int before(int t, int row) {
      return ((t == 0 ? 0 : t - 1) * rows + row) * units;
    }

    private double fromInput(int t, int row, int weight) {
      double sum = x[3][weight];
      for (int q = 0; q < inputs; q++) {
        sum += x[0][(t * rows + row) * inputs + q] * x[1][weight * inputs + q];
      }
      return sum;
    }

    private double fromHidden(double[] hidden, int at, int weight) {
      double sum = cell.hiddenBias() ? x[4][weight] : 0;
      for (int q = 0; q < units; q++) {
        sum += hidden[at + q] * x[2][weight * units + q];
      }
      return sum;
    }

    /// The reference states what the slots hold, but for pre-activations.
    private void put(CellPlan plan, double[][] y, int at, double[] a, double[] r, double[] values) {
      for (int slot = 0; slot < values.length; slot++) {
        y[slot][at] = values[slot];
      }
      for (int g = 0; g < a.length; g++) {
        if (plan.slotOfInput(plan.a(g)) >= 0) {
          y[plan.slotOfInput(plan.a(g))][at] = a[g];
        }
        if (plan.slotOfInput(plan.r(g)) >= 0) {
          y[plan.slotOfInput(plan.r(g))][at] = r[g];
        }
      }
    }
  }
}
