package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Runs a formula as kernels of every width, in one and in many segments, with offsets and odd sizes, and
/// compares each element with what the formula evaluates to, bit for bit.
final class KernelRun {
  private static final int[] WIDTHS = {0, 128, 256, 512};
  private static final int[] SEGMENTS = {64, 5, 1};
  private static final int[] SIZES = {0, 1, 3, 7, 8, 15, 16, 17, 33, 100, 1000};
  private static final List<KernelCompiler> COMPILERS = compilers();

  static final double[] SPECIAL = {
    0, -0.0, 1, -1, 0.5, -2.5, 1e-3, 3e38, -3e38, 1e300, 1e-40, -1e-42, 1e-310, Float.MIN_VALUE,
    Float.MAX_VALUE,
    Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
  };
  static final long[] SPECIAL_INTEGERS = {
    0, 1, -1, 2, 7, -13, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1,
    46341
  };

  private final Formula formula;
  private final DType dtype;
  private final int arity;
  private final long splat;
  private final Object[] x;
  private final int[] offsets;
  private final int n;

  private static List<KernelCompiler> compilers() {
    List<KernelCompiler> all = new ArrayList<>();
    for (int bits : WIDTHS) {
      for (int segment : SEGMENTS) {
        all.add(new KernelCompiler(bits, segment, false));
      }
    }
    return all;
  }

  private KernelRun(Formula formula, DType dtype, int arity, long splat, int n, Random random) {
    this.formula = formula;
    this.dtype = dtype;
    this.arity = arity;
    this.splat = splat;
    this.n = n;
    x = new Object[arity];
    offsets = new int[arity];
    List<Integer> masks = formula.order().stream()
        .filter(f -> f.operator() == Operator.INPUT && f.kind() == Kind.MASK).map(Formula::index).toList();
    for (int k = 0; k < arity; k++) {
      offsets[k] = random.nextInt(20);
      DType of = masks.contains(k) ? DType.BOOL : dtype;
      x[k] = of.newArray(n + 20);
      for (int i = 0; i < n + 20; i++) {
        set(x[k], i, random);
      }
    }
  }

  private static void set(Object array, int i, Random random) {
    double special = random.nextInt(3) > 0 ? SPECIAL[random.nextInt(SPECIAL.length)]
        : random.nextGaussian() * 4;
    long whole = random.nextInt(3) > 0 ? SPECIAL_INTEGERS[random.nextInt(SPECIAL_INTEGERS.length)]
        : random.nextLong();
    switch (array) {
      case float[] a -> a[i] = (float) special;
      case double[] a -> a[i] = special;
      case int[] a -> a[i] = (int) whole;
      case long[] a -> a[i] = whole;
      case boolean[] a -> a[i] = random.nextBoolean();
      default -> throw new AssertionError();
    }
  }

  /// Checks a formula at every size, with inputs full and splat.
  static void check(Formula formula, DType dtype, int arity, long seed) {
    Random random = new Random(seed);
    for (int n : SIZES) {
      long splat = random.nextInt(2) * random.nextInt(1 << arity);
      new KernelRun(formula, dtype, arity, splat, n, random).compare(random.nextInt(9));
    }
  }

  private void compare(int yOffset) {
    Lowering.Hoisted hoisted = Lowering.hoist(formula);
    double[] constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    List<DType> inputs = new ArrayList<>();
    for (Object array : x) {
      inputs.add(array instanceof boolean[] ? DType.BOOL : dtype);
    }
    Object wanted = wanted();
    for (KernelCompiler compiler : COMPILERS) {
      Object y = Array.newInstance(wanted.getClass().getComponentType(), n + 9);
      compiler.pointwise(hoisted.formula(), dtype, inputs, splat).run(x, offsets, constants, y, yOffset, n);
      for (int i = 0; i < n; i++) {
        int at = i;
        assertEquals(box(wanted, i), box(y, yOffset + i),
            () -> formula + " in " + dtype + " by " + compiler + ", element " + at + " of " + n + ", splat "
                + splat);
      }
      for (int i = 0; i < n + 9; i++) {
        if (i < yOffset || i >= yOffset + n) {
          Object untouched = box(Array.newInstance(y.getClass().getComponentType(), 1), 0);
          int at = i - yOffset;
          assertEquals(untouched, box(y, i), () -> "written outside, at " + at + " of " + n + ": " + formula);
        }
      }
    }
  }

  private Object wanted() {
    Object y = (formula.kind() == Kind.MASK ? DType.BOOL : dtype).newArray(n);
    for (int i = 0; i < n; i++) {
      double[] values = new double[arity];
      long[] integers = new long[arity];
      for (int k = 0; k < arity; k++) {
        Object element = Array.get(x[k], offsets[k] + ((splat >> k & 1) != 0 ? 0 : i));
        Number number = element instanceof Boolean b ? (b ? 1 : 0) : (Number) element;
        values[k] = number.doubleValue();
        integers[k] = number.longValue();
      }
      double value = dtype.isFloating() ? formula.evaluate(dtype, values) : 0;
      long integer = dtype.isInteger() ? formula.evaluateIntegers(dtype, integers) : 0;
      switch (y) {
        case float[] a -> a[i] = (float) value;
        case double[] a -> a[i] = value;
        case int[] a -> a[i] = (int) integer;
        case long[] a -> a[i] = integer;
        case boolean[] a -> a[i] = value != 0 || integer != 0;
        default -> throw new AssertionError();
      }
    }
    return y;
  }

  /// Boxed floats are equal if their bits are, with one NaN.
  private static Object box(Object array, int i) {
    return Array.get(array, i);
  }
}
