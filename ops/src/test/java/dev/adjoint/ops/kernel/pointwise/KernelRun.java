package dev.adjoint.ops.kernel.pointwise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Runs formulas as kernels of every width, in one and in many segments, with inputs that broadcast in every
/// way and odd sizes, and compares each element with what the formulas evaluate to, bit for bit.
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

  private final List<Formula> formulas;
  private final DType dtype;
  private final Shape shape;
  private final Shape[] shapes;
  private final Object[] x;
  /// The elements that are computed: runs in the middle, so that they do not begin at 0.
  private final int from;
  private final int to;

  private static List<KernelCompiler> compilers() {
    List<KernelCompiler> all = new ArrayList<>();
    for (int bits : WIDTHS) {
      for (int segment : SEGMENTS) {
        all.add(new KernelCompiler(bits, segment, false));
      }
    }
    return all;
  }

  private KernelRun(
      List<Formula> formulas, DType dtype, int arity, int n, boolean broadcasts, Random random) {
    this.formulas = formulas;
    this.dtype = dtype;
    shape = Shape.of(3, 2, n);
    from = 2 * n;
    to = 4 * n;
    shapes = new Shape[arity];
    x = new Object[arity];
    List<Integer> masks = Lowering.order(formulas).stream()
        .filter(f -> f.operator() == Operator.INPUT && f.kind() == Kind.MASK).map(Formula::index).toList();
    for (int k = 0; k < arity; k++) {
      int[][] ways = {{3, 2, n}, {3, 1, n}, {n}, {2, n}, {3, 2, 1}, {2, 1}, {}};
      shapes[k] = Shape.of(ways[broadcasts ? random.nextInt(ways.length) : 0]);
      DType of = masks.contains(k) ? DType.BOOL : dtype;
      x[k] = of.newArray(shapes[k].size());
      for (int i = 0; i < shapes[k].size(); i++) {
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

  /// Checks a formula at every size, with inputs full and broadcast.
  static void check(Formula formula, DType dtype, int arity, long seed) {
    check(List.of(formula), dtype, arity, seed);
  }

  /// Checks formulas that are computed in one pass.
  static void check(List<Formula> formulas, DType dtype, int arity, long seed) {
    Random random = new Random(seed);
    for (int n : SIZES) {
      new KernelRun(formulas, dtype, arity, n, random.nextBoolean(), random).compare();
    }
  }

  private void compare() {
    Lowering.Hoisted hoisted = Lowering.hoist(formulas);
    double[] constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    List<DType> inputs = new ArrayList<>();
    for (Object array : x) {
      inputs.add(array instanceof boolean[] ? DType.BOOL : dtype);
    }
    BroadcastAxes axes = BroadcastAxes.of(shape, shapes);
    List<Object> wanted = formulas.stream().map(this::wanted).toList();
    for (KernelCompiler compiler : COMPILERS) {
      Object[] y = wanted.stream().map(KernelRun::empty).toArray();
      PointwiseKernel kernel =
          compiler.pointwise(hoisted.formulas(), dtype, inputs, axes.splat(), axes.own());
      for (int at = from; at < to; ) {
        int run = at / axes.inner();
        int within = at % axes.inner();
        int length = Math.min(axes.inner() - within, to - at);
        int runs = length < axes.inner() ? 1 : Math.min((to - at) / axes.inner(), axes.runsTogether(run));
        kernel.run(x, y.length == 1 ? y[0] : y, axes, constants, run, runs, within, within + length);
        at += runs * length;
      }
      for (int j = 0; j < y.length; j++) {
        for (int i = 0; i < shape.size(); i++) {
          int at = i;
          int number = j;
          assertEquals(box(wanted.get(j), i), box(y[j], i),
              () -> formulas.get(number) + " in " + dtype + " by " + compiler + ", element " + at + " of "
                  + shape + " from " + List.of(shapes));
        }
      }
    }
  }

  private static Object empty(Object like) {
    return Array.newInstance(like.getClass().getComponentType(), Array.getLength(like));
  }

  /// What a formula evaluates to for the elements that are computed; the others stay as they were.
  private Object wanted(Formula formula) {
    Object y = (formula.kind() == Kind.MASK ? DType.BOOL : dtype).newArray(shape.size());
    for (int i = from; i < to; i++) {
      double[] values = new double[x.length];
      long[] integers = new long[x.length];
      for (int k = 0; k < x.length; k++) {
        Object element = Array.get(x[k], PointwiseLoopProps.index(i, shape, shapes[k]));
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
