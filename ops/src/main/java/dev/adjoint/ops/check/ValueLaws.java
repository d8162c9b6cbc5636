package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.pointwise.Pointwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The laws on what an op computes.
final class ValueLaws {
  private ValueLaws() {}

  /// Samples of the domains, in every shape of the specimens.
  static void value(Specified op, DType dtype) {
    for (Trial trial : Trial.of(op, dtype)) {
      compare(op, trial, Law.VALUE);
    }
  }

  /// Special values: for a pointwise op every combination of the special points of its domains with signed
  /// zeros, the least and the greatest numbers, infinities and NaN; for others samples interspersed with the
  /// special points.
  static void specials(Specified op, DType dtype) {
    if (op instanceof Pointwise pointwise) {
      compare(op, combinations(pointwise, dtype), Law.SPECIAL_VALUES);
      return;
    }
    RandomGenerator random = Trial.random(op);
    for (Trial trial : Trial.of(op, dtype)) {
      for (int i = 0; i < trial.x().length; i++) {
        List<Double> points = trial.specimen().inputs().get(i).domain().special();
        if (trial.x()[i].dtype().isFloating() && trial.x()[i].shape().size() > 0) {
          for (double point : points) {
            Tensor[] x = trial.x().clone();
            double[] values = x[i].toDoubleArray();
            Arrays.setAll(
                values, k -> random.nextInt(3) == 0 ? points.get(random.nextInt(points.size())) : values[k]);
            values[random.nextInt(values.length)] = point;
            x[i] = Trial.tensor(x[i].type(), values);
            compare(op, new Trial(trial.specimen(), x), Law.SPECIAL_VALUES);
          }
        }
      }
    }
  }

  /// Vectors in which every special value of one input meets every one of the others.
  static Trial combinations(Pointwise op, DType dtype) {
    double[][] points = new double[op.arity()][];
    int n = 1;
    for (int i = 0; i < points.length; i++) {
      points[i] = op.takesMask(i) ? new double[] {0, 1} : specials(op.domain(i), dtype);
      n *= points[i].length;
    }
    Tensor[] x = new Tensor[points.length];
    List<Specimen.Input> inputs = new ArrayList<>();
    int stride = 1;
    for (int i = 0; i < points.length; i++) {
      double[] values = new double[n];
      for (int k = 0; k < n; k++) {
        values[k] = points[i][k / stride % points[i].length];
      }
      stride *= points[i].length;
      x[i] = Trial.tensor(Type.of(op.takesMask(i) ? DType.BOOL : dtype, n), values);
      inputs.add(Specimen.Input.of(x[i].dtype(), op.domain(i), n));
    }
    return new Trial(new Specimen(op, inputs, v -> elementwise(op, v)), x);
  }

  private static double[] elementwise(Pointwise op, double[][] x) {
    double[] y = new double[x[0].length];
    double[] at = new double[x.length];
    for (int k = 0; k < y.length; k++) {
      for (int i = 0; i < at.length; i++) {
        at[i] = x[i][k];
      }
      y[k] = op.reference(at);
    }
    return y;
  }

  private static double[] specials(Domain domain, DType dtype) {
    boolean single = dtype == DType.FLOAT32;
    List<Double> all = new ArrayList<>(domain.special());
    domain.kinks().forEach(kink -> all.add(kink.at()));
    for (double v :
        new double[] {
          0,
          single ? Float.MIN_VALUE : Double.MIN_VALUE,
          single ? Float.MIN_NORMAL : Double.MIN_NORMAL,
          single ? Float.MAX_VALUE : Double.MAX_VALUE,
          Double.POSITIVE_INFINITY
        }) {
      all.add(v);
      all.add(-v);
    }
    all.add(Double.NaN);
    return all.stream().distinct().mapToDouble(v -> v).toArray();
  }

