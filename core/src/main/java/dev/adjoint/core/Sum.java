package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// The one op of core: the sum of two cotangents that meet at a value, which is the chain rule's own addition.
record Sum() implements SingleOp {
  static final Sum SUM = new Sum();

  @Override
  public Type type(Type[] x) {
    Mismatch.demandInputs(x, 2);
    for (Type t : x) {
      if (!t.equals(x[0])) {
        throw new Mismatch("cotangents of one value differ in type").rule("all have the type of the value");
      }
    }
    if (!x[0].dtype().isFloating()) {
      throw new Mismatch("cotangents are floating").rule("FLOAT32 or FLOAT64");
    }
    return x[0];
  }

  @Override
  public boolean savesInput(int i) {
    return false;
  }

  @Override
  public boolean savesOutput(int i) {
    return false;
  }

  @Override
  public void forward(Call call) {
    if (call.yType(0).dtype() == DType.FLOAT32) {
      add(call.xFloats(0), call.xFloats(1), call.yFloats(0));
    } else {
      add(call.xDoubles(0), call.xDoubles(1), call.yDoubles(0));
    }
  }

  private static void add(float[] a, float[] b, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void add(double[] a, double[] b, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = a[i] + b[i];
    }
  }

  /// Adds the elements of `x` to those of `y`.
  static void addTo(Object y, Object x) {
    if (y instanceof float[] to) {
      float[] from = (float[]) x;
      for (int i = 0; i < to.length; i++) {
        to[i] += from[i];
      }
    } else {
      double[] to = (double[]) y;
      double[] from = (double[]) x;
      for (int i = 0; i < to.length; i++) {
        to[i] += from[i];
      }
    }
  }

  @Override
  public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
    @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = wanted[i] ? dy : null;
    }
    return dx;
  }

  @Override
  public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Tensor sum = null;
    for (Tensor t : dx) {
      if (t != null) {
        sum = sum == null ? t : SUM.apply(sum, t);
      }
    }
    return sum;
  }
}
