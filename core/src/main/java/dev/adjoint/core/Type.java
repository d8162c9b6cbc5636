package dev.adjoint.core;

/// What is known of a tensor without its values: dtype and shape. Type rules of ops map types to types, so that no
/// result shape depends on values.
public record Type(DType dtype, Shape shape) {
  /// The type with these parts.
  public static Type of(DType dtype, int... sizes) {
    return new Type(dtype, Shape.of(sizes));
  }

  /// This dtype with another shape.
  public Type with(Shape shape) {
    return shape == this.shape ? this : new Type(dtype, shape);
  }

  /// This shape with another dtype.
  public Type with(DType dtype) {
    return dtype == this.dtype ? this : new Type(dtype, shape);
  }

  /// The size of the elements in a heap array, in bytes.
  long bytes() {
    return (long) shape.size() * dtype.bytes();
  }

  /// As in `FLOAT32 (32, 128)`.
  @Override
  public String toString() {
    return dtype + " " + shape;
  }
}
