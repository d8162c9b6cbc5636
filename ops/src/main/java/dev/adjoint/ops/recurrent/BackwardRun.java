package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Type;
import dev.adjoint.ops.kernel.ReduceKernels;
import java.util.Arrays;

/// The backward pass of a [Cell] over arrays: step by step from the last to the cotangents of the
/// pre-activations, then one product over all steps for each gradient of a weight.
final class BackwardRun {
  private final CellVjp op;
  private final BackwardPlan plan;
  private final CellPlan cell;
  private final Call call;
  private final Extent e;
  private final DType dtype;
  private final int gates;
  private final int units;

  BackwardRun(CellVjp op, Call call) {
    this.op = op;
    this.call = call;
    cell = CellPlan.of(op.cell());
    plan = cell.backward(op.given());
    Type[] x = new Type[Extent.inputs(op.cell())];
    Arrays.setAll(x, call::xType);
    e = Extent.of(op.cell(), x);
    dtype = e.dtype();
    gates = cell.gates();
    units = e.units();
  }

  void run() {
    Rows.run(cell, e, this::rows);
    if (op.isWanted(0)) {
      ofSequence(call.y(op.place(0)));
    }
    if (op.isWanted(1)) {
      ofWeights(call.y(op.place(1)));
    }
    if (op.isWanted(2)) {
      ofHiddenWeights(call.y(op.place(2)));
    }
    if (op.isWanted(3)) {
      ofBias(false, call.y(op.place(3)));
    }
    if (op.cell().hiddenBias() && op.isWanted(4)) {
      ofBias(true, call.y(op.place(4)));
    }
  }

  /// The cotangents of a pre-activation in all steps, `(t, m, h)`.
  private Object work(int number) {
    return call.y(op.place(Extent.inputs(op.cell())) + number);
  }

  private Object da(int gate) {
    return work(gate);
  }

  private Object dr(int gate) {
    return work(plan.workOfHidden(gate));
  }

  /// All steps of some rows, from the last to the first.
  private void rows(int from, int to) {
    int rows = to - from;
    int n = rows * units;
    Object[] arrays = new Object[plan.registers()];
    int[] at = new int[arrays.length];
    place(arrays, n);
    for (int t = e.steps() - 1; t >= 0; t--) {
      int here = (t * e.rows() + from) * units;
      place(arrays, at, t, from, here);
      for (Stage stage : plan.stages()) {
        stage.run(dtype, arrays, at, n);
      }
      throughHiddenProduct(arrays, here, rows);
      for (int l = 0; l < cell.states(); l++) {
        Object after = arrays[plan.after(l)];
        arrays[plan.after(l)] = arrays[plan.before(l)];
        arrays[plan.before(l)] = after;
      }
    }
    int firstState = Extent.firstState(op.cell());
    for (int l = 0; l < cell.states(); l++) {
      if (op.isWanted(firstState + l)) {
        System.arraycopy(arrays[plan.after(l)], 0, call.y(op.place(firstState + l)), from * units, n);
      }
    }
  }

  /// The arrays that stay from step to step.
  private void place(Object[] arrays, int n) {
    for (int p = 0; p < cell.values(); p++) {
      arrays[cell.value(p)] = slot(cell.slotOfValue(p));
    }
    for (int i = 0; i < cell.slots(); i++) {
      arrays[plan.given(i)] = plan.isGiven(i) ? call.x(op.placeOfGiven(i)) : slot(i);
    }
    for (int g = 0; g < gates; g++) {
      for (int register : new int[] {cell.a(g), cell.r(g)}) {
        int slot = cell.slotOfInput(register);
        arrays[register] = slot < 0 ? da(g) : slot(slot);
      }
      arrays[plan.da(g)] = da(g);
      arrays[plan.dr(g)] = dr(g);
    }
    for (int i = 0; i < plan.shared(); i++) {
      arrays[plan.shared(i)] = dtype.newArray(n);
    }
    for (int l = 0; l < cell.states(); l++) {
      arrays[plan.after(l)] = dtype.newArray(n); // zeros: nothing comes from beyond the last step
      arrays[plan.before(l)] = dtype.newArray(n);
    }
  }

  private void place(Object[] arrays, int[] at, int t, int from, int here) {
    int firstState = Extent.firstState(op.cell());
    Arrays.fill(at, 0, cell.registers() + cell.slots(), here);
    for (int l = 0; l < cell.states(); l++) {
      arrays[cell.s(l)] = t == 0 ? call.x(firstState + l) : slot(l);
      at[cell.s(l)] = t == 0 ? from * units : here - e.rows() * units;
    }
    for (int g = 0; g < gates; g++) {
      at[plan.da(g)] = here;
      at[plan.dr(g)] = here;
    }
  }

  private Object slot(int number) {
    return call.x(Extent.inputs(op.cell()) + number);
  }

  /// What the hidden state before gets through its product with the weights, added to what it has.
  private void throughHiddenProduct(Object[] arrays, int here, int rows) {
    Object before = arrays[plan.before(0)];
    for (int g = 0; g < gates; g++) {
      Products.multiply(false, rows, units, units, dr(g), here, call.x(2), g * units * units, before, 0,
          g > 0 || plan.passesHidden());
    }
  }

  private void ofSequence(Object dx) {
    int n = e.inputs();
    for (int g = 0; g < gates; g++) {
      Products.multiply(
          false, e.steps() * e.rows(), n, units, da(g), 0, call.x(1), g * units * n, dx, 0, g > 0);
    }
  }

  private void ofWeights(Object dw) {
    int n = e.inputs();
    for (int g = 0; g < gates; g++) {
      Products.multiplyTransposed(
          units, n, e.steps() * e.rows(), da(g), 0, call.x(0), 0, dw, g * units * n, false);
    }
  }

  /// The first step saw the state given, every other one that of the step before.
  private void ofHiddenWeights(Object du) {
    Object first = call.x(Extent.firstState(op.cell()));
    int rest = (e.steps() - 1) * e.rows();
    for (int g = 0; g < gates; g++) {
      int to = g * units * units;
      Products.multiplyTransposed(units, units, e.rows(), dr(g), 0, first, 0, du, to, false);
      Products.multiplyTransposed(units, units, rest, dr(g), e.rows() * units, slot(0), 0, du, to, true);
    }
  }

  private void ofBias(boolean hidden, Object db) {
    Object sums = dtype.newArray(units);
    for (int g = 0; g < gates; g++) {
      ReduceKernels.sum(hidden ? dr(g) : da(g), 1, e.steps() * e.rows(), units, sums);
      System.arraycopy(sums, 0, db, g * units, units);
    }
  }
}
