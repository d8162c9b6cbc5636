package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// What a kernel is given: the arrays and types of one application of an op. Raw arrays are reached only here.
///
/// Inputs and outputs are contiguous, row-major and exactly as long as their shapes say. A kernel never writes to an
/// input, keeps no array after it returns, and writes every element of each output: outputs start with arbitrary
/// content.
public final class Call {
  private final Tensor[] x;
  /// The first output; all of them are in [#more] where there is not exactly one.
  private final Tensor y;

  private final Tensor @Nullable [] more;

  /// A call that fills the array of one plain tensor.
  Call(Tensor[] x, Tensor y) {
    this.x = x;
    this.y = y;
    more = null;
  }

  /// A call that fills the arrays of plain tensors.
  Call(Tensor[] x, Tensor[] y) {
    this.x = x;
    this.y = y[0];
    more = y;
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
    return output(i).type();
  }

  /// The array of input `i`, of the class that its dtype names.
  public Object x(int i) {
    return x[i].storage().array();
  }

  /// The array of output `i`, of the class that its dtype names.
  public Object y(int i) {
    return output(i).storage().array();
  }

  private Tensor output(int i) {
    return more == null ? y : more[i];
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
