package dev.adjoint.core;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A value that cannot be changed: a [DType], a [Shape], and elements in row-major order. It is either *plain*, or
/// recorded on a [Tape], where it stands for one value of the graph and holds its *primal*: the same value one level
/// lower, plain or on an older tape.
///
/// Tensors have no arithmetic; ops are static functions, and a user's own look like the library's:
/// ```java
/// Tensor z = add(matmul(x, w), b);
/// Tensor a = x.then(hidden).then(Activations::relu).then(output);
/// ```
public final class Tensor {
  /* A long tape is mostly tensors, so that what only one of the two kinds has shares a field. */
  private final Type type;
  /// The [Storage] of a plain tensor, the primal of a recorded one.
  private final Object content;
  /// The tape of a recorded tensor. Of a plain one the root tape whose data it was computed from: it owns what is
  /// computed from this one.
  private final @Nullable Tape owner;
  /// -1 for a plain tensor.
  private final int id;
  /// Of a plain tensor; the names of recorded ones are the tape's.
  private final @Nullable String name;

  private Tensor(Type type, Object content, @Nullable Tape owner, int id, @Nullable String name) {
    this.type = type;
    this.content = content;
    this.owner = owner;
    this.id = id;
    this.name = name;
  }

  static Tensor plain(Type type, Storage storage, @Nullable Tape home) {
    return plain(type, storage, home, null);
  }

  static Tensor plain(Type type, Storage storage, @Nullable Tape home, @Nullable String name) {
    return new Tensor(type, storage, home, -1, name);
  }

  static Tensor recorded(Tape tape, int id, Tensor primal) {
    return new Tensor(primal.type, primal, tape, id, null);
  }

  private static Tensor owning(Object array, int length, DType dtype, int... sizes) {
    Shape shape = Shape.of(sizes);
    if (shape.size() != length) {
      throw new IllegalArgumentException(
          "Tensor.of: shape " + shape + " has " + shape.size() + " elements, the array has " + length);
    }
    return plain(new Type(dtype, shape), new Storage(array), null);
  }

  /// A FLOAT32 tensor with a copy of `data` in row-major order.
  ///
  /// @param sizes the shape; its size must equal `data.length`
  public static Tensor of(float[] data, int... sizes) {
    return owning(data.clone(), data.length, DType.FLOAT32, sizes);
  }

  /// A FLOAT64 tensor with a copy of `data` in row-major order.
  public static Tensor of(double[] data, int... sizes) {
    return owning(data.clone(), data.length, DType.FLOAT64, sizes);
  }

  /// An INT32 tensor with a copy of `data` in row-major order.
  public static Tensor of(int[] data, int... sizes) {
    return owning(data.clone(), data.length, DType.INT32, sizes);
  }

  /// An INT64 tensor with a copy of `data` in row-major order.
  public static Tensor of(long[] data, int... sizes) {
    return owning(data.clone(), data.length, DType.INT64, sizes);
  }

  /// A BOOL tensor with a copy of `data` in row-major order.
  public static Tensor of(boolean[] data, int... sizes) {
    return owning(data.clone(), data.length, DType.BOOL, sizes);
  }

  /// A FLOAT64 scalar.
  public static Tensor scalar(double value) {
    return owning(new double[] {value}, 1, DType.FLOAT64);
  }

  /// A FLOAT64 scalar, also of a whole number: without this, Java would take an `int` for a `float`.
  public static Tensor scalar(int value) {
    return scalar((double) value);
  }

  /// A FLOAT32 scalar.
  public static Tensor scalar(float value) {
    return owning(new float[] {value}, 1, DType.FLOAT32);
  }

  /// A tensor whose elements are all `value`.
  ///
  /// @throws IllegalArgumentException if an integer or BOOL type cannot hold `value` exactly (BOOL takes 0 and 1)
  public static Tensor full(Type type, double value) {
    return plain(type, new Storage(Elements.full(type, value)), null);
  }

  /// A tensor of zeros.
  public static Tensor zeros(Type type) {
    return plain(type, new Storage(type.dtype().newArray(type.shape().size())), null);
  }

  /// Dtype and shape.
  public Type type() {
    return type;
  }

  /// The element type.
  public DType dtype() {
    return type.dtype();
  }

  /// The sizes along the axes.
  public Shape shape() {
    return type.shape();
  }

  /// The newest tape this tensor is recorded on, or null for a plain tensor.
  public @Nullable Tape tape() {
    return id < 0 ? null : owner;
  }

  /// The same value one level lower: what a recorded tensor stands for, plain or on an older tape. A plain tensor is
  /// its own primal.
  public Tensor primal() {
    return id < 0 ? this : (Tensor) content;
  }

  /// The number of this value on its tape, or -1 for a plain tensor.
  public int id() {
    return id;
  }

  /// The name it was given, or null.
  public @Nullable String name() {
    Tape tape = tape();
    return tape != null ? tape.nameOf(id) : name;
  }

