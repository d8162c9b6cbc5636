package dev.adjoint.ops.kernel.row;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.reduce.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A computation on each row of `(m, k)` alone, such as softmax. Its steps compute a row from rows, or reduce
/// a row to one value, and are stated as formulas:
/// ```java
/// RowProgram softmax = RowProgram.of(p -> {
///   Formula x = p.row();
///   Formula max = p.max(x);
///   Formula y = p.give(x.sub(max).exp());
///   p.set(y, y.mul(p.each(Formula.one().div(p.sum(y)))));
/// });
/// ```
/// All steps run on a few rows that fit the L1 cache before the next rows' turn comes ([RowTiles]). A sum has
/// the order of [reductions][dev.adjoint.ops.kernel.reduce.ReduceKernels], a row depends on nothing but
/// itself: the bits are those of the steps run one by one over all rows.
public final class RowProgram {
  /// What a formula's input stands for.
  enum Role {
    /// A row.
    ROW,
    /// One value for each row.
    VALUE,
    /// A row that all rows share.
    SHARED,
    /// One value for all rows.
    SCALAR
  }

  /// Who owns an input of formulas.
  enum Owner { CALLER_IN, CALLER_OUT, TILE }

  /// An input of formulas.
  ///
  /// @param number its number among the slots of its owner
  /// @param born the phase in which it is computed
  record Slot(Role role, Owner owner, int number, int born) {}

  /// One step: a formula, or a reduction of the slot `source`.
  ///
  /// @param phase reductions of earlier phases are complete when it runs
  /// @param target the slot it computes
  /// @param constants the values of the formula's parameters
  record Step(int phase, int target, Formula formula, double[] constants, @Nullable Reduction reduction,
      int source) {}

  /// States the steps.
  public static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private Builder() {}

    /// An input `(m, k)`.
    public Formula row() {
      return input(Role.ROW);
    }

    /// An input `(m,)`.
    public Formula value() {
      return input(Role.VALUE);
    }

    /// An input `(k,)`.
    public Formula shared() {
      return input(Role.SHARED);
    }

    /// An input of one element.
    public Formula scalar() {
      return input(Role.SCALAR);
    }

    private Formula input(Role role) {
      return slot(role, Owner.CALLER_IN, 0);
    }

    private Formula slot(Role role, Owner owner, int born) {
      int number = (int) slots.stream().filter(s -> s.owner == owner).count();
      slots.add(new Slot(role, owner, number, born));
      return Formula.input(slots.size() - 1);
    }

    /// A row for use in what follows up to the next reduction's result.
    public Formula keep(Formula f) {
      return to(Role.ROW, Owner.TILE, phase(f), f);
    }

    /// One value for each row, computed from such values.
    public Formula each(Formula f) {
      return to(Role.VALUE, Owner.TILE, Math.max(0, phase(f) - 1), f);
    }

    /// The output `(m, k)`, or its first value if [#set] gives it another.
    public Formula give(Formula f) {
      return to(Role.ROW, Owner.CALLER_OUT, phase(f), f);
    }

    /// The output `(m,)`, computed from values.
    public Formula giveEach(Formula f) {
      return to(Role.VALUE, Owner.CALLER_OUT, Math.max(0, phase(f) - 1), f);
    }

    /// A new slot that a phase sets to a formula.
    private Formula to(Role role, Owner owner, int phase, Formula f) {
      Formula target = slot(role, owner, phase);
      add(phase, target, f);
      return target;
    }

    /// Gives an output another value.
    public void set(Formula output, Formula f) {
      add(phase(f), output, f);
    }

    /// The sum of a row.
    public Formula sum(Formula f) {
      return reduce(Reduction.SUM, f);
    }

    /// The largest element of a row.
    public Formula max(Formula f) {
      return reduce(Reduction.MAX, f);
    }

    private Formula reduce(Reduction reduction, Formula f) {
      Formula source = f.arguments().isEmpty() && slots.get(f.index()).role == Role.ROW ? f : keep(f);
      int phase = phase(source);
      Formula target = slot(Role.VALUE, Owner.TILE, phase);
      steps.add(new Step(phase, target.index(), source, new double[0], reduction, source.index()));
      return target;
    }

    private void add(int phase, Formula target, Formula f) {
      Lowering.Hoisted hoisted = Lowering.hoist(f);
      double[] constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
      steps.add(new Step(phase, target.index(), hoisted.formula(), constants, null, -1));
    }

    /// The first phase in which all that a formula needs is there.
    private int phase(Formula f) {
      int phase = 0;
      for (int i : f.inputs()) {
        Slot slot = slots.get(i);
        boolean computed = slot.role == Role.VALUE && slot.owner != Owner.CALLER_IN;
        phase = Math.max(phase, computed ? slot.born + 1 : slot.born);
      }
      for (int i : f.inputs()) {
        Slot slot = slots.get(i);
        if (slot.role == Role.ROW && slot.owner == Owner.TILE && slot.born < phase) {
          throw new IllegalStateException("a row that was kept before a reduction is used after it");
        }
      }
      return phase;
    }
  }

  /// What a program is stated by.
  @FunctionalInterface
  public interface Statement {
    void of(Builder p);
  }

  private final List<Slot> slots;
  private final List<Step> steps;
  private final KernelCompiler compiler;
  private final Workers workers;
  private final AtomicReferenceArray<@Nullable RowKernels> kernels =
      new AtomicReferenceArray<>(2 * DType.values().length);

  RowProgram(Statement statement, KernelCompiler compiler, Workers workers) {
    Builder builder = new Builder();
    statement.of(builder);
    slots = List.copyOf(builder.slots);
    steps = List.copyOf(builder.steps);
    this.compiler = compiler;
    this.workers = workers;
  }

  /// The program with these steps.
  public static RowProgram of(Statement statement) {
    return new RowProgram(statement, KernelCompiler.shared(), Workers.shared());
  }

  /// Runs the steps over `m` rows of `k` elements.
  ///
  /// @param dtype FLOAT32 or FLOAT64
  /// @param x the inputs, in the order in which they were declared
  /// @param y the outputs, likewise
  public void run(DType dtype, int m, int k, Object[] x, Object... y) {
    if (m > 0 && k > 0) {
      new RowTiles(this, dtype, m, k, x, y).run();
    }
  }

  Workers workers() {
    return workers;
  }

  /// The kernels of the steps.
  ///
  /// @param side whether rows lie side by side, so that an element of each is a run
  RowKernels kernels(DType dtype, boolean side) {
    int index = 2 * dtype.ordinal() + (side ? 1 : 0);
    RowKernels known = kernels.get(index);
    if (known == null) {
      known = new RowKernels(slots, steps, dtype, side, compiler);
      kernels.set(index, known);
    }
    return known;
  }
}
