package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Warming;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies short rows by vectors. `System.arraycopy` takes longer for a call than four or eight elements take,
/// and element by element takes four times as long.
///
/// To be used only when [#isReady]: on a machine with vectors of 256 bits, once the JIT has compiled it
/// ([Warming]).
final class VectorCopy {
  /// Rows of a trial: few, since the interpreter takes tens of microseconds for each.
  private static final int TRIAL_ROWS = 16;

  private VectorCopy() {}

  /// Whether so many elements of an array of this type can be copied fast now. The first question starts the
  /// warm-up.
  static boolean isReady(Object array, int elements) {
    return SimdSupport.bits() >= 256
        && (array instanceof float[] ? Floats.WARMING : Doubles.WARMING).isOver(elements);
  }

  private static final class Floats {
    static final Warming WARMING = warming(new float[2 * 8 * TRIAL_ROWS]);
  }

  private static final class Doubles {
    static final Warming WARMING = warming(new double[2 * 8 * TRIAL_ROWS]);
  }

  private static Warming warming(Object array) {
    return Warming.of(() -> {
      fours(array, 0, 4, TRIAL_ROWS, array, 8 * TRIAL_ROWS, 8);
      eights(array, 0, 8, TRIAL_ROWS, array, 8 * TRIAL_ROWS, 8);
    }, 4 * TRIAL_ROWS);
  }

  /// Copies `count` rows of four elements, which begin `fromRow` and `toRow` apart, in order.
  static void fours(Object from, int fromAt, int fromRow, int count, Object to, int toAt, int toRow) {
    if (from instanceof float[] source) {
      fours(source, fromAt, fromRow, count, (float[]) to, toAt, toRow);
    } else {
      fours((double[]) from, fromAt, fromRow, count, (double[]) to, toAt, toRow);
    }
  }

  /// Copies `count` rows of eight elements, which begin `fromRow` and `toRow` apart, in order.
  static void eights(Object from, int fromAt, int fromRow, int count, Object to, int toAt, int toRow) {
    if (from instanceof float[] source) {
      eights(source, fromAt, fromRow, count, (float[]) to, toAt, toRow);
    } else {
      eights((double[]) from, fromAt, fromRow, count, (double[]) to, toAt, toRow);
    }
  }

  private static void fours(
      float[] from, int fromAt, int fromRow, int count, float[] to, int toAt, int toRow) {
    VectorSpecies<Float> four = FloatVector.SPECIES_128;
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(four, from, fromAt + i * fromRow).intoArray(to, toAt + i * toRow);
    }
  }

  private static void fours(
      double[] from, int fromAt, int fromRow, int count, double[] to, int toAt, int toRow) {
    VectorSpecies<Double> four = DoubleVector.SPECIES_256;
    for (int i = 0; i < count; i++) {
      DoubleVector.fromArray(four, from, fromAt + i * fromRow).intoArray(to, toAt + i * toRow);
    }
  }

  private static void eights(
      float[] from, int fromAt, int fromRow, int count, float[] to, int toAt, int toRow) {
    VectorSpecies<Float> eight = FloatVector.SPECIES_256;
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(eight, from, fromAt + i * fromRow).intoArray(to, toAt + i * toRow);
    }
  }

  private static void eights(
      double[] from, int fromAt, int fromRow, int count, double[] to, int toAt, int toRow) {
    VectorSpecies<Double> half = DoubleVector.SPECIES_256;
    for (int i = 0; i < count; i++) {
      DoubleVector left = DoubleVector.fromArray(half, from, fromAt + i * fromRow);
      DoubleVector right = DoubleVector.fromArray(half, from, fromAt + i * fromRow + 4);
      left.intoArray(to, toAt + i * toRow);
      right.intoArray(to, toAt + i * toRow + 4);
    }
  }
}
