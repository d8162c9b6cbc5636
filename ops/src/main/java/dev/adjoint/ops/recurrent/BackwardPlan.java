package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.formula.Formula;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The backward pass of one step, as formulas: reverse mode over the values of a [CellPlan].
///
/// Beside the registers of the forward pass there are, in this order, the given cotangents of the slots, the
/// cotangents of the states that come from the step after, cotangents that are used several times, those of
/// the pre-activations, and those of the states before, without what they get through the hidden product.
final class BackwardPlan {
  private final CellPlan plan;
  private final long given;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Formula> shared = new ArrayList<>();
  private final boolean[] ownHidden;

  /// The sum of what reached a register so far; null for nothing.
  private final @Nullable Formula[] cotangents;

  BackwardPlan(CellPlan plan, long given) {
    this.plan = plan;
    this.given = given;
    int gates = plan.gates();
    int states = plan.states();
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
    for (int g = 0; g < gates; g++) {
      Formula da = reached(plan.a(g), g);
      Formula dr = reached(plan.r(g), g);
      ownHidden[g] = da != dr;
      stages.add(new Stage(da, da(g)));
      if (ownHidden[g]) {
        stages.add(new Stage(dr, dr(g)));
      }
    }
    for (int l = 0; l < states; l++) {
      Formula ds = cotangents[plan.s(l)];
      if (ds != null) {
        stages.add(new Stage(ds, before(l)));
      } else if (l > 0) {
        throw new IllegalStateException(plan.cell().name() + ": the next states do not depend on state " + l);
      }
    }
  }

  private @Nullable Formula givenAt(int slot) {
    return (given >> slot & 1) != 0 ? Formula.input(given(slot)) : null;
  }

  /// Hands the cotangent of a value on to what it is made of.
  private void sweep(int p) {
    Formula dy = cotangents[plan.value(p)];
    if (dy == null) {
      return;
    }
    Set<Formula> slopes = new HashSet<>();
    for (int register : plan.formula(p).inputs()) {
      slopes.add(plan.slope(p, register));
    }
    if (slopes.size() > 1 && dy.size() > 1) {
      shared.add(dy);
      stages.add(new Stage(dy, shared(shared.size() - 1)));
      dy = Formula.input(shared(shared.size() - 1));
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

  private Formula reached(int register, int gate) {
    Formula f = cotangents[register];
    if (f == null) {
      throw new IllegalStateException(plan.cell().name() + ": the next states do not depend on gate " + gate
          + (register == plan.a(gate) ? " of the input" : " of the hidden state"));
    }
    return f;
  }

  // Registers

  /// The given cotangent of a slot.
  int given(int slot) {
    return plan.registers() + slot;
  }

  /// The cotangent of a next state from the step after.
  int after(int state) {
    return given(plan.slots()) + state;
  }

  /// A cotangent that is used several times; there are at most as many as values.
  int shared(int i) {
    return after(plan.states()) + i;
  }

  /// The cotangent of a pre-activation from the input.
  int da(int gate) {
    return shared(plan.values()) + gate;
  }

  /// The cotangent of a pre-activation from the hidden state; that from the input where they are the same.
  int dr(int gate) {
    return hasOwnHidden(gate) ? da(plan.gates()) + gate : da(gate);
  }

  /// The cotangent of a state before.
  int before(int state) {
    return da(2 * plan.gates()) + state;
  }

  int registers() {
    return before(plan.states());
  }

  // What there is

  CellPlan forward() {
    return plan;
  }

  /// The stages of a step, in order.
  List<Stage> stages() {
    return stages;
  }

  /// The number of shared cotangents.
  int shared() {
    return shared.size();
  }

  /// Whether the two pre-activations of a gate have different cotangents.
  boolean hasOwnHidden(int gate) {
    return ownHidden[gate];
  }

  /// The number of arrays for cotangents of pre-activations: one for each gate, then those of the hidden
  /// state where they differ.
  int work() {
    return workOfHidden(plan.gates());
  }

  /// Which of these arrays is that of a gate's pre-activation from the hidden state.
  int workOfHidden(int gate) {
    if (gate < plan.gates() && !hasOwnHidden(gate)) {
      return gate;
    }
    int number = plan.gates();
    for (int g = 0; g < gate; g++) {
      number += hasOwnHidden(g) ? 1 : 0;
    }
    return number;
  }

  /// Whether the hidden state before has a cotangent other than through the product with it.
  boolean passesHidden() {
    return cotangents[plan.s(0)] != null;
  }

  /// Whether a slot has a given cotangent.
  boolean isGiven(int slot) {
    return (given >> slot & 1) != 0;
  }
}