  /// Where it was recorded, such as `Spiral.java:31`, when its tape keeps creation sites; otherwise null.
  public @Nullable String site() {
    Tape tape = tape();
    return tape != null ? tape.siteOf(id) : null;
  }

  /// This tensor under a name, for errors and dumps. On a tape the value itself is named.
  public Tensor named(String name) {
    Tape tape = tape();
    if (tape != null) {
      tape.setName(id, name);
      return this;
    }
    return new Tensor(type, content, owner, -1, name);
  }

  /// The value of a tensor with one element.
  ///
  /// @throws OperandException if there is not exactly one element
  public double item() {
    if (shape().size() != 1) {
      throw OperandException.of("item", new Mismatch("not a single element").rule("the tensor has one element"), this);
    }
    return Elements.get(array(), 0);
  }

  /// One element, as a double; negative indices count from the end of their axis.
  ///
  /// @throws IndexOutOfBoundsException if an index is out of bounds, or there is not one for each axis
  public double get(int... index) {
    if (index.length != shape().rank()) {
      throw new IndexOutOfBoundsException("get: " + index.length + " indices for shape " + shape());
    }
    int flat = 0;
    for (int axis = 0; axis < index.length; axis++) {
      int n = shape().dim(axis);
      int i = index[axis] < 0 ? index[axis] + n : index[axis];
      if (i < 0 || i >= n) {
        throw new IndexOutOfBoundsException(
            "get: index " + index[axis] + " along axis " + axis + " of shape " + shape());
      }
      flat = flat * n + i;
    }
    return Elements.get(array(), flat);
  }

  /// A copy of the elements of a FLOAT32 tensor in row-major order.
  public float[] toFloatArray() {
    return Elements.copy(this, float[].class, DType.FLOAT32).clone();
  }

  /// A copy of the elements in row-major order; FLOAT32 and INT32 widen exactly.
  ///
  /// @throws OperandException for INT64 and BOOL
  public double[] toDoubleArray() {
    return Elements.toDoubles(this);
  }

  /// A copy of the elements of an INT32 tensor in row-major order.
  public int[] toIntArray() {
    return Elements.copy(this, int[].class, DType.INT32).clone();
  }

  /// A copy of the elements of an INT64 tensor in row-major order.
  public long[] toLongArray() {
    return Elements.copy(this, long[].class, DType.INT64).clone();
  }

  /// A copy of the elements of a BOOL tensor in row-major order.
  public boolean[] toBooleanArray() {
    return Elements.copy(this, boolean[].class, DType.BOOL).clone();
  }

  /// This tensor, having checked its shape; a size of -1 stands for any.
  ///
  /// @throws OperandException if the shape differs
  public Tensor expect(int... sizes) {
    boolean same = sizes.length == shape().rank();
    for (int i = 0; same && i < sizes.length; i++) {
      same = sizes[i] == -1 || sizes[i] == shape().dim(i);
    }
    if (!same) {
      String wanted = java.util.Arrays.toString(sizes).replace('[', '(').replace(']', ')').replace("-1", "any");
      throw OperandException.of("expect", new Mismatch("another shape was expected").rule("shape " + wanted), this);
    }
    return this;
  }

  /// The plain value: recorded nowhere, owned by no tape, readable for as long as it is reachable.
  public Tensor detach() {
    Tensor t = plain();
    t.storage().pin();
    return t.owner == null && t.name == null ? t : plain(type, t.storage(), null);
  }

  /// Applies an op to this tensor and others: the way to chain a user's own op.
  public Tensor apply(SingleOp op, Tensor... others) {
    Tensor[] x = new Tensor[others.length + 1];
    x[0] = this;
    System.arraycopy(others, 0, x, 1, others.length);
    return op.apply(x);
  }

  /// `f` of this tensor: the way to chain functions and layers.
  public Tensor then(UnaryOperator<Tensor> f) {
    return f.apply(this);
  }

  /// As NumPy prints it, with the type of what is recorded or not FLOAT64: long axes are shortened.
  @Override
  public String toString() {
    return TensorText.of(this);
  }

  // ---- within core ----

  /// The root tape whose data a plain tensor was computed from.
  @Nullable Tape home() {
    return id < 0 ? owner : null;
  }

  /// The plain tensor at the bottom of the primals.
  Tensor plain() {
    Tensor t = this;
    while (t.id >= 0) {
      t = (Tensor) t.content;
    }
    return t;
  }

  /// This plain tensor as one whose results `home` owns.
  Tensor at(Tape home) {
    return new Tensor(type, content, home, -1, name);
  }

  /// This plain tensor's elements as another type of the same size and dtype.
  Tensor viewAs(Type type, @Nullable Tape home) {
    return plain(type, storage(), home);
  }

  Storage storage() {
    return (Storage) plain().content;
  }

  /// The elements, to read; see [Rules] for when that is refused.
  Object array() {
    if (id >= 0) {
      Rules.demandReadable(this);
    }
    return storage().array();
  }
}
