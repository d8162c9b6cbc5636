package dev.adjoint.ops.recurrent;

import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.FormulaOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Cell] written in other ops, step by step: the same bits, slower, and differentiable as these are.
final class Unrolled {
  private Unrolled() {}

  /// All outputs of the cell.
  static Tensor[] run(Cell cell, Tensor[] x) {
    CellPlan plan = CellPlan.of(cell);
    int steps = x[0].shape().dim(0);
    int units = x[2].shape().dim(1);
    int firstState = Extent.firstState(cell);
    Tensor a = Arithmetic.add(Linalg.matmul(x[0], x[1], TRANSPOSED), x[3]);
    Tensor[][] slots = new Tensor[plan.slots()][steps];
    for (int t = 0; t < steps; t++) {
      Tensor hidden = t == 0 ? x[firstState] : slots[0][t - 1];
      Tensor r = Linalg.matmul(hidden, x[2], TRANSPOSED);
      r = cell.hiddenBias() ? Arithmetic.add(r, x[4]) : r;
      Tensor at = Layout.squeeze(Layout.slice(a, 0, t, t + 1), 0);
      Tensor[] registers = new Tensor[plan.registers()];
      for (int g = 0; g < plan.gates(); g++) {
        registers[plan.a(g)] = Layout.slice(at, -1, g * units, (g + 1) * units);
        registers[plan.r(g)] = Layout.slice(r, -1, g * units, (g + 1) * units);
      }
      for (int l = 0; l < plan.states(); l++) {
        registers[plan.s(l)] = t == 0 ? x[firstState + l] : slots[l][t - 1];
      }
      step(plan, registers);
      for (int p = 0; p < plan.values(); p++) {
        slots[plan.slotOfValue(p)][t] = registers[plan.value(p)];
      }
      for (int register = 0; register < 2 * plan.gates(); register++) {
        int slot = plan.slotOfInput(register);
        if (slot >= 0) {
          slots[slot][t] = registers[register];
        }
      }
    }
    Tensor[] y = new Tensor[slots.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Layout.stack(0, slots[i]);
    }
    return y;
  }

  private static void step(CellPlan plan, Tensor[] registers) {
    for (Stage stage : plan.stages()) {
      int[] reads = stage.reads();
      Tensor[] x = new Tensor[reads.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = registers[reads[i]];
      }
      Formula f = stage.formula();
      registers[stage.writes()] = FormulaOp.of(plan.cell().name() + ".step", x.length, f).apply(x);
    }
  }

  /// `x` with others in some places.
  static Tensor[] replaced(Tensor[] x, List<Integer> places, Tensor[] by) {
    Tensor[] all = x.clone();
    for (int i = 0; i < by.length; i++) {
      all[places.get(i)] = by[i];
    }
    return all;
  }

  /// `Σ ⟨y, dy⟩` over those `dy` that are given, at least one.
  static Tensor inner(Tensor[] y, @Nullable Tensor[] dy) {
    Tensor sum = null;
    for (int i = 0; i < y.length; i++) {
      Tensor d = dy[i];
      if (d != null) {
        Tensor term = Reduce.sum(Arithmetic.mul(y[i], d));
        sum = sum == null ? term : Arithmetic.add(sum, term);
      }
    }
    if (sum == null) {
      throw new AssertionError("a vjp is asked for when there is a cotangent");
    }
    return sum;
  }
}
