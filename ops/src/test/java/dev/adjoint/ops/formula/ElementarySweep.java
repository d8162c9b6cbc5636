package dev.adjoint.ops.formula;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.core.DType.FLOAT64;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.pointwise.PointwiseKernel;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Measures the elementary functions over all arguments of FLOAT32, against their FLOAT64 kernels (which
/// [ElementaryTest] measures against series): the figures that [Elementary] states. `pow` is measured over
/// all positive bases, each with one exponent drawn: either from a few that occur often, or so that the results
/// reach from the least to the largest.
///
/// A program, not a test, for it takes minutes. From the test class path, with `--add-modules
/// jdk.incubator.vector`: `java … dev.adjoint.ops.formula.ElementarySweep [stride] [function …]`; a stride of
/// 64 looks at every 64th float.
final class ElementarySweep {
  private static final int BLOCK = 4096;
  private static final float[] EXPONENTS = {0.5f, -0.5f, 1 / 3f, 1.5f, 2, -2, 3, -1, 0.9f, 10, 1e-3f, -1e-3f};

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
    if (wanted.isEmpty() || wanted.contains("pow")) {
      sweepPow(stride);
    }
  }

  private static void sweepPow(int stride) {
    Formula pow = Formula.input(0).pow(Formula.input(1));
    PointwiseKernel single = KernelCompiler.shared().pointwise(pow, FLOAT32, List.of(FLOAT32, FLOAT32), 0);
    PointwiseKernel reference = KernelCompiler.shared().pointwise(pow, FLOAT64, List.of(FLOAT64, FLOAT64), 0);
    float[][] x = new float[2][BLOCK];
    double[][] wide = new double[2][BLOCK];
    float[] y = new float[BLOCK];
    double[] exact = new double[BLOCK];
    Worst worst = new Worst();
    SplittableRandom random = new SplittableRandom(1);
    for (long from = 0; from < 0x7f800000L; from += (long) BLOCK * stride) {
      int n = (int) Math.min(BLOCK, (0x7f800000L - from + stride - 1) / stride);
      for (int i = 0; i < n; i++) {
        float base = Float.intBitsToFloat((int) Math.min(0x7f7fffff, from + (long) i * stride + i % stride));
        int choice = random.nextInt(2 * EXPONENTS.length);
        float power = choice < EXPONENTS.length
            ? EXPONENTS[choice]
            : (float) (random.nextDouble(-149, 128) * Math.log(2) / Math.log(base));
        x[0][i] = base;
        x[1][i] = Float.isFinite(power) ? power : 1;
        wide[0][i] = x[0][i];
        wide[1][i] = x[1][i];
      }
      single.run(new Object[] {x[0], x[1]}, y, new double[0], n);
      reference.run(new Object[] {wide[0], wide[1]}, exact, new double[0], n);
      for (int i = 0; i < n; i++) {
        if (worst.isBeatenBy(ulps(y[i], exact[i]))) {
          worst.at = x[0][i] + " to the power " + x[1][i];
        }
      }
    }
    System.out.printf(Locale.ROOT, "pow    %s%n", worst);
  }

  private static final class Worst {
    private double largest;
    private String at = "";
    private long beyondOne;

    boolean isBeatenBy(double ulps) {
      beyondOne += ulps > 1 ? 1 : 0;
      boolean beaten = ulps > largest;
      largest = beaten ? ulps : largest;
      return beaten;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.4f ulp at %s; beyond 1 ulp: %d", largest, at, beyondOne);
    }
  }

  private static void sweep(String name, Formula formula, int stride) {
    PointwiseKernel single = kernel(formula, FLOAT32);
    PointwiseKernel reference = kernel(formula, FLOAT64);
    float[] x = new float[BLOCK];
    double[] wide = new double[BLOCK];
    float[] y = new float[BLOCK];
    double[] exact = new double[BLOCK];
    Worst worst = new Worst();
    for (long from = 0; from < 1L << 32; from += (long) BLOCK * stride) {
      for (int i = 0; i < BLOCK; i++) {
        x[i] = Float.intBitsToFloat((int) (from + (long) i * stride + i % stride));
        wide[i] = x[i];
      }
      single.run(new Object[] {x}, y, new double[0], BLOCK);
      reference.run(new Object[] {wide}, exact, new double[0], BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        if (worst.isBeatenBy(ulps(y[i], exact[i]))) {
          worst.at = Float.toHexString(x[i]) + " (" + x[i] + ")";
        }
      }
    }
    System.out.printf(Locale.ROOT, "%-6s %s%n", name, worst);
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
