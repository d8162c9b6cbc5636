package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import java.util.List;

/// Runs one kernel and says by what.
final class SimdMain {
  private SimdMain() {}

  public static void main(String[] args) {
    double[] x = new double[100];
    double[] y = new double[100];
    x[99] = 6;
    KernelCompiler.shared().pointwise(Formula.input(0).add(1), DType.FLOAT64, List.of(DType.FLOAT64), 0)
        .run(new Object[] {x}, y, new double[0], 100);
    System.out.println(y[99] + " by " + SimdSupport.describe());
  }
}
