package dev.adjoint.bench.peers;

import java.util.SplittableRandom;

/// A named array in row-major order, as every library can take it.
record Numbers(String name, float[] data, int... shape) {
  Numbers {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    if (size != data.length) {
      throw new IllegalArgumentException(name + ": " + data.length + " numbers for a shape of " + size);
    }
  }

  /// Normal numbers with a mean of 0.
  static Numbers normal(String name, double deviation, SplittableRandom random, int... shape) {
    Numbers numbers = zeros(name, shape);
    for (int i = 0; i < numbers.data.length; i++) {
      numbers.data[i] = (float) (deviation * random.nextGaussian());
    }
    return numbers;
  }

  static Numbers zeros(String name, int... shape) {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    return new Numbers(name, new float[size], shape);
  }

  /// The rows and columns of a matrix exchanged.
  Numbers transposed() {
    int rows = shape[0];
    int columns = shape[1];
    float[] to = new float[data.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = data[i * columns + j];
      }
    }
    return new Numbers(name, to, columns, rows);
  }

  /// The shape as most native libraries want it.
  long[] longShape() {
    long[] sizes = new long[shape.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape[i];
    }
    return sizes;
  }

  /// The numbers in FLOAT64.
  double[] toDoubles() {
    double[] to = new double[data.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = data[i];
    }
    return to;
  }

  /// FLOAT64 numbers rounded, to be compared.
  static float[] rounded(double[] from) {
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
    return to;
  }
}
