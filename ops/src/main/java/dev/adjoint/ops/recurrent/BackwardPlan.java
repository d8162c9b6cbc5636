package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseRuns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The backward pass of one step, as formulas: reverse mode over the values of a [CellPlan].
///
/// They are made of the registers of the forward pass, then the given cotangents of the slots, then the
/// cotangents of the next states that come from the step after. They give, in this order, the cotangents of
/// the pre-activations from the input, of those from the hidden state where these are others, and of the
/// states before, without what the hidden state gets through its product with the weights.
final class BackwardPlan {
  private final CellPlan plan;
  private final long given;
  private final boolean[] ownHidden;
  private final PointwiseRuns kernel;
  private final int outputs;

  /// The sum of what reached a register so far; null for nothing.
  private final @Nullable Formula[] cotangents;

  BackwardPlan(CellPlan plan, long given) {
    this.plan = plan;
    this.given = given;
    int gates = plan.gates();
    cotangents = new @Nullable Formula[plan.registers()];
    ownHidden = new boolean[gates];
    for (int p = 0; p < plan.values(); p++) {
      int state = plan.stateOf(p);
      add(plan.value(p), givenAt(plan.slotOfValue(p)));
      add(plan.value(p), state < 0 ? null : Formula.input(after(state)));
    }
    for (int register = 0; register < 2 * gates; register++) {
      int slot = plan.slotOfInput(register);
      add(register, slot < 0 ? null : givenAt(slot));
    }
    for (int p = plan.values() - 1; p >= 0; p--) {
      sweep(p);
    }
    List<Formula> results = results();
    outputs = results.size();
    long anew = 0;
    for (int l = 0; l < plan.states(); l++) {
      anew |= 1L << plan.s(l) | 1L << after(l);
    }
    kernel = new PointwiseRuns(results, inputs(), ~anew);
  }

  private @Nullable Formula givenAt(int slot) {
    return isGiven(slot) ? Formula.input(given(slot)) : null;
  }

  /// Hands the cotangent of a value on to what it is made of.
  private void sweep(int p) {
    Formula dy = cotangents[plan.value(p)];
    if (dy == null) {
      return;
    }
    for (int register : plan.formula(p).inputs()) {
      Formula slope = plan.slope(p, register);
      if (slope != Formula.zero()) {
        add(register, slope == Formula.one() ? dy : dy.strong(slope));
      }
    }
  }

  private void add(int register, @Nullable Formula term) {
    Formula sum = cotangents[register];
    cotangents[register] = term == null ? sum : sum == null ? term : sum.add(term);
  }

  private List<Formula> results() {
    List<Formula> results = new ArrayList<>();
    List<Formula> hidden = new ArrayList<>();
    for (int g = 0; g < plan.gates(); g++) {
      Formula da = reached(plan.a(g), "gate " + g + " of the input");
      Formula dr = reached(plan.r(g), "gate " + g + " of the hidden state");
      results.add(da);
      ownHidden[g] = da != dr;
      if (ownHidden[g]) {
        hidden.add(dr);
      }
    }
    results.addAll(hidden);
    for (int l = 0; l < plan.states(); l++) {
      Formula ds = cotangents[plan.s(l)];
      results.add(l == 0 && ds == null ? Formula.zero() : reached(plan.s(l), "state " + l));
    }
    return results;
  }

  private Formula reached(int register, String what) {
    Formula f = cotangents[register];
    if (f == null) {
      throw new IllegalStateException(plan.cell().name() + ": the next states do not depend on " + what);
    }
    return f;
  }

  /// The given cotangent of a slot, among the inputs.
  int given(int slot) {
    return plan.registers() + slot;
  }

  /// The cotangent of a next state from the step after, among the inputs.
  int after(int state) {
    return given(plan.slots()) + state;
  }

  /// The number of inputs.
  int inputs() {
    return after(plan.states());
  }

  /// The number of outputs.
  int outputs() {
    return outputs;
  }

  /// The output that is the cotangent of a gate's pre-activation from the input.
  int da(int gate) {
    return gate;
  }

  /// The output that is the cotangent of a gate's pre-activation from the hidden state: that from the input
  /// where they are the same.
  int dr(int gate) {
    if (!ownHidden[gate]) {
      return da(gate);
    }
    int output = plan.gates();
    for (int g = 0; g < gate; g++) {
      output += ownHidden[g] ? 1 : 0;
    }
    return output;
  }

  /// The output that is the cotangent of a state before.
  int before(int state) {
    return outputs - plan.states() + state;
  }

  /// Whether a slot has a given cotangent.
  boolean isGiven(int slot) {
    return (given >> slot & 1) != 0;
  }

  /// What computes a step: a run of it.
  PointwiseRuns kernel() {
    return kernel;
  }
}
