package dev.adjoint.core;

import java.util.Arrays;

/// Single elements and whole arrays of tensors, whatever their dtype.
final class Elements {
  private Elements() {}

  static double get(Object array, int i) {
    return switch (array) {
      case float[] a -> a[i];
      case double[] a -> a[i];
      case int[] a -> a[i];
      case long[] a -> (double) a[i];
      case boolean[] a -> a[i] ? 1 : 0;
      default -> throw notATensors(array);
    };
  }

  static boolean areZero(Object array) {
    switch (array) {
      case float[] a -> {
        for (float v : a) {
          if (v != 0) {
            return false;
          }
        }
      }
      case double[] a -> {
        for (double v : a) {
          if (v != 0) {
            return false;
          }
        }
      }
      default -> throw notATensors(array);
    }
    return true;
  }

  static Object full(Type type, double value) {
    Object array = type.dtype().newArray(type.shape().size());
    boolean exact =
        switch (type.dtype()) {
          case FLOAT32, FLOAT64 -> true;
          case INT32 -> (int) value == value;
          case INT64 -> (long) value == value && value < 0x1p63; // the cast saturates
          case BOOL -> value == 0 || value == 1;
        };
    if (!exact) {
      throw new IllegalArgumentException("Tensor.full: " + type.dtype() + " cannot hold " + value);
    }
    switch (array) {
      case float[] a -> Arrays.fill(a, (float) value);
      case double[] a -> Arrays.fill(a, value);
      case int[] a -> Arrays.fill(a, (int) value);
      case long[] a -> Arrays.fill(a, (long) value);
      case boolean[] a -> Arrays.fill(a, value == 1);
      default -> throw notATensors(array);
    }
    return array;
  }

  static <A> A copy(Tensor t, Class<A> arrayClass, DType dtype) {
    if (t.dtype() != dtype) {
      throw OperandException.of(
          "to" + capital(arrayClass.getComponentType().getName()) + "Array",
          new Mismatch("another dtype").rule("the tensor is " + dtype),
          t);
    }
    return arrayClass.cast(t.array());
  }

  static double[] toDoubles(Tensor t) {
    switch (t.array()) {
      case double[] a -> {
        return a.clone();
      }
      case float[] a -> {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
          d[i] = a[i];
        }
        return d;
      }
      case int[] a -> {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
          d[i] = a[i];
        }
        return d;
      }
      default ->
          throw OperandException.of(
              "toDoubleArray", new Mismatch("not exact as double").rule("FLOAT64, FLOAT32 or INT32"), t);
    }
  }

  private static String capital(String s) {
    return Character.toUpperCase(s.charAt(0)) + s.substring(1);
  }

  private static IllegalArgumentException notATensors(Object array) {
    return new IllegalArgumentException("not a tensor's array: " + array.getClass());
  }
}
