package dev.adjoint.ops.check;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Op;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.Finding;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.core.check.Report;
import dev.adjoint.ops.pointwise.Pointwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The laws on derivatives.
final class DerivativeLaws {
  /// Slopes subtract nearly equal numbers (`1 − y²`), and cotangents add up a few dozen terms: their errors
  /// are some ulps of the largest of them.
  private static final double ULPS = 64;

  /// How many elements of an input are compared with differences one by one; a direction covers the rest.
  private static final int ENTRIES = 6;

  private DerivativeLaws() {}

  /// The trials with a floating input and a floating output.
  static List<Trial> trials(Specified op, DType dtype) {
    return Trial.of(op, dtype).stream()
        .filter(t -> any(types(t.x())) && any(t.op().types(types(t.x()))))
        .toList();
  }

  /// Those in FLOAT64 alone, which differences resolve.
  static List<Trial> comparable(Specified op) {
    return trials(op, DType.FLOAT64).stream()
        .filter(t -> none32(types(t.x())) && none32(t.op().types(types(t.x()))))
        .toList();
  }

  private static Type[] types(Tensor[] x) {
    return Arrays.stream(x).map(Tensor::type).toArray(Type[]::new);
  }

  private static boolean any(Type[] types) {
    return Arrays.stream(types).anyMatch(t -> t.dtype().isFloating());
  }

  private static boolean none32(Type[] types) {
    return Arrays.stream(types).noneMatch(t -> t.dtype() == DType.FLOAT32);
  }

  static void vjp(Specified op, DType dtype) {
    for (Trial trial : comparable(op)) {
      demand(trial, Law.VJP, check(trial).report());
    }
  }

  static void secondOrder(Specified op, DType dtype) {
    for (Trial trial : comparable(op)) {
      demand(trial, Law.SECOND_ORDER, check(trial).orderTwo().report());
    }
  }

  private static GradCheck check(Trial trial) {
    return GradCheck.of(trial.op()).at(trial.x()).entries(ENTRIES).directions(1);
  }

  private static void demand(Trial trial, Law law, Report report) {
    if (!report.passed()) {
      Violation violation = Violation.of(trial, law);
      List<Finding> findings = report.findings();
      Finding worst =
          findings.stream().filter(f -> f.law() == Finding.Law.ENTRY).findFirst().orElse(findings.getFirst());
      violation.line("input", worst.input()).line("index", worst.element().replace("at ", ""));
      violation.line("analytic", worst.analytic()).line("numeric", worst.numeric());
      throw violation.line("findings", report).error();
    }
  }

