package dev.adjoint.core;

/// What a kernel is given: the arrays and types of one application of an op. Raw arrays are reached only here.
///
/// Inputs and outputs are contiguous, row-major and exactly as long as their shapes say. A kernel never writes to an
/// input, keeps no array after it returns, and writes every element of each output: outputs start with arbitrary
/// content.
public final class Call {
  private final Tensor[] x;
  private final Type[] yTypes;
  private final Object[] y;

  Call(Tensor[] x, Type[] yTypes, Object[] y) {
    this.x = x;
    this.yTypes = yTypes;
    this.y = y;
  }

  /// The number of inputs.
  public int inputs() {
    return x.length;
  }

  /// The type of input `i`.
  public Type xType(int i) {
    return x[i].type();
  }

  /// The type of output `i`.
  public Type yType(int i) {
    return yTypes[i];
  }

  /// The array of input `i`, of the class that its dtype names.
  public Object x(int i) {
    return x[i].array();
  }

  /// The array of output `i`, of the class that its dtype names.
  public Object y(int i) {
    return y[i];
  }

  /// The array of the FLOAT32 input `i`.
  public float[] xFloats(int i) {
    return (float[]) x(i);
  }

  /// The array of the FLOAT64 input `i`.
  public double[] xDoubles(int i) {
    return (double[]) x(i);
  }

  /// The array of the INT32 input `i`.
  public int[] xInts(int i) {
    return (int[]) x(i);
  }

  /// The array of the INT64 input `i`.
  public long[] xLongs(int i) {
    return (long[]) x(i);
  }

  /// The array of the BOOL input `i`.
  public boolean[] xBooleans(int i) {
    return (boolean[]) x(i);
  }

  /// The array of the FLOAT32 output `i`.
  public float[] yFloats(int i) {
    return (float[]) y(i);
  }

  /// The array of the FLOAT64 output `i`.
  public double[] yDoubles(int i) {
    return (double[]) y(i);
  }

  /// The array of the INT32 output `i`.
  public int[] yInts(int i) {
    return (int[]) y(i);
  }

  /// The array of the INT64 output `i`.
  public long[] yLongs(int i) {
    return (long[]) y(i);
  }

  /// The array of the BOOL output `i`.
  public boolean[] yBooleans(int i) {
    return (boolean[]) y(i);
  }
}
