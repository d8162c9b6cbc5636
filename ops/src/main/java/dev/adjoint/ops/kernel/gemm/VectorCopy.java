package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Warming;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies short rows by vectors. `System.arraycopy` takes longer for a call than a few elements take, and
/// element by element takes four times as long.
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
    static final Warming WARMING = warming(new float[2 * 16 * TRIAL_ROWS]);
  }

  private static final class Doubles {
    static final Warming WARMING = warming(new double[2 * 16 * TRIAL_ROWS]);
  }

  private static Warming warming(Object array) {
    int to = 16 * TRIAL_ROWS;
    return Warming.of(() -> {
      blocks(array, 0, 16, 4, 4, array, to);
      rows(array, 0, 8, TRIAL_ROWS, 4, array, to, 8);
      rows(array, 0, 8, TRIAL_ROWS, 8, array, to, 8);
      rows(array, 0, 16, TRIAL_ROWS, 16, array, to, 16);
    }, 9 * TRIAL_ROWS);
  }

  /// Whether [#rows] copies so many columns.
  static boolean takes(int columns) {
    return columns == 4 || columns == 8 || columns == 16;
  }

  /// Copies `count` rows of 4, 8 or 16 elements, which begin `fromRow` and `toRow` apart, in order.
  static void rows(
      Object from, int fromAt, int fromRow, int count, int columns, Object to, int toAt, int toRow) {
    if (from instanceof float[] source) {
      float[] target = (float[]) to;
      switch (columns) {
        case 4 -> fours(source, fromAt, fromRow, count, target, toAt, toRow);
        case 8 -> eights(source, fromAt, fromRow, count, target, toAt, toRow);
        default -> sixteens(source, fromAt, fromRow, count, target, toAt, toRow);
      }
    } else {
      double[] source = (double[]) from;
      double[] target = (double[]) to;
      for (int j = 0; j < columns; j += 8) {
        if (columns == 4) {
          fours(source, fromAt, fromRow, count, target, toAt, toRow);
        } else {
          eights(source, fromAt + j, fromRow, count, target, toAt + j, toRow);
        }
      }
    }
  }

  /// Copies `rows` rows of `blocks` blocks of four elements such that the rows of a block follow one another.
  static void blocks(Object from, int fromAt, int fromRow, int rows, int blocks, Object to, int toAt) {
    int row = 0;
    for (; row <= rows - 3; row += 3) {
      int at = fromAt + row * fromRow;
      if (from instanceof float[] source) {
        threeRows(source, at, fromRow, blocks, (float[]) to, toAt + 4 * row, 4 * rows);
      } else {
        threeRows((double[]) from, at, fromRow, blocks, (double[]) to, toAt + 4 * row, 4 * rows);
      }
    }
    for (; row < rows; row++) {
      rows(from, fromAt + row * fromRow, 4, blocks, 4, to, toAt + 4 * row, 4 * rows);
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

  private static void sixteens(
      float[] from, int fromAt, int fromRow, int count, float[] to, int toAt, int toRow) {
    VectorSpecies<Float> half = FloatVector.SPECIES_256;
    for (int i = 0; i < count; i++) {
      FloatVector left = FloatVector.fromArray(half, from, fromAt + i * fromRow);
      FloatVector right = FloatVector.fromArray(half, from, fromAt + i * fromRow + 8);
      left.intoArray(to, toAt + i * toRow);
      right.intoArray(to, toAt + i * toRow + 8);
    }
  }

  private static void threeRows(
      float[] from, int fromAt, int fromRow, int blocks, float[] to, int toAt, int toBlock) {
    VectorSpecies<Float> four = FloatVector.SPECIES_128;
    for (int i = 0; i < blocks; i++) {
      FloatVector first = FloatVector.fromArray(four, from, fromAt + 4 * i);
      FloatVector second = FloatVector.fromArray(four, from, fromAt + fromRow + 4 * i);
      FloatVector third = FloatVector.fromArray(four, from, fromAt + 2 * fromRow + 4 * i);
      first.intoArray(to, toAt + i * toBlock);
      second.intoArray(to, toAt + i * toBlock + 4);
      third.intoArray(to, toAt + i * toBlock + 8);
    }
  }

  private static void threeRows(
      double[] from, int fromAt, int fromRow, int blocks, double[] to, int toAt, int toBlock) {
    VectorSpecies<Double> four = DoubleVector.SPECIES_256;
    for (int i = 0; i < blocks; i++) {
      DoubleVector first = DoubleVector.fromArray(four, from, fromAt + 4 * i);
      DoubleVector second = DoubleVector.fromArray(four, from, fromAt + fromRow + 4 * i);
      DoubleVector third = DoubleVector.fromArray(four, from, fromAt + 2 * fromRow + 4 * i);
      first.intoArray(to, toAt + i * toBlock);
      second.intoArray(to, toAt + i * toBlock + 4);
      third.intoArray(to, toAt + i * toBlock + 8);
    }
  }
}