  static void singlePrecision(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : trials(op, DType.FLOAT32)) {
      Pullback single = Pullback.of(trial);
      Pullback twice = Pullback.of(widened(trial));
      @Nullable Tensor[] dy = single.cotangents(random);
      @Nullable Tensor[] dx = single.vjp(dy);
      @Nullable Tensor[] wide = twice.vjp(widened(dy, twice.y()));
      for (int i = 0; i < dx.length; i++) {
        double[] a = Pullback.elements(dx[i], trial.x()[i]);
        double[] b = Pullback.elements(wide[i], trial.x()[i]);
        double tolerance = ULPS * Math.ulp(1f) * (Pullback.greatest(b) + largest(dy));
        near(trial, Law.SINGLE_PRECISION, "FLOAT32", "FLOAT64", i, a, b, tolerance);
      }
    }
  }

  private static double largest(@Nullable Tensor[] dy) {
    double largest = 0;
    for (Tensor d : dy) {
      largest = d == null ? largest : Math.max(largest, Pullback.greatest(d.toDoubleArray()));
    }
    return largest;
  }

  private static Trial widened(Trial trial) {
    Tensor[] x = trial.x().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i].dtype() == DType.FLOAT32 ? Tensor.of(x[i].toDoubleArray(), x[i].shape().toArray()) : x[i];
    }
    return new Trial(trial.specimen(), x);
  }

  private static @Nullable Tensor[] widened(@Nullable Tensor[] dy, Tensor[] y) {
    @Nullable Tensor[] wide = new @Nullable Tensor[dy.length];
    for (int i = 0; i < wide.length; i++) {
      Tensor d = dy[i];
      wide[i] = d == null ? null : Trial.tensor(y[i].type(), d.toDoubleArray());
    }
    return wide;
  }

  /// Fails where two vectors are further apart than `tolerance`; what is NaN or infinite in both agrees.
  private static void near(
      Trial trial,
      Law law,
      String first,
      String second,
      int input,
      double[] a,
      double[] b,
      double tolerance) {
    for (int k = 0; k < a.length; k++) {
      boolean same = a[k] == b[k] || Double.isNaN(a[k]) && Double.isNaN(b[k]);
      if (!same && !(Math.abs(a[k] - b[k]) <= tolerance)) {
        throw Violation.of(trial, law)
            .line("input", "x[" + input + "]")
            .line("index", Trial.index(k, trial.x()[input].shape()))
            .line(first, a[k])
            .line(second, b[k])
            .line("tolerance", tolerance)
            .error();
      }
    }
  }

  static void linear(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : trials(op, dtype)) {
      Pullback pullback = Pullback.of(trial);
      @Nullable Tensor[] u = pullback.cotangents(random);
      @Nullable Tensor[] v = pullback.cotangents(random);
      @Nullable Tensor[] both = new @Nullable Tensor[u.length];
      for (int i = 0; i < both.length; i++) {
        both[i] = combination(u[i], v[i]);
      }
      @Nullable Tensor[] ofU = pullback.vjp(u);
      @Nullable Tensor[] ofV = pullback.vjp(v);
      @Nullable Tensor[] ofBoth = pullback.vjp(both);
      for (int i = 0; i < ofBoth.length; i++) {
        Tensor x = trial.x()[i];
        double[] a = Pullback.elements(ofBoth[i], x);
        double[] du = Pullback.elements(ofU[i], x);
        double[] dv = Pullback.elements(ofV[i], x);
        double[] b = new double[a.length];
        Arrays.setAll(b, k -> 2 * du[k] + dv[k]);
        double scale = 2 * Pullback.greatest(du) + Pullback.greatest(dv) + Pullback.greatest(a);
        near(trial, Law.LINEAR, "of 2u + v", "combined", i, a, b, ULPS * ulp(pullback) * scale);
      }
    }
  }

  /// `2u + v`: factors whose sum is not 1, so that a rule with a constant shows.
  private static @Nullable Tensor combination(@Nullable Tensor u, @Nullable Tensor v) {
    if (u == null || v == null) {
      return null;
    }
    double[] a = u.toDoubleArray();
    double[] b = v.toDoubleArray();
    Arrays.setAll(a, k -> 2 * a[k] + b[k]);
    return Trial.tensor(u.type(), a);
  }

  /// That of the coarsest dtype among inputs and outputs.
  private static double ulp(Pullback pullback) {
    return none32(types(pullback.x())) && none32(types(pullback.y())) ? Math.ulp(1.0) : Math.ulp(1f);
  }

  static void jvp(Specified op, DType dtype) {
    RandomGenerator random = Trial.random(op);
    for (Trial trial : trials(op, dtype)) {
      Pullback pullback = Pullback.of(trial);
      @Nullable Tensor[] dy = pullback.cotangents(random);
      @Nullable Tensor[] dx = pullback.tangents(random);
      @Nullable Tensor[] forward = pullback.jvp(dx);
      @Nullable Tensor[] backward = pullback.vjp(dy);
      double left = 0;
      double right = 0;
      double scale = 0;
      for (int i = 0; i < dy.length; i++) {
        double[] a = Pullback.elements(forward[i], pullback.y()[i]);
        double[] b = Pullback.elements(dy[i], pullback.y()[i]);
        left += Pullback.dot(a, b);
        scale += Pullback.greatest(a) * b.length;
      }
      for (int i = 0; i < dx.length; i++) {
        double[] a = Pullback.elements(backward[i], trial.x()[i]);
        double[] b = Pullback.elements(dx[i], trial.x()[i]);
        right += Pullback.dot(a, b);
        scale += Pullback.greatest(a) * b.length;
      }
      if (!(Math.abs(left - right) <= ULPS * ulp(pullback) * scale)) {
        throw Violation.of(trial, Law.JVP)
            .line("⟨dy, jvp⟩", left)
            .line("⟨vjp, dx⟩", right)
            .line("tolerance", ULPS * ulp(pullback) * scale)
            .error();
      }
      if (op.orders() > 1) { // no jvp follows from a vjp that is not written with ops
        sameAsDefault(trial, pullback, dx, forward);
      }
    }
  }

  private static void sameAsDefault(
      Trial trial, Pullback pullback, @Nullable Tensor[] dx, @Nullable Tensor[] forward) {
    @Nullable Tensor[] transposed = new Transposed(trial.op()).jvp(trial.x(), pullback.y(), dx);
    for (int i = 0; i < forward.length; i++) {
      Tensor y = pullback.y()[i];
      double[] a = Pullback.elements(forward[i], y);
      double[] b = Pullback.elements(transposed[i], y);
      double tolerance = ULPS * ulp(pullback) * (Pullback.greatest(a) + largest(dx));
      for (int k = 0; k < a.length; k++) {
        if (!(Math.abs(a[k] - b[k]) <= tolerance)) {
          throw Violation.of(trial, Law.JVP)
              .line("output", "y[" + i + "]")
              .line("index", Trial.index(k, y.shape()))
              .line("jvp", a[k])
              .line("transposed", b[k])
              .error();
        }
      }
    }
  }

  /// An op whose jvp is the one that follows from its vjp.
  private record Transposed(Op op) implements Op {
    @Override
    public String name() {
      return op.name();
    }

    @Override
    public Type[] types(Type[] x) {
      return op.types(x);
    }

    @Override
    public void forward(Call call) {
      op.forward(call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      return op.vjp(x, y, dy, wanted);
    }
  }

  /// The derivatives of orders one and two by each input and each pair of inputs, at the special points.
  ///
  /// There is none to ask for where the function is infinite or not defined on one side, or where the first
  /// derivative is infinite; and where FLOAT32 cannot hold a derivative, it need not be a number.
  static void extremes(Specified op, DType dtype) {
    Pointwise pointwise = (Pointwise) op;
    Trial single = finite(ValueLaws.combinations(pointwise, DType.FLOAT32));
    if (single.x()[0].shape().size() == 0) {
      return;
    }
    Orders narrow = Orders.of(pointwise, single.x());
    Orders wide = Orders.of(pointwise, widened(single).x());
    boolean[] open = interior(pointwise, widened(single).x());
    for (int i = 0; i < narrow.first.length; i++) {
      compare(single, "∂" + i, i, open, narrow.first[i], wide.first[i]);
    }
    for (int k = 0; k < open.length; k++) {
      for (int i = 0; i < narrow.first.length; i++) {
        open[k] &= Double.isFinite(narrow.first[i][k]) && Double.isFinite(wide.first[i][k]);
      }
    }
    for (int i = 0; i < narrow.first.length; i++) {
      for (int j = 0; j < narrow.first.length; j++) {
        compare(single, "∂" + i + "∂" + j, j, open, narrow.second[i][j], wide.second[i][j]);
      }
    }
  }

  /// The trial without infinities, NaN and the numbers at the ends of the range, where squares overflow.
  private static Trial finite(Trial trial) {
    double[][] x = Arrays.stream(trial.x()).map(Trial::doubles).toArray(double[][]::new);
    List<Integer> kept = new ArrayList<>();
    for (int k = 0; k < x[0].length; k++) {
      boolean ordinary = true;
      for (double[] values : x) {
        double size = Math.abs(values[k]);
        ordinary &= size <= 1e15 && (size == 0 || size > Float.MIN_NORMAL);
      }
      if (ordinary) {
        kept.add(k);
      }
    }
    Tensor[] reduced = new Tensor[x.length];
    for (int i = 0; i < reduced.length; i++) {
      double[] values = x[i];
      Type type = Type.of(trial.x()[i].dtype(), kept.size());
      reduced[i] = Trial.tensor(type, kept.stream().mapToDouble(k -> values[k]).toArray());
    }
    return new Trial(trial.specimen(), reduced);
  }

  /// Whether the function has a finite value at and around each point.
  private static boolean[] interior(Pointwise op, Tensor[] x) {
    boolean[] interior = new boolean[x[0].shape().size()];
    Arrays.fill(interior, true);
    for (int i = 0; i < x.length; i++) {
      for (double move : new double[] {0, -1e-3, 1e-3}) {
        Tensor[] moved = x.clone();
        if (x[i].dtype().isFloating()) {
          double[] values = x[i].toDoubleArray();
          Arrays.setAll(values, k -> values[k] + move * Math.max(1, Math.abs(values[k])));
          moved[i] = Trial.tensor(x[i].type(), values);
        }
        double[] y = op.apply(moved).toDoubleArray();
        for (int k = 0; k < y.length; k++) {
          interior[k] &= Double.isFinite(y[k]);
        }
      }
    }
    return interior;
  }

  private static void compare(
      Trial trial, String which, int input, boolean[] open, double[] narrow, double[] wide) {
    for (int k = 0; k < narrow.length; k++) {
      if (!open[k] || !(Math.abs(wide[k]) <= Float.MAX_VALUE) && !Double.isNaN(wide[k])) {
        continue;
      }
      double tolerance = ULPS * Math.ulp(1f) * Math.max(1, Math.abs(wide[k]));
      if (!(Math.abs(narrow[k] - wide[k]) <= tolerance)) {
        throw Violation.of(trial, Law.EXTREMES)
            .line("derivative", which)
            .line("index", Trial.index(k, trial.x()[input].shape()))
            .operands(trial, trial.x()[input].shape(), k)
            .line("FLOAT32", narrow[k])
            .line("FLOAT64", wide[k])
            .error();
      }
    }
  }

  /// First and second derivatives, element by element.
  private record Orders(double[][] first, double[][][] second) {
    static Orders of(Pointwise op, Tensor[] x) {
      Tensor[] floating = Arrays.stream(x).filter(t -> t.dtype().isFloating()).toArray(Tensor[]::new);
      Tensor ones = Tensor.full(floating[0].type(), 1);
      Function<Tensor[], Tensor> f = moved -> apply(op, x, moved);
      Tensor[] d = Derivatives.vjps(f, ones, floating);
      double[][] first = Arrays.stream(d).map(Tensor::toDoubleArray).toArray(double[][]::new);
      double[][][] second = new double[floating.length][][];
      for (int i = 0; i < second.length; i++) {
        int by = i;
        Tensor[] dd = Derivatives.vjps(moved -> Derivatives.vjps(f, ones, moved)[by], ones, floating);
        second[i] = Arrays.stream(dd).map(Tensor::toDoubleArray).toArray(double[][]::new);
      }
      return new Orders(first, second);
    }

    private static Tensor apply(SingleOp op, Tensor[] x, Tensor[] floating) {
      Tensor[] all = x.clone();
      int next = 0;
      for (int i = 0; i < all.length; i++) {
        all[i] = all[i].dtype().isFloating() ? floating[next++] : all[i];
      }
      return op.apply(all);
    }
  }
}
