package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Type;
import dev.adjoint.ops.kernel.Strided;
import java.util.Arrays;

/// The forward pass of a [Cell] over arrays.
final class ForwardRun {
  /// Steps from which on it pays to turn the weights of the hidden state once.
  private static final int MANY_STEPS = 4;

  private final CellPlan plan;
  private final Call call;
  private final Extent e;
  private final DType dtype;
  private final int gates;
  private final int units;
  /// The weights of the hidden state: for each gate `(h, h)`, turned or as they come.
  private final Object u;
  private final boolean turned;

  ForwardRun(CellPlan plan, Call call) {
    this.plan = plan;
    this.call = call;
    Type[] x = new Type[call.inputs()];
    Arrays.setAll(x, call::xType);
    e = Extent.of(plan.cell(), x);
    dtype = e.dtype();
    gates = plan.gates();
    units = e.units();
    turned = e.steps() >= MANY_STEPS;
    u = turned ? turned(call.x(2)) : call.x(2);
  }

  private Object turned(Object u) {
    Object turned = dtype.newArray(gates * units * units);
    int[] from = {units * units, 1, units};
    int[] to = {units * units, units, 1};
    Strided.copy(u, 0, from, turned, 0, to, new int[] {gates, units, units});
    return turned;
  }

  void run() {
    for (int g = 0; g < gates; g++) {
      int of = g * units * e.inputs();
      Products.multiply(true, e.steps() * e.rows(), units, e.inputs(), call.x(0), 0, call.x(1), of,
          call.y(plan.home(g)), 0, false);
    }
    Rows.run(plan, e, this::rows);
  }

  /// All steps of some rows.
  private void rows(int from, int to) {
    int n = (to - from) * units;
    Object[] arrays = new Object[plan.registers()];
    int[] at = new int[arrays.length];
    for (int g = 0; g < gates; g++) {
      int kept = plan.slotOfInput(plan.r(g));
      arrays[plan.a(g)] = call.y(plan.home(g));
      arrays[plan.r(g)] = kept >= 0 ? call.y(kept) : dtype.newArray(n);
    }
    for (int p = 0; p < plan.values(); p++) {
      arrays[plan.value(p)] = call.y(plan.slotOfValue(p));
    }
    for (int t = 0; t < e.steps(); t++) {
      int here = (t * e.rows() + from) * units;
      for (int l = 0; l < plan.states(); l++) {
        arrays[plan.s(l)] = t == 0 ? call.x(Extent.firstState(plan.cell()) + l) : call.y(l);
        at[plan.s(l)] = t == 0 ? from * units : here - e.rows() * units;
      }
      for (int p = 0; p < plan.values(); p++) {
        at[plan.value(p)] = here;
      }
      for (int g = 0; g < gates; g++) {
        at[plan.a(g)] = here;
        at[plan.r(g)] = plan.slotOfInput(plan.r(g)) >= 0 ? here : 0;
      }
      preActivations(arrays, at, to - from);
      for (Stage stage : plan.stages()) {
        stage.run(dtype, arrays, at, n);
      }
    }
  }

  /// Multiplies the hidden state before by the weights, and adds the biases.
  private void preActivations(Object[] arrays, int[] at, int rows) {
    int hidden = plan.s(0);
    for (int g = 0; g < gates; g++) {
      int a = plan.a(g);
      int r = plan.r(g);
      Products.multiply(!turned, rows, units, units, arrays[hidden], at[hidden], u, g * units * units,
          arrays[r], at[r], false);
      Stage.addRow(dtype, call.x(3), g * units, arrays[a], at[a], units, rows);
      if (plan.cell().hiddenBias()) {
        Stage.addRow(dtype, call.x(4), g * units, arrays[r], at[r], units, rows);
      }
    }
  }
}
