package dev.adjoint.ops.formula;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.core.DType.FLOAT64;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelCompiler;
import dev.adjoint.ops.kernel.PointwiseKernel;
import java.util.List;
import java.util.Locale;

/// Measures the elementary functions over all arguments of FLOAT32, against their FLOAT64 kernels (which
/// [ElementaryTest] measures against series): the figures that [Elementary] states.
///
/// A program, not a test, for it takes minutes. From the test class path, with `--add-modules
/// jdk.incubator.vector`: `java … dev.adjoint.ops.formula.ElementarySweep [stride] [function …]`; a stride of
/// 64 looks at every 64th float.
final class ElementarySweep {
  private static final int BLOCK = 4096;

  private ElementarySweep() {}

  public static void main(String[] args) {
    int stride = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    List<String> wanted = List.of(args).subList(Math.min(1, args.length), args.length);
    for (Operator operator : Operator.values()) {
      String name = operator.symbol();
      boolean unary = operator.isElementary() && operator != Operator.POW;
      if (unary && (wanted.isEmpty() || wanted.contains(name))) {
        sweep(name, Formula.node(operator, null, List.of(Formula.input(0))), stride);
      }
    }
  }

  private static void sweep(String name, Formula formula, int stride) {
    PointwiseKernel single = kernel(formula, FLOAT32);
    PointwiseKernel reference = kernel(formula, FLOAT64);
    float[] x = new float[BLOCK];
    double[] wide = new double[BLOCK];
    float[] y = new float[BLOCK];
    double[] exact = new double[BLOCK];
    double largest = 0;
    double at = 0;
    long beyondOne = 0;
    for (long from = 0; from < 1L << 32; from += (long) BLOCK * stride) {
      for (int i = 0; i < BLOCK; i++) {
        x[i] = Float.intBitsToFloat((int) (from + (long) i * stride + i % stride));
        wide[i] = x[i];
      }
      single.run(new Object[] {x}, y, new double[0], BLOCK);
      reference.run(new Object[] {wide}, exact, new double[0], BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        double ulps = ulps(y[i], exact[i]);
        beyondOne += ulps > 1 ? 1 : 0;
        if (ulps > largest) {
          largest = ulps;
          at = x[i];
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%-6s %.4f ulp at %a (%g); beyond 1 ulp: %d%n", name, largest, at, at, beyondOne);
  }

  private static PointwiseKernel kernel(Formula formula, DType dtype) {
    return KernelCompiler.shared().pointwise(formula, dtype, List.of(dtype), 0);
  }

  /// Infinity where NaN is due or the other way round, or where a zero has the wrong sign.
  private static double ulps(float y, double exact) {
    if (Double.isNaN(exact) || Float.isNaN(y)) {
      return Double.isNaN(exact) && Float.isNaN(y) ? 0 : Double.POSITIVE_INFINITY;
    }
    if (y == 0 && exact == 0) {
      return 1 / y == 1 / exact ? 0 : Double.POSITIVE_INFINITY;
    }
    double near = Math.clamp(exact, -0x1p128, 0x1p128);
    double value = Math.clamp((double) y, -0x1p128, 0x1p128);
    int exponent = Math.clamp(Math.getExponent(near), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
    return Math.abs(value - near) * Math.scalb(1.0, 23 - exponent);
  }
}
