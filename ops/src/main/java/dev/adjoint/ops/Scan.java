package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Each element from those before it along an axis. What a FLOAT32 scan carries along is a double.
public sealed interface Scan extends SingleOp, Specified {
  /// The sums of the elements up to and with each one along an axis. FLOAT32, FLOAT64, INT32, INT64 (integers
  /// wrap around).
  static Tensor cumsum(Tensor x, int axis) {
    int moved = AxisNumber.fromEnd("cumsum", x, axis);
    if (moved == -1) {
      return new CumSum(false).apply(x);
    }
    List<Integer> axes = List.of(moved);
    return ReducedAxes.back(new CumSum(false).apply(ReducedAxes.last(x, axes)), x.shape(), axes);
  }

  /// The linear recurrence `hₖ = aₖ hₖ₋₁ + uₖ` along the last axis, with 0 before the first element: moving
  /// averages, discounted sums, linear state spaces.
  ///
  /// @param a of the type of `u`, FLOAT32 or FLOAT64
  static Tensor recurrence(Tensor a, Tensor u) {
    return new Recurrence(false).apply(a, u);
  }

  /// For each element the product of all others along the last axis, without a division.
  static Tensor productOfOthers(Tensor x) {
    Tensor before = new Recurrence(false).apply(shifted(x, 1), unit(x.type(), 0));
    Tensor after = new Recurrence(true).apply(shifted(x, -1), unit(x.type(), x.shape().dim(-1) - 1));
    return Arithmetic.mul(before, after);
  }

  /// `x` moved along its last axis by one place, 0 coming in.
  private static Tensor shifted(Tensor x, int by) {
    int n = x.shape().dim(-1);
    Tensor rest = by > 0 ? Layout.slice(x, -1, 0, n - 1) : Layout.slice(x, -1, 1, n);
    return Layout.pad(rest, -1, Math.max(0, by), Math.max(0, -by));
  }

  /// Rows that are 1 at one place and 0 elsewhere.
  private static Tensor unit(Type type, int place) {
    int n = type.shape().dim(-1);
    double[] row = new double[n];
    row[place] = 1;
    Tensor unit = Conversion.cast(Tensor.of(row, n), type.dtype());
    return Layout.broadcastTo(unit, type.shape().toArray());
  }

