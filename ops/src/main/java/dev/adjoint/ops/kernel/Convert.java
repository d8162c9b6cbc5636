package dev.adjoint.ops.kernel;

/// Converts between the element types of tensors as Java casts do, which every machine agrees on. A truth value is 1 or 0,
/// and a number is true unless it is 0.
public final class Convert {
  private Convert() {}

  /// Writes the elements of `x` to `y`, an array as long.
  public static void run(Object x, Object y) {
    switch (x) {
      case float[] from -> floats(from, y);
      case double[] from -> doubles(from, y);
      case int[] from -> ints(from, y);
      case long[] from -> longs(from, y);
      case boolean[] from -> booleans(from, y);
      default -> throw notATensors(x);
    }
  }

  private static void floats(float[] x, Object y) {
    switch (y) {
      case float[] to -> System.arraycopy(x, 0, to, 0, x.length);
      case double[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i];
        }
      }
      case int[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (int) x[i];
        }
      }
      case long[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (long) x[i];
        }
      }
      case boolean[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] != 0;
        }
      }
      default -> throw notATensors(y);
    }
  }

  private static void doubles(double[] x, Object y) {
    switch (y) {
      case float[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (float) x[i];
        }
      }
      case double[] to -> System.arraycopy(x, 0, to, 0, x.length);
      case int[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (int) x[i];
        }
      }
      case long[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (long) x[i];
        }
      }
      case boolean[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] != 0;
        }
      }
      default -> throw notATensors(y);
    }
  }

  private static void ints(int[] x, Object y) {
    switch (y) {
      case float[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (float) x[i];
        }
      }
      case double[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i];
        }
      }
      case int[] to -> System.arraycopy(x, 0, to, 0, x.length);
      case long[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i];
        }
      }
      case boolean[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] != 0;
        }
      }
      default -> throw notATensors(y);
    }
  }

  private static void longs(long[] x, Object y) {
    switch (y) {
      case float[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (float) x[i];
        }
      }
      case double[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (double) x[i];
        }
      }
      case int[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = (int) x[i];
        }
      }
      case long[] to -> System.arraycopy(x, 0, to, 0, x.length);
      case boolean[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] != 0;
        }
      }
      default -> throw notATensors(y);
    }
  }

  private static void booleans(boolean[] x, Object y) {
    switch (y) {
      case float[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] ? 1 : 0;
        }
      }
      case double[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] ? 1 : 0;
        }
      }
      case int[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] ? 1 : 0;
        }
      }
      case long[] to -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = x[i] ? 1 : 0;
        }
      }
      case boolean[] to -> System.arraycopy(x, 0, to, 0, x.length);
      default -> throw notATensors(y);
    }
  }

  private static IllegalArgumentException notATensors(Object array) {
    return new IllegalArgumentException("not a tensor's array: " + array.getClass());
  }
}
