package dev.adjoint.ops.recurrent;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.kernel.KernelCompiler;
import dev.adjoint.ops.kernel.PointwiseKernel;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// One formula of a step, from some registers to another, and its kernels. A register is a stretch of an
/// array.
final class Stage {
  private final Formula formula;
  private final int[] reads;
  private final int writes;
  private final Formula hoisted;
  private final double[] constants;
  private final AtomicReferenceArray<@Nullable PointwiseKernel> kernels =
      new AtomicReferenceArray<>(DType.values().length);

  /// @param formula over registers
  /// @param writes the register that gets the values
  Stage(Formula formula, int writes) {
    reads = formula.inputs().stream().mapToInt(Integer::intValue).toArray();
    Formula[] renumbered = new Formula[reads.length == 0 ? 0 : reads[reads.length - 1] + 1];
    for (int i = 0; i < reads.length; i++) {
      renumbered[reads[i]] = Formula.input(i);
    }
    this.formula = formula.substitute(renumbered);
    this.writes = writes;
    Lowering.Hoisted lowered = Lowering.hoist(this.formula);
    hoisted = lowered.formula();
    constants = lowered.constants().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The formula over the registers read, numbered from 0.
  Formula formula() {
    return formula;
  }

  /// The registers read, in ascending order.
  int[] reads() {
    return reads.clone();
  }

  /// The register written.
  int writes() {
    return writes;
  }

  /// Computes `n` elements.
  ///
  /// @param arrays the array of each register
  /// @param at where its stretch begins
  void run(DType dtype, Object[] arrays, int[] at, int n) {
    Object[] x = new Object[reads.length];
    int[] from = new int[reads.length];
    for (int i = 0; i < reads.length; i++) {
      x[i] = arrays[reads[i]];
      from[i] = at[reads[i]];
    }
    kernel(dtype).run(x, from, constants, arrays[writes], at[writes], n);
  }

  /// Adds a row of `n` elements to each of `rows` rows that follow one another: the formula is a sum.
  static void addRow(DType dtype, Object row, int rowAt, Object y, int yAt, int n, int rows) {
    int[] from = {yAt, rowAt};
    SUM.kernel(dtype).run(new Object[] {y, row}, from, new int[] {n, 0}, SUM.constants, y, yAt, n, rows);
  }

  private static final Stage SUM = new Stage(Formula.input(0).add(Formula.input(1)), 0);

  private PointwiseKernel kernel(DType dtype) {
    PointwiseKernel kernel = kernels.get(dtype.ordinal());
    if (kernel == null) {
      kernel =
          KernelCompiler.shared().pointwise(hoisted, dtype, Collections.nCopies(reads.length, dtype), 0);
      kernels.set(dtype.ordinal(), kernel);
    }
    return kernel;
  }
}
