package dev.adjoint.core;

import java.util.Arrays;

/// The sizes of a tensor along its axes, outermost first: `(m, n)` is `m` rows of `n`.
///
/// Immutable. Rank 0, written `()`, is a scalar with one element; a size of 0 makes a tensor empty. Axes are
/// counted from 0, or from the end by negative numbers: `-1` is the last.
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] sizes;
  private final int size;

  private Shape(int[] sizes, int size) {
    this.sizes = sizes;
    this.size = size;
  }

  /// The shape with these sizes.
  ///
  /// @throws Mismatch if a size is negative, or the number of elements exceeds what an array can hold
  public static Shape of(int... sizes) {
    if (sizes.length == 0) {
      return SCALAR;
    }
    long size = 1;
    boolean empty = false;
    for (int n : sizes) {
      if (n < 0) {
        throw new Mismatch("shape " + text(sizes) + ": a size cannot be negative");
      }
      empty |= n == 0;
    }
    if (empty) {
      return new Shape(sizes.clone(), 0);
    }
    for (int n : sizes) {
      size *= n;
      if (size > Integer.MAX_VALUE - 8) {
        throw new Mismatch("shape " + text(sizes) + ": more elements than a Java array can hold");
      }
    }
    return new Shape(sizes.clone(), (int) size);
  }

  /// The shape of a scalar: rank 0, one element.
  public static Shape scalar() {
    return SCALAR;
  }

  /// The number of axes.
  public int rank() {
    return sizes.length;
  }

  /// The number of elements.
  public int size() {
    return size;
  }

  /// The size along an axis; negative axes count from the end.
  ///
  /// @throws IndexOutOfBoundsException if there is no such axis
  public int dim(int axis) {
    return sizes[axis(axis)];
  }

  /// The axis counted from 0 for an axis that may count from the end.
  ///
  /// @throws IndexOutOfBoundsException if there is no such axis
  public int axis(int axis) {
    int rank = sizes.length;
    if (axis < -rank || axis >= rank) {
      throw new IndexOutOfBoundsException(
          "axis " + axis + " of shape " + this + ": "
              + (rank == 0 ? "a scalar has no axes" : "axes run from " + -rank + " to " + (rank - 1)));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /// A fresh array of the sizes.
  public int[] toArray() {
    return sizes.clone();
  }

  /// The number of elements between neighbours along each axis in row-major order.
  public int[] strides() {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  /// This shape with one axis more, of the given size, which is then its axis `axis`: `rank()` or -1 appends.
  ///
  /// @throws IndexOutOfBoundsException if the new shape has no such axis
  public Shape insert(int axis, int n) {
    int rank = sizes.length + 1;
    if (axis < -rank || axis >= rank) {
      throw new IndexOutOfBoundsException(
          "insert: axis " + axis + " into shape " + this + ": axes run from " + -rank + " to " + (rank - 1));
    }
    int at = axis < 0 ? axis + rank : axis;
    int[] next = new int[rank];
    System.arraycopy(sizes, 0, next, 0, at);
    next[at] = n;
    System.arraycopy(sizes, at, next, at + 1, sizes.length - at);
    return of(next);
  }

  /// This shape without an axis.
  public Shape remove(int axis) {
    int at = axis(axis);
    int[] next = new int[sizes.length - 1];
    System.arraycopy(sizes, 0, next, 0, at);
    System.arraycopy(sizes, at + 1, next, at, next.length - at);
    return of(next);
  }

  /// This shape with another size along an axis.
  public Shape with(int axis, int n) {
    int[] next = sizes.clone();
    next[axis(axis)] = n;
    return of(next);
  }

  /// The shape that this and another broadcast to, as in NumPy: aligned at the last axis, a missing axis or
  /// one of size 1 stretches to the other's size.
  ///
  /// @throws Mismatch if along some axis the sizes differ and neither is 1
  public Shape broadcast(Shape other) {
    if (equals(other)) {
      return this;
    }
    Shape longer = rank() >= other.rank() ? this : other;
    Shape shorter = longer == this ? other : this;
    int[] sizes = longer.sizes.clone();
    int shift = longer.rank() - shorter.rank();
    for (int i = 0; i < shorter.rank(); i++) {
      int n = shorter.sizes[i];
      if (sizes[i + shift] == n || n == 1) {
        continue;
      }
      if (sizes[i + shift] != 1) {
        throw new Mismatch("shapes do not broadcast")
            .rule("aligned at the last axis, sizes are equal or one of them is 1")
            .hint("axis " + (i - shorter.rank()) + " has " + dim(i - shorter.rank()) + " against "
                + other.dim(i - shorter.rank()));
      }
      sizes[i + shift] = n;
    }
    return Arrays.equals(sizes, longer.sizes) ? longer : of(sizes);
  }

  /// Whether a tensor of this shape broadcasts to `target` without changing it.
  public boolean broadcastsTo(Shape target) {
    int shift = target.rank() - rank();
    if (shift < 0) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (sizes[i] != 1 && sizes[i] != target.sizes[i + shift]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Shape s && Arrays.equals(sizes, s.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /// As in NumPy: `(32, 128)`, `(3,)`, `()`.
  @Override
  public String toString() {
    return text(sizes);
  }

  private static String text(int[] sizes) {
    if (sizes.length == 1) {
      return "(" + sizes[0] + ",)";
    }
    StringBuilder s = new StringBuilder("(");
    for (int i = 0; i < sizes.length; i++) {
      s.append(i == 0 ? "" : ", ").append(sizes[i]);
    }
    return s.append(')').toString();
  }
}
