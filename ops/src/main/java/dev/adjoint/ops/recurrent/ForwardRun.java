package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Type;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.kernel.pointwise.PointwiseRuns;
import java.util.Arrays;
import java.util.List;

/// The forward pass of a [Cell] over arrays.
final class ForwardRun {
  /// Steps from which on it pays to turn the weights of the hidden state once.
  private static final int MANY_STEPS = 4;
  private static final PointwiseRuns SUM =
      new PointwiseRuns(List.of(Formula.input(0).add(Formula.input(1))), 2, 1);

  private final CellPlan plan;
  private final Call call;
  private final Extent e;
  private final DType dtype;
  private final int gates;
  private final int units;
  /// The weights of the hidden state: for each gate `(h, h)`, turned or as they come.
  private final Object u;
  private final boolean turned;
  /// The pre-activations, all steps or one, and the states before.
  private final Object[] x;
  private final Object[] y;
  /// The biases of each gate; of the hidden part, if there are any.
  private final Object[] b;
  private final Object[] c;

  ForwardRun(CellPlan plan, Call call) {
    this.plan = plan;
    this.call = call;
    Type[] types = new Type[call.inputs()];
    Arrays.setAll(types, call::xType);
    e = Extent.of(plan.cell(), types);
    dtype = e.dtype();
    gates = plan.gates();
    units = e.units();
    turned = e.steps() >= MANY_STEPS;
    u = turned ? turned(call.x(2)) : call.x(2);
    x = new Object[2 * gates + plan.states()];
    for (int g = 0; g < gates; g++) {
      int kept = plan.slotOfInput(plan.r(g));
      x[plan.a(g)] = call.y(plan.home(g));
      x[plan.r(g)] = kept >= 0 ? call.y(kept) : dtype.newArray(e.rows() * units);
    }
    for (int l = 0; l < plan.states(); l++) {
      x[plan.s(l)] = dtype.newArray(e.rows() * units);
    }
    y = new Object[plan.values()];
    Arrays.setAll(y, p -> call.y(plan.slotOfValue(p)));
    b = byGate(call.x(3));
    c = plan.cell().hiddenBias() ? byGate(call.x(4)) : new Object[0];
  }

  private Object[] byGate(Object bias) {
    Object[] parts = new Object[gates];
    for (int g = 0; g < gates; g++) {
      parts[g] = dtype.newArray(units);
      System.arraycopy(bias, g * units, parts[g], 0, units);
    }
    return parts;
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
    int size = e.rows() * units;
    int start = from * units;
    int end = to * units;
    for (int t = 0; t < e.steps(); t++) {
      for (int l = 0; l < plan.states(); l++) {
        Object before = t == 0 ? call.x(Extent.firstState(plan.cell()) + l) : call.y(l);
        System.arraycopy(before, Math.max(0, t - 1) * size + start, x[plan.s(l)], start, end - start);
      }
      preActivations(t, from, to - from);
      plan.stepKernel().run(dtype, x, y, e.steps(), size, t, 1, start, end);
    }
  }

  /// Multiplies the hidden state before by the weights, and adds the biases.
  private void preActivations(int t, int from, int rows) {
    int now = t * e.rows() + from;
    for (int g = 0; g < gates; g++) {
      boolean kept = plan.slotOfInput(plan.r(g)) >= 0;
      int row = kept ? now : from;
      Object a = x[plan.a(g)];
      Object r = x[plan.r(g)];
      Products.multiply(!turned, rows, units, units, x[plan.s(0)], from * units, u, g * units * units, r,
          row * units, false);
      addBias(b[g], a, e.steps() * e.rows(), now, rows);
      if (c.length > 0) {
        addBias(c[g], r, kept ? e.steps() * e.rows() : e.rows(), row, rows);
      }
    }
  }

  /// Adds a bias to some of the rows of `y`.
  private void addBias(Object bias, Object y, int all, int first, int rows) {
    SUM.run(dtype, new Object[] {y, bias}, new Object[] {y}, all, units, first, rows, 0, units);
  }
}
