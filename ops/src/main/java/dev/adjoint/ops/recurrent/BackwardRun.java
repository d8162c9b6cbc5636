package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Type;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
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
  private final int firstState;
  /// The states before a step, and the cotangents that come from the step after: none from beyond the last.
  private final Object[] before;
  private final Object[] after;
  private final Object[] x;
  private final Object[] y;

  BackwardRun(CellVjp op, Call call) {
    this.op = op;
    this.call = call;
    cell = CellPlan.of(op.cell());
    plan = cell.backward(op.given());
    Type[] types = new Type[Extent.inputs(op.cell())];
    Arrays.setAll(types, call::xType);
    e = Extent.of(op.cell(), types);
    dtype = e.dtype();
    gates = cell.gates();
    units = e.units();
    firstState = Extent.firstState(op.cell());
    before = new Object[cell.states()];
    after = new Object[cell.states()];
    Arrays.setAll(before, l -> dtype.newArray(e.rows() * units));
    Arrays.setAll(after, l -> dtype.newArray(e.rows() * units));
    x = inputs();
    y = new Object[plan.outputs()];
    Arrays.setAll(y, i -> call.y(op.place(Extent.inputs(op.cell())) + i));
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

  private Object da(int gate) {
    return y[plan.da(gate)];
  }

  private Object dr(int gate) {
    return y[plan.dr(gate)];
  }

  private Object slot(int number) {
    return call.x(Extent.inputs(op.cell()) + number);
  }

  /// What a step is computed from: all steps of it, but for the states before and the cotangents from the step
  /// after. Where there is nothing, no formula reads.
  private Object[] inputs() {
    Object[] inputs = new Object[plan.inputs()];
    Arrays.fill(inputs, before[0]);
    for (int p = 0; p < cell.values(); p++) {
      inputs[cell.value(p)] = slot(cell.slotOfValue(p));
    }
    for (int register = 0; register < 2 * gates; register++) {
      int slot = cell.slotOfInput(register);
      inputs[register] = slot < 0 ? inputs[register] : slot(slot);
    }
    for (int i = 0; i < cell.slots(); i++) {
      inputs[plan.given(i)] = plan.isGiven(i) ? call.x(op.placeOfGiven(i)) : before[0];
    }
    for (int l = 0; l < cell.states(); l++) {
      inputs[cell.s(l)] = before[l];
      inputs[plan.after(l)] = after[l];
    }
    return inputs;
  }

  /// All steps of some rows, from the last to the first.
  private void rows(int from, int to) {
    int size = e.rows() * units;
    int start = from * units;
    int n = (to - from) * units;
    for (int t = e.steps() - 1; t >= 0; t--) {
      for (int l = 0; l < cell.states(); l++) {
        Object states = t == 0 ? call.x(firstState + l) : slot(l);
        System.arraycopy(states, Math.max(0, t - 1) * size + start, before[l], start, n);
      }
      plan.kernel().run(dtype, x, y, e.steps(), size, t, 1, start, start + n);
      int here = t * size + start;
      for (int g = 0; g < gates; g++) {
        Products.multiply(
            false, to - from, units, units, dr(g), here, call.x(2), g * units * units, y[plan.before(0)],
            here, true);
      }
      for (int l = 0; l < cell.states(); l++) {
        boolean first = t == 0 && op.isWanted(firstState + l);
        Object target = first ? call.y(op.place(firstState + l)) : after[l];
        System.arraycopy(y[plan.before(l)], here, target, start, n);
      }
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
    Object first = call.x(firstState);
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
