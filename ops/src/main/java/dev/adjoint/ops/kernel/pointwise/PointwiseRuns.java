package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Runs formulas over some of the runs of arrays, and parts of them: for kernels that go through an array step
/// by step. Outputs, and inputs that advance with them, are arrays of runs one after the other; of the other
/// inputs there is one run, which serves each run of the outputs.
public final class PointwiseRuns {
  private final List<Formula> formulas;
  private final double[] constants;
  private final int arity;
  private final long advancing;
  private final AtomicReferenceArray<@Nullable PointwiseKernel> kernels =
      new AtomicReferenceArray<>(DType.values().length);
  /// That of the sizes met last; of two at once either will do.
  private @Nullable Known known;

  private record Known(int runs, int n, BroadcastAxes axes) {}

  /// @param formulas one for each output, over `input(0)` to `input(arity - 1)`
  /// @param advancing bit `k` is set if input `k` advances with the outputs
  public PointwiseRuns(List<Formula> formulas, int arity, long advancing) {
    Lowering.Hoisted hoisted = Lowering.hoist(formulas);
    this.formulas = hoisted.formulas();
    this.constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    this.arity = arity;
    this.advancing = advancing;
  }

  /// Computes elements `from` to `to − 1` of `count` runs from number `first` on.
  ///
  /// @param dtype what the formulas compute in
  /// @param x the inputs' arrays; those that no formula uses may be anything
  /// @param y the outputs' arrays; one may be the array of an input that advances, if only this output is made
  ///     of that input
  /// @param runs the number of runs there are
  /// @param n the elements of a run
  public void run(DType dtype, Object[] x, Object[] y, int runs, int n, int first, int count,
      int from, int to) {
    if (from == to) {
      return;
    }
    BroadcastAxes axes = axes(runs, n);
    kernel(dtype, axes).run(x, y.length == 1 ? y[0] : y, axes, constants, first, count, from, to);
  }

  private BroadcastAxes axes(int runs, int n) {
    Known last = known;
    if (last == null || last.runs != runs || last.n != n) {
      last = new Known(runs, n, BroadcastAxes.ofRuns(runs, n, arity, advancing, 0));
      known = last;
    }
    return last.axes;
  }

  private PointwiseKernel kernel(DType dtype, BroadcastAxes axes) {
    PointwiseKernel kernel = kernels.get(dtype.ordinal());
    if (kernel == null) {
      List<DType> inputs = Collections.nCopies(arity, dtype);
      kernel = KernelCompiler.shared().pointwise(formulas, dtype, inputs, axes.splat(), axes.own());
      kernels.set(dtype.ordinal(), kernel);
    }
    return kernel;
  }
}
