package dev.adjoint.ops.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Pointwise;
import dev.adjoint.ops.pointwise.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every pointwise op from the least number to the largest: no value, first or second derivative is NaN
/// where the function has one.
class FarPointsTest {
  /// Where exponentials, their squares and squares of the input leave the range of a dtype.
  private static final double[] SIZES = {
    1e-20, 1e-8, 0.5, 1, 2, 3, 6, 21.7, 32, 88, 104, 709, 745, 1e4, 1e10, 1e15, 1e19, 1e30, 3e38
  };
  private static final double[] WIDE = {1e-200, 1e100, 1e155, 1e300, 1.7e308};
  /// For ops of one input. A quotient by a subnormal overflows though the result may not.
  private static final double[] SUBNORMAL = {Float.MIN_VALUE, 1e-40};

  @TestFactory
  Stream<DynamicTest> noDerivativeIsLostFarOut() {
    return Catalogue.library().entries().stream()
        .filter(entry -> entry.op() instanceof Pointwise op && !op.givesMask() && op.arity() <= 2)
        .flatMap(
            entry ->
                Stream.of(DType.FLOAT32, DType.FLOAT64)
                    .map(
                        dtype ->
                            dynamicTest(
                                entry + " " + dtype,
                                () -> assertEquals(List.of(), lost((Pointwise) entry.op(), dtype)))));
  }

  /// Its slope multiplies `1 − sigmoid`, which is 0 far out, by `x²`, which overflows.
  private record NaiveGelu() implements Unary {
    @Override
    public Formula value(Formula x) {
      return x.mul(Formula.call(new Activations.Sigmoid(), x.mul(x.mul(x).mul(0.07).add(1.6))));
    }

    @Override
    public double reference(double x) {
      return x / (1 + Math.exp(-x * (0.07 * x * x + 1.6)));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3);
    }
  }

  @Test
  void findsAProductOfZeroAndInfinity() {
    List<String> lost = lost(new NaiveGelu(), DType.FLOAT32);
    assertTrue(lost.stream().anyMatch(at -> at.startsWith("∂0 at [1.0000000150474662E30")), lost.toString());
    assertTrue(lost.stream().anyMatch(at -> at.startsWith("∂0∂0 at")), lost.toString());
  }

  private static List<String> lost(Pointwise op, DType dtype) {
    int arity = op.arity();
    double[] points = points(arity, dtype);
    int m = arity == 1 ? points.length : points.length * points.length;
    Tensor[] x = new Tensor[arity];
    for (int i = 0; i < arity; i++) {
      int period = i == arity - 1 ? 1 : points.length;
      IntStream all = IntStream.range(0, m);
      x[i] = tensor(dtype, all.mapToDouble(k -> points[k / period % points.length]).toArray());
    }
    Function<Tensor[], Tensor> f = op::apply;
    Tensor ones = Tensor.full(x[0].type(), 1);
    double[][] first = doubles(Derivatives.vjps(f, ones, x));
    double[][][] second = new double[arity][][];
    for (int i = 0; i < arity; i++) {
      int by = i;
      second[i] = doubles(Derivatives.vjps(moved -> Derivatives.vjps(f, ones, moved)[by], ones, x));
    }
    double[] y = op.apply(x).toDoubleArray();
    double[][] in = doubles(x);
    List<String> lost = new ArrayList<>();
    for (int k = 0; k < m; k++) {
      int at = k;
      double[] point = Arrays.stream(in).mapToDouble(a -> a[at]).toArray();
      if (Double.isNaN(y[k])) {
        if (!Double.isNaN(op.reference(point))) {
          lost.add("y at " + Arrays.toString(point));
        }
        continue;
      }
      boolean steep = Double.isInfinite(y[k]);
      for (int i = 0; i < arity; i++) {
        steep |= Double.isInfinite(first[i][k]);
      }
      for (int i = 0; i < arity; i++) {
        if (Double.isInfinite(y[k]) || !smooth(op, point, i)) {
          continue;
        }
        if (Double.isNaN(first[i][k])) {
          lost.add("∂" + i + " at " + Arrays.toString(point));
        }
        for (int j = 0; j < arity; j++) {
          if (!steep && smooth(op, point, j) && Double.isNaN(second[i][j][k])) {
            lost.add("∂" + i + "∂" + j + " at " + Arrays.toString(point));
          }
        }
      }
    }
    return lost;
  }

  /// Whether the function is defined on both sides along input `i`.
  private static boolean smooth(Pointwise op, double[] point, int i) {
    if (op instanceof Arithmetic.Pow && i == 1 && point[0] < 0) {
      return false; // a negative number has powers at whole exponents alone, as all large numbers are
    }
    double[] less = point.clone();
    double[] more = point.clone();
    double step = Math.max(Math.abs(point[i]) * 1e-3, 1e-300);
    less[i] -= step;
    more[i] += step;
    return !Double.isNaN(op.reference(less)) && !Double.isNaN(op.reference(more));
  }

  private static double[] points(int arity, DType dtype) {
    DoubleStream all = DoubleStream.concat(DoubleStream.of(0, Float.MIN_NORMAL), Arrays.stream(SIZES));
    if (dtype == DType.FLOAT64) {
      all = DoubleStream.concat(all, Arrays.stream(WIDE));
    }
    if (arity == 1) {
      all = DoubleStream.concat(all, Arrays.stream(SUBNORMAL));
    }
    return all.flatMap(size -> DoubleStream.of(size, -size)).toArray();
  }

  private static double[][] doubles(Tensor[] tensors) {
    return Arrays.stream(tensors).map(Tensor::toDoubleArray).toArray(double[][]::new);
  }

  private static Tensor tensor(DType dtype, double[] values) {
    return Trial.tensor(Type.of(dtype, values.length), values);
  }
}
