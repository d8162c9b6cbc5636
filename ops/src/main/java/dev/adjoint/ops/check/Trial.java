package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Op;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A specimen with values for its inputs: what a law looks at.
///
/// @param specimen the application
/// @param x its inputs, plain
record Trial(Specimen specimen, Tensor[] x) {
  /// Integers at which wrap-around and comparisons go wrong first.
  private static final long[] CORNERS = {
    Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, -1, 1L << 31, 1L << 53
  };

  Op op() {
    return specimen.op();
  }

  /// The trials of an op in a dtype: floating inputs take a floating dtype, inputs with an integer reference
  /// an integer one.
  static List<Trial> of(Specified op, DType dtype) {
    RandomGenerator random = random(op);
    List<Trial> all = new ArrayList<>();
    for (Specimen specimen : op.specimens()) {
      if ((specimen.integers() == null) == dtype.isFloating()) {
        Tensor[] x = new Tensor[specimen.inputs().size()];
        Arrays.setAll(x, i -> sample(specimen.inputs().get(i), dtype, random));
        if (dtype != DType.INT32 || takes(specimen, x)) {
          all.add(new Trial(specimen, x));
        }
      }
    }
    return all;
  }

  /// Whether the op takes INT32 in place of the INT64 that its specimen states; a random key is always INT64.
  private static boolean takes(Specimen specimen, Tensor[] x) {
    try {
      specimen.op().types(Arrays.stream(x).map(Tensor::type).toArray(Type[]::new));
      return true;
    } catch (Mismatch e) {
      return false;
    }
  }

  /// The same draws for an op each time and everywhere.
  static RandomGenerator random(Specified op) {
    return new SplittableRandom(op.label().hashCode());
  }

  private static Tensor sample(Specimen.Input input, DType dtype, RandomGenerator random) {
    Type type = input.type();
    int n = type.shape().size();
    if (type.dtype() == DType.INT64 && dtype.isInteger()) {
      long[] values = new long[n];
      Arrays.setAll(values, i -> integer(input.domain(), random));
      return tensor(type.with(dtype), values);
    }
    double[] values = new double[n];
    if (type.dtype().isFloating()) {
      Arrays.setAll(values, i -> input.domain().sample(random));
      return tensor(type.with(dtype), values);
    }
    Arrays.setAll(values, i -> input.domain().sampleInteger(random));
    return tensor(type, values);
  }

  private static long integer(Domain domain, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> domain.sampleInteger(random);
      case 1 -> CORNERS[random.nextInt(CORNERS.length)];
      default -> random.nextLong();
    };
  }

  /// A tensor of these elements, each converted as by a Java cast; truth values are 1 and 0.
  static Tensor tensor(Type type, double[] values) {
    int[] sizes = type.shape().toArray();
    int n = values.length;
    return switch (type.dtype()) {
      case FLOAT32 -> {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
          a[i] = (float) values[i];
        }
        yield Tensor.of(a, sizes);
      }
      case FLOAT64 -> Tensor.of(values, sizes);
      case INT32 -> Tensor.of(Arrays.stream(values).mapToInt(v -> (int) v).toArray(), sizes);
      case INT64 -> Tensor.of(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), sizes);
      case BOOL -> {
        boolean[] a = new boolean[n];
        for (int i = 0; i < n; i++) {
          a[i] = values[i] != 0;
        }
        yield Tensor.of(a, sizes);
      }
    };
  }

  private static Tensor tensor(Type type, long[] values) {
    return type.dtype() == DType.INT64
        ? Tensor.of(values, type.shape().toArray())
        : Tensor.of(Arrays.stream(values).mapToInt(v -> (int) v).toArray(), type.shape().toArray());
  }

  /// The elements as doubles; truth values are 1 and 0.
  static double[] doubles(Tensor t) {
    return switch (t.dtype()) {
      case INT64, BOOL -> Arrays.stream(longs(t)).asDoubleStream().toArray();
      default -> t.toDoubleArray();
    };
  }

  /// The elements of an integer or BOOL tensor; truth values are 1 and 0.
  static long[] longs(Tensor t) {
    return switch (t.dtype()) {
      case INT32 -> Arrays.stream(t.toIntArray()).asLongStream().toArray();
      case INT64 -> t.toLongArray();
      case BOOL -> {
        boolean[] values = t.toBooleanArray();
        long[] a = new long[values.length];
        for (int i = 0; i < a.length; i++) {
          a[i] = values[i] ? 1 : 0;
        }
        yield a;
      }
      default -> throw new IllegalArgumentException("not integers: " + t.type());
    };
  }

  /// Whether two tensors have equal types and equal bits, all NaNs counting as one.
  static boolean sameBits(Tensor a, Tensor b) {
    if (!a.type().equals(b.type())) {
      return false;
    }
    return a.dtype().isFloating()
        ? Arrays.equals(a.toDoubleArray(), b.toDoubleArray())
        : Arrays.equals(longs(a), longs(b));
  }

  /// The index of an element along each axis.
  static String index(int flat, Shape shape) {
    int[] at = new int[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      at[axis] = flat % shape.dim(axis);
      flat /= shape.dim(axis);
    }
    return Arrays.toString(at);
  }
}
