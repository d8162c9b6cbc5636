package dev.adjoint.core;

/// The element type of a [Tensor].
///
/// There is no implicit promotion between them: an op whose operands differ in dtype says so.
public enum DType {
  /// IEEE 754 binary32, held in a `float[]`; differentiable.
  FLOAT32(4),
  /// IEEE 754 binary64, held in a `double[]`; differentiable.
  FLOAT64(8),
  /// Two's complement 32-bit integers, held in an `int[]`.
  INT32(4),
  /// Two's complement 64-bit integers, held in a `long[]`.
  INT64(8),
  /// Truth values, held in a `boolean[]`: what comparisons give and `where` takes.
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /// The type of the elements of a tensor's array.
  static DType of(Object array) {
    if (array instanceof float[]) {
      return FLOAT32;
    } else if (array instanceof double[]) {
      return FLOAT64;
    } else if (array instanceof int[]) {
      return INT32;
    } else if (array instanceof long[]) {
      return INT64;
    }
    return BOOL;
  }

  /// The size of one element in a heap array, in bytes.
  public int bytes() {
    return bytes;
  }

  /// Whether values of this type can carry a derivative.
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /// Whether this is [#INT32] or [#INT64].
  public boolean isInteger() {
    return this == INT32 || this == INT64;
  }

  /// A new zeroed heap array for `length` elements of this type.
  public Object newArray(int length) {
    return switch (this) {
      case FLOAT32 -> new float[length];
      case FLOAT64 -> new double[length];
      case INT32 -> new int[length];
      case INT64 -> new long[length];
      case BOOL -> new boolean[length];
    };
  }
}