  private static List<Specimen.Input> inputs(int count, int... sizes) {
    List<Specimen.Input> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Specimen.Input.of(Domain.reals(-1.5, 1.5), sizes));
    }
    return all;
  }

  private static void demandAxis(Type x) {
    if (x.shape().rank() == 0) {
      throw new Mismatch("has no axis").rule("(…, k)");
    }
  }

  /// See [#cumsum], along the last axis.
  ///
  /// @param reversed whether the sums are of what follows instead
  record CumSum(boolean reversed) implements Scan, Linear {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      demandAxis(x[0]);
      if (x[0].dtype() == DType.BOOL) {
        throw new Mismatch("does not take BOOL").rule("FLOAT32, FLOAT64, INT32 or INT64");
      }
      return x[0];
    }

    @Override
    public void forward(Call call) {
      Shape shape = call.xType(0).shape();
      int k = shape.dim(-1);
      int step = reversed ? -1 : 1;
      for (int row = 0; row < RowPrograms.rows(shape); row++) {
        int at = row * k + (reversed ? k - 1 : 0);
        sum(call.x(0), call.y(0), at, step, k);
      }
    }

    private static void sum(Object x, Object y, int at, int step, int k) {
      switch (x) {
        case float[] a -> {
          double sum = 0;
          for (int i = 0; i < k; i++, at += step) {
            sum += a[at];
            ((float[]) y)[at] = (float) sum;
          }
        }
        case double[] a -> {
          double sum = 0;
          for (int i = 0; i < k; i++, at += step) {
            sum += a[at];
            ((double[]) y)[at] = sum;
          }
        }
        case int[] a -> {
          int sum = 0;
          for (int i = 0; i < k; i++, at += step) {
            sum += a[at];
            ((int[]) y)[at] = sum;
          }
        }
        default -> {
          long sum = 0;
          for (int i = 0; i < k; i++, at += step) {
            sum += ((long[]) x)[at];
            ((long[]) y)[at] = sum;
          }
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new CumSum(!reversed).apply(dy)};
    }

    @Override
    public String derivative() {
      return reversed ? "dx = cumsum(dy)" : "dx = cumsum(dy) from the end";
    }

    static List<CumSum> examples() {
      return List.of(new CumSum(false), new CumSum(true));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 1}, {2, 3, 33}, {0, 3}, {3, 0}}) {
        int k = sizes[sizes.length - 1];
        all.add(new Specimen(this, inputs(1, sizes), x -> {
          double[] y = new double[x[0].length];
          for (int i = 0; i < y.length; i++) {
            for (int j = i / k * k; j < (i / k + 1) * k; j++) {
              y[i] += reversed ? (j >= i ? x[0][j] : 0) : j <= i ? x[0][j] : 0;
            }
          }
          return y;
        }));
      }
      return all;
    }

    /// Up to 33 terms: half an ulp for each addition.
    @Override
    public double ulps() {
      return 17;
    }
  }

  /// See [#recurrence].
  ///
  /// @param reversed whether it runs from the last element to the first
  record Recurrence(boolean reversed) implements Scan {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      demandAxis(x[0]);
      if (!x[0].dtype().isFloating() || !x[1].equals(x[0])) {
        throw new Mismatch("factors and terms do not fit").rule("a and u of one type, FLOAT32 or FLOAT64 (…, k)");
      }
      return x[0];
    }

    /// Of the terms the derivative needs nothing but the result.
    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public void forward(Call call) {
      Shape shape = call.xType(0).shape();
      int k = shape.dim(-1);
      int step = reversed ? -1 : 1;
      for (int row = 0; row < RowPrograms.rows(shape); row++) {
        int at = row * k + (reversed ? k - 1 : 0);
        double h = 0;
        if (call.y(0) instanceof float[] y) {
          float[] a = call.xFloats(0);
          float[] u = call.xFloats(1);
          for (int i = 0; i < k; i++, at += step) {
            h = i == 0 ? u[at] : a[at] * h + u[at];
            y[at] = (float) h;
          }
        } else {
          double[] y = call.yDoubles(0);
          double[] a = call.xDoubles(0);
          double[] u = call.xDoubles(1);
          for (int i = 0; i < k; i++, at += step) {
            h = i == 0 ? u[at] : a[at] * h + u[at];
            y[at] = h;
          }
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      if (x[0].shape().size() == 0) {
        return new @Nullable Tensor[2];
      }
      int by = reversed ? 1 : -1;
      Tensor du = new Recurrence(!reversed).apply(shifted(x[0], by), dy);
      Tensor da = wanted[0] ? Arithmetic.mul(du, shifted(y, -by)) : null;
      return new @Nullable Tensor[] {da, wanted[1] ? du : null};
    }

    @Override
    public String derivative() {
      return reversed
          ? "dx1ₖ = x0ₖ₋₁ dx1ₖ₋₁ + dyₖ, dx0ₖ = dx1ₖ yₖ₊₁" : "dx1ₖ = x0ₖ₊₁ dx1ₖ₊₁ + dyₖ, dx0ₖ = dx1ₖ yₖ₋₁";
    }

    static List<Recurrence> examples() {
      return List.of(new Recurrence(false), new Recurrence(true));
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 1}, {2, 3, 9}, {0, 3}, {3, 0}}) {
        int k = sizes[sizes.length - 1];
        all.add(new Specimen(this, inputs(2, sizes), x -> {
          double[] y = new double[x[0].length];
          for (int i = 0; i < y.length; i++) {
            int at = reversed ? i / k * k + k - 1 - i % k : i;
            y[at] = (i % k == 0 ? 0 : x[0][at] * y[reversed ? at + 1 : at - 1]) + x[1][at];
          }
          return y;
        }));
      }
      return all;
    }

    /// Nine products and sums of growing size, rounded twice each.
    @Override
    public double ulps() {
      return 20;
    }
  }
}
