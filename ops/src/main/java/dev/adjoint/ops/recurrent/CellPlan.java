package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a cell computes in a step and where it is kept, worked out once for each cell.
///
/// Formulas are over *registers*: the pre-activations `a` and `r` of each gate, the states before, and one
/// for each value that is kept. What is kept lies in *slots*, the outputs of the op, a register for each
/// step: the next states first, then the other values. A pre-activation that a slope reads is kept too. Any
/// other one from the input needs no room of its own: it lies in the slot of the only value that is made of
/// it, until that overwrites it.
final class CellPlan {
  /// By class first: all records without components have the same hash.
  private static final ClassValue<ConcurrentMap<Cell, CellPlan>> PLANS =
      new ClassValue<>() {
        @Override
        protected ConcurrentMap<Cell, CellPlan> computeValue(Class<?> type) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Cell cell;
  private final int gates;
  private final int states;
  /// The values kept, in the order they are computed.
  private final List<Formula> values = new ArrayList<>();
  /// Which of them each next state is.
  private final int[] stateValues;
  private final List<Stage> stages = new ArrayList<>();
  /// The slot of each value, and of each pre-activation or -1.
  private final int[] valueSlots;
  private final int[] inputSlots;
  /// The pre-activations that have slots of their own, in ascending order.
  private final SortedSet<Integer> kept = new TreeSet<>();
  private final PointwiseRuns kernel;
  private final ConcurrentMap<Long, BackwardPlan> backward = new ConcurrentHashMap<>();

  static CellPlan of(Cell cell) {
    ConcurrentMap<Cell, CellPlan> plans = PLANS.get(cell.getClass());
    CellPlan plan = plans.get(cell);
    return plan != null ? plan : plans.computeIfAbsent(cell, CellPlan::new);
  }

  private CellPlan(Cell cell) {
    this.cell = cell;
    gates = cell.gates();
    states = cell.states();
    stateValues = new int[states];
    Formula[] next = next(f -> {
      values.add(f);
      return Formula.input(value(values.size() - 1));
    });
    for (int j = 0; j < states; j++) {
      int known = indexOfValue(next[j]);
      boolean taken = false;
      for (int i = 0; i < j; i++) {
        taken |= stateValues[i] == known;
      }
      if (known < 0 || taken) {
        values.add(next[j]);
        known = values.size() - 1;
      }
      stateValues[j] = known;
    }
    for (int p = 0; p < values.size(); p++) {
      for (int read : values.get(p).inputs()) {
        for (int used : slope(p, read).inputs()) {
          if (used < 2 * gates) {
            kept.add(used);
          }
        }
      }
    }
    for (int g = 0; g < gates; g++) {
      if (onlyReader(a(g)) < 0) {
        kept.add(a(g));
      }
    }
    valueSlots = new int[values.size()];
    inputSlots = new int[2 * gates];
    int slot = states;
    for (int p = 0; p < valueSlots.length; p++) {
      int state = stateOf(p);
      valueSlots[p] = state >= 0 ? state : slot++;
      stages.add(Stage.of(values.get(p), value(p)));
    }
    Arrays.fill(inputSlots, -1);
    for (int register : kept) {
      inputSlots[register] = slot++;
    }
    kernel = kernel();
  }

  /// All values in one pass, each written out in full: what they share is computed once.
  private PointwiseRuns kernel() {
    Formula[] full = inputs(0, registers());
    for (int p = 0; p < values.size(); p++) {
      full[value(p)] = values.get(p).substitute(full);
    }
    long advancing = 0;
    for (int g = 0; g < gates; g++) {
      advancing |= 1L << a(g);
      advancing |= inputSlots[r(g)] >= 0 ? 1L << r(g) : 0;
    }
    List<Formula> results = Arrays.asList(full).subList(value(0), registers());
    return new PointwiseRuns(results, value(0), advancing);
  }

  private Formula[] next(UnaryOperator<Formula> keep) {
    Formula[] next =
        cell.next(inputs(0, gates), inputs(gates, gates), inputs(2 * gates, states), keep);
    if (next.length != states) {
      throw new IllegalStateException(
          cell.name() + ": next gives " + next.length + " states, states() says " + states);
    }
    return next;
  }

  private static Formula[] inputs(int from, int count) {
    Formula[] inputs = new Formula[count];
    Arrays.setAll(inputs, i -> Formula.input(from + i));
    return inputs;
  }

  /// The number of the value that a formula stands for, or -1.
  private int indexOfValue(Formula f) {
    for (int p = 0; p < values.size(); p++) {
      if (f == Formula.input(value(p))) {
        return p;
      }
    }
    return -1;
  }

  /// The only value made of a pre-activation, and of no other one from the input; else -1.
  private int onlyReader(int register) {
    int reader = -1;
    for (int p = 0; p < values.size(); p++) {
      SortedSet<Integer> reads = values.get(p).inputs();
      if (reads.contains(register)) {
        if (reader >= 0 || reads.headSet(gates).size() > 1) {
          return -1;
        }
        reader = p;
      }
    }
    return reader;
  }

  /// The slope of a value by a register it reads, over registers, the value itself among them.
  Formula slope(int value, int register) {
    Formula f = values.get(value);
    return f.derivative(register).replace(f, Formula.input(value(value)));
  }

  // Registers

  int a(int gate) {
    return gate;
  }

  int r(int gate) {
    return gates + gate;
  }

  int s(int state) {
    return 2 * gates + state;
  }

  int value(int p) {
    return 2 * gates + states + p;
  }

  /// The number of registers of the forward pass.
  int registers() {
    return value(values.size());
  }

  // What there is

  Cell cell() {
    return cell;
  }

  int gates() {
    return gates;
  }

  int states() {
    return states;
  }

  /// The number of values.
  int values() {
    return values.size();
  }

  /// What a value is made of.
  Formula formula(int p) {
    return values.get(p);
  }

  /// The number of the state that a value is, or -1.
  int stateOf(int value) {
    for (int j = 0; j < states; j++) {
      if (stateValues[j] == value) {
        return j;
      }
    }
    return -1;
  }

  /// The values of a step one by one, in order.
  List<Stage> stages() {
    return stages;
  }

  /// What computes all values of a step, a run, from the pre-activations and the states before.
  PointwiseRuns stepKernel() {
    return kernel;
  }

  /// The number of slots, which is that of outputs.
  int slots() {
    return values.size() + kept.size();
  }

  /// The slot of a value.
  int slotOfValue(int p) {
    return valueSlots[p];
  }

  /// The slot of a pre-activation that is kept, or -1.
  int slotOfInput(int register) {
    return inputSlots[register];
  }

  /// The slot in which the pre-activation of a gate from the input lies until it is used.
  int home(int gate) {
    int own = inputSlots[a(gate)];
    return own >= 0 ? own : valueSlots[onlyReader(a(gate))];
  }

  /// The backward pass where bit `i` of `given` says that slot `i` has a cotangent.
  BackwardPlan backward(long given) {
    BackwardPlan plan = backward.get(given);
    return plan != null ? plan : backward.computeIfAbsent(given, g -> new BackwardPlan(this, g));
  }

  /// The next states as one would write them.
  @Nullable String text() {
    Formula[] next = next(f -> f);
    StringBuilder s = new StringBuilder();
    for (int j = 0; j < states; j++) {
      s.append(j == 0 ? "" : ", ").append("s").append(j).append(" ← ").append(next[j].toString(this::name));
    }
    return s.toString();
  }

  private String name(int register) {
    return register < gates
        ? "a" + register
        : register < 2 * gates ? "r" + (register - gates) : "s" + (register - 2 * gates);
  }
}
