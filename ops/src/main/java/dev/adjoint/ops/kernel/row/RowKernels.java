package dev.adjoint.ops.kernel.row;

import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.pointwise.PointwiseKernel;
import dev.adjoint.ops.kernel.reduce.ReduceKernel;
import dev.adjoint.ops.kernel.reduce.Reduction;
import dev.adjoint.ops.kernel.row.RowProgram.Role;
import dev.adjoint.ops.kernel.row.RowProgram.Slot;
import dev.adjoint.ops.kernel.row.RowProgram.Step;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kernels of a [RowProgram]'s steps, in one dtype.
final class RowKernels {
  /// Whether rows lie side by side, so that an element of each is a run.
  private final boolean side;
  final Slot[] slots;
  final Step[] steps;
  /// About how many operations an element takes in all steps.
  final int operations;
  private final @Nullable PointwiseKernel[] kernels;
  private final @Nullable ReduceKernel[] reductions;
  private final long rowSplat;
  private final long valueSplat;

  RowKernels(
      List<Slot> slots, List<Step> steps, DType dtype, boolean side, KernelCompiler compiler) {
    this.slots = slots.toArray(Slot[]::new);
    this.steps = steps.toArray(Step[]::new);
    this.side = side;
    rowSplat = splat(true);
    valueSplat = splat(false);
    kernels = new PointwiseKernel[steps.size()];
    reductions = new ReduceKernel[steps.size()];
    List<DType> inputs = Collections.nCopies(slots.size(), dtype);
    int operations = 0;
    for (int i = 0; i < kernels.length; i++) {
      Step step = steps.get(i);
      Reduction reduction = step.reduction();
      if (reduction != null) {
        reductions[i] = ReduceKernel.of(reduction, dtype, compiler.bits(), compiler.warmsUp());
        operations += 2;
      } else {
        long splat = splat(step);
        long own = (1L << slots.size()) - 1 & ~splat;
        PointwiseKernel kernel = compiler.pointwise(List.of(step.formula()), dtype, inputs, splat, own);
        kernels[i] = kernel;
        operations += kernel.operations();
      }
    }
    this.operations = operations;
  }

  /// The kernel of a step that is a formula.
  PointwiseKernel formula(int step) {
    return requireNonNull(kernels[step]);
  }

  /// The kernel of a step that is a reduction, null for a formula.
  @Nullable ReduceKernel reduction(int step) {
    return reductions[step];
  }

  /// Whether a step computes rows, not one value for each.
  boolean isRow(Step step) {
    return slots[step.target()].role() == Role.ROW;
  }

  /// Bit `i` is set if slot `i` is one element for a whole run of a step.
  long splat(Step step) {
    return isRow(step) ? rowSplat : valueSplat;
  }

  private long splat(boolean row) {
    long splat = 0;
    for (int i = 0; i < slots.length; i++) {
      Role role = slots[i].role();
      boolean one = role == Role.SCALAR || row && role == (side ? Role.SHARED : Role.VALUE);
      splat |= one ? 1L << i : 0;
    }
    return splat;
  }
}