  private static void compare(Specified op, Trial trial, Law law) {
    Tensor[] y = trial.op().applyAll(trial.x());
    Specimen.IntegerReference integers = trial.specimen().integers();
    if (integers != null) {
      compareIntegers(trial, law, y, integers);
      return;
    }
    double[][] x = Arrays.stream(trial.x()).map(Trial::doubles).toArray(double[][]::new);
    double[] expected = trial.specimen().reference().apply(x);
    demandLength(trial, law, expected.length, y);
    double floor = op instanceof Pointwise pointwise ? pointwise.floor() : greatest(trial.x(), expected);
    int at = 0;
    for (int output = 0; output < y.length; output++) {
      double[] actual = Trial.doubles(y[output]);
      for (int i = 0; i < actual.length; i++, at++) {
        boolean agrees =
            y[output].dtype().isFloating()
                ? agree(actual[i], expected[at], floor, op.ulps(), y[output].dtype())
                : actual[i] == expected[at];
        if (!agrees) {
          String wanted = expected[at] + ", within " + op.ulps() + " ulps";
          throw differs(trial, law, y, output, i, String.valueOf(actual[i]), wanted);
        }
      }
    }
  }

  private static void compareIntegers(Trial trial, Law law, Tensor[] y, Specimen.IntegerReference integers) {
    long[] expected = integers.apply(Arrays.stream(trial.x()).map(Trial::longs).toArray(long[][]::new));
    demandLength(trial, law, expected.length, y);
    int at = 0;
    for (int output = 0; output < y.length; output++) {
      long[] actual = Trial.longs(y[output]);
      for (int i = 0; i < actual.length; i++, at++) {
        long e = y[output].dtype() == DType.INT32 ? (int) expected[at] : expected[at];
        if (actual[i] != e) {
          throw differs(trial, law, y, output, i, String.valueOf(actual[i]), String.valueOf(e));
        }
      }
    }
  }

  /// All outputs are compared, so a reference that leaves some out is refused.
  private static void demandLength(Trial trial, Law law, int length, Tensor[] y) {
    if (Arrays.stream(y).mapToInt(t -> t.shape().size()).sum() != length) {
      String types = Arrays.stream(y).map(t -> t.type().toString()).collect(Collectors.joining(", "));
      throw Violation.of(trial, law).line("result", types).line("reference", length + " elements").error();
    }
  }

  private static AssertionError differs(
      Trial trial, Law law, Tensor[] y, int output, int i, String actual, String expected) {
    Violation violation = Violation.of(trial, law);
    if (y.length > 1) {
      violation.line("output", "y[" + output + "]");
    }
    return violation
        .line("index", Trial.index(i, y[output].shape()))
        .line("result", actual)
        .line("reference", expected)
        .operands(trial, y[output].shape(), i)
        .error();
  }

  private static double greatest(Tensor[] x, double[] y) {
    double greatest = 0;
    for (Tensor t : x) {
      if (t.dtype().isFloating()) {
        greatest = greatest(greatest, t.toDoubleArray());
      }
    }
    return greatest(greatest, y);
  }

  private static double greatest(double greatest, double[] values) {
    for (double v : values) {
      greatest = Double.isFinite(v) ? Math.max(greatest, Math.abs(v)) : greatest;
    }
    return greatest;
  }

  /// Whether a result is within so many ulps of a reference that was computed in double. Just short of the
  /// greatest number either may have overflowed.
  private static boolean agree(double actual, double expected, double floor, double ulps, DType dtype) {
    boolean single = dtype == DType.FLOAT32;
    double rounded = single ? (float) expected : expected;
    if (Double.isNaN(actual) || Double.isNaN(expected)) {
      return Double.isNaN(actual) && Double.isNaN(expected);
    }
    if (actual == rounded) {
      return true;
    }
    double max = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    double scale = Math.min(Math.max(Math.abs(expected), floor), max);
    double tolerance = ulps * (single ? Math.ulp((float) scale) : Math.ulp(scale));
    double bounded = Math.clamp(actual, -max, max);
    return Math.abs(bounded - Math.clamp(expected, -max, max)) <= tolerance;
  }
}
