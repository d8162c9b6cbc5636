package dev.adjoint.ops;

import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.div;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.sqrt;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Reduce.Axes.KEPT;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.row.RowProgram;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows brought to one mean and size. FLOAT32 and FLOAT64, along the last axis.
/// Means and variances take two passes over a row, so that a large mean does not cancel a small variance.
public sealed interface Normalization extends SingleOp, Specified {
  /// Layer normalization (Ba, Kiros, Hinton, *Layer normalization*, 2016): `(…, k)` standardized along its last
  /// axis, times `scale`, plus `shift`, both `(k,)`.
  ///
  /// @param epsilon added to the variance; not negative
  static Tensor layerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
    return new LayerNorm(epsilon).apply(x, scale, shift);
  }

  /// `(x − mean) / √(variance + ε)` along the last axis, the variance being the mean of the squared
  /// deviations.
  ///
  /// @param epsilon not negative
  static Tensor standardize(Tensor x, double epsilon) {
    return new Standardize(epsilon).apply(x);
  }

  private static void demandEpsilon(double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("epsilon " + epsilon + ": a finite number, not negative");
    }
  }

  /// The row's length and ε, which programs take as inputs.
  private static Object[] scalars(Type x, double epsilon) {
    int k = x.shape().dim(-1);
    return x.dtype() == DType.FLOAT32
        ? new Object[] {new float[] {k}, new float[] {(float) epsilon}}
        : new Object[] {new double[] {k}, new double[] {epsilon}};
  }

  /// The cotangent for `g` as a composition of ops.
  private static Tensor composed(Tensor x, Tensor g, double epsilon) {
    Tensor centred = sub(x, Reduce.mean(x, KEPT, -1));
    Tensor factor = div(1, sqrt(add(Reduce.mean(square(centred), KEPT, -1), epsilon)));
    Tensor along = mul(centred, mul(square(factor), Reduce.mean(mul(g, centred), KEPT, -1)));
    return mul(factor, sub(sub(g, Reduce.mean(g, KEPT, -1)), along));
  }

  /// The deviations of a row from its mean, and last 1 / √(variance + ε); for references.
  private static double[] moments(double[] row, double epsilon) {
    double mean = Arrays.stream(row).average().orElseThrow();
    double variance = Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] moments = new double[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      moments[i] = row[i] - mean;
    }
    moments[row.length] = 1 / Math.sqrt(variance + epsilon);
    return moments;
  }

  /// See [#layerNorm].
  record LayerNorm(double epsilon) implements Normalization {
    private static final RowProgram PROGRAM = RowProgram.of(p -> {
      Formula x = p.row();
      Formula scale = p.shared();
      Formula shift = p.shared();
      RowPrograms.Moments moments = RowPrograms.Moments.of(p, x, p.scalar(), p.scalar());
      p.give(moments.centred().mul(moments.factor()).mul(scale).add(shift));
    });

    public LayerNorm {
      demandEpsilon(epsilon);
    }

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 3);
      RowPrograms.demandRows(x[0]);
      Type row = Type.of(x[0].dtype(), x[0].shape().dim(-1));
      if (!x[1].equals(row) || !x[2].equals(row)) {
        throw new Mismatch("scale and shift do not fit").rule("(…, k) with scale and shift (k,), of one dtype");
      }
      return x[0];
    }

    @Override
    public boolean savesInput(int i) {
      return i < 2;
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(PROGRAM, call, scalars(call.xType(0), epsilon));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      @Nullable Tensor[] dx = new @Nullable Tensor[3];
      if (wanted[0]) {
        dx[0] = new StandardizeGradient(epsilon).apply(x[0], mul(dy, x[1]));
      }
      if (wanted[1]) {
        dx[1] = Broadcast.sumTo(mul(dy, standardize(x[0], epsilon)), x[1].shape());
      }
      if (wanted[2]) {
        dx[2] = Broadcast.sumTo(dy, x[2].shape());
      }
      return dx;
    }

    @Override
    public String derivative() {
      return "dx0 = that of standardize for dy · x1, dx1 = Σ dy · standardize(x0), dx2 = Σ dy";
    }

    static List<LayerNorm> examples() {
      return List.of(new LayerNorm(1e-5));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {3, 70}, {0, 3}}) {
        int k = sizes[sizes.length - 1];
        Specimen.Input row = Specimen.Input.of(Domain.reals(-2, 2), k);
        all.add(new Specimen(this, List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes), row, row), x -> {
          double[] y = new double[x[0].length];
          for (int at = 0; at < y.length; at += k) {
            double[] moments = moments(Arrays.copyOfRange(x[0], at, at + k), epsilon);
            for (int i = 0; i < k; i++) {
              y[at + i] = moments[i] * moments[k] * x[1][i] + x[2][i];
            }
          }
          return y;
        }));
      }
      return all;
    }

    /// As [Standardize].
    @Override
    public double ulps() {
      return 64;
    }
  }

  /// See [#standardize].
  record Standardize(double epsilon) implements Normalization {
    private static final RowProgram PROGRAM = RowProgram.of(p -> {
      RowPrograms.Moments moments = RowPrograms.Moments.of(p, p.row(), p.scalar(), p.scalar());
      p.give(moments.centred().mul(moments.factor()));
    });

    public Standardize {
      demandEpsilon(epsilon);
    }

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      RowPrograms.demandRows(x[0]);
      return x[0];
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(PROGRAM, call, scalars(call.xType(0), epsilon));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new StandardizeGradient(epsilon).apply(x[0], dy)};
    }

    @Override
    public String derivative() {
      return "dx = (dy − mean dy − y · mean(dy · y)) / √(variance + ε)";
    }

    static List<Standardize> examples() {
      return List.of(new Standardize(1e-5));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {3, 70}, {0, 3}}) {
        int k = sizes[sizes.length - 1];
        all.add(new Specimen(this, List.of(Specimen.Input.of(Domain.reals(-2, 2), sizes)), x -> {
          double[] y = new double[x[0].length];
          for (int at = 0; at < y.length; at += k) {
            double[] moments = moments(Arrays.copyOfRange(x[0], at, at + k), epsilon);
            for (int i = 0; i < k; i++) {
              y[at + i] = moments[i] * moments[k];
            }
          }
          return y;
        }));
      }
      return all;
    }

    /// The mean of up to 70 elements carries the roundings of its sum, which a small variance magnifies.
    @Override
    public double ulps() {
      return 64;
    }
  }

  /// The cotangent of [Standardize] for `x` and `dy`, one pass over its rows. Its own derivative follows from
  /// what it is composed of.
  record StandardizeGradient(double epsilon) implements Normalization {
    private static final RowProgram PROGRAM = RowProgram.of(p -> {
      Formula x = p.row();
      Formula dy = p.row();
      Formula k = p.scalar();
      RowPrograms.Moments moments = RowPrograms.Moments.of(p, x, k, p.scalar());
      Formula mean = p.each(p.sum(dy).div(k));
      Formula along = p.each(p.sum(dy.mul(moments.centred())).div(k).mul(moments.factor()).mul(moments.factor()));
      p.give(dy.sub(mean).sub(moments.centred().mul(along)).mul(moments.factor()));
    });

    public StandardizeGradient {
      demandEpsilon(epsilon);
    }

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      RowPrograms.demandRows(x[0]);
      if (!x[1].equals(x[0])) {
        throw new Mismatch("x and dy differ in type").rule("x and dy of one type (…, k)");
      }
      return x[0];
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(PROGRAM, call, scalars(call.xType(0), epsilon));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return Composition.vjp(v -> composed(v[0], v[1], epsilon), x, dy, wanted);
    }

    @Override
    public String derivative() {
      return "that of the cotangent of standardize";
    }

    static List<StandardizeGradient> examples() {
      return List.of(new StandardizeGradient(1e-5));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {3, 70}, {0, 3}}) {
        int k = sizes[sizes.length - 1];
        Specimen.Input input = Specimen.Input.of(Domain.reals(-2, 2), sizes);
        all.add(new Specimen(this, List.of(input, input), x -> {
          double[] dx = new double[x[0].length];
          for (int at = 0; at < dx.length; at += k) {
            double[] moments = moments(Arrays.copyOfRange(x[0], at, at + k), epsilon);
            double r = moments[k];
            double mean = 0;
            double along = 0;
            for (int i = 0; i < k; i++) {
              mean += x[1][at + i] / k;
              along += x[1][at + i] * moments[i] * r / k;
            }
            for (int i = 0; i < k; i++) {
              dx[at + i] = r * (x[1][at + i] - mean - moments[i] * r * along);
            }
          }
          return dx;
        }));
      }
      return all;
    }

    /// As [Standardize], with three terms that may cancel, over a deviation that may be small.
    @Override
    public double ulps() {
      return 400;
    }
  }
}
