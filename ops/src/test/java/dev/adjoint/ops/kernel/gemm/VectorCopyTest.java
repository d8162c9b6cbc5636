package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.adjoint.ops.kernel.SimdSupport;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Rows arrive where they should, and nothing beside them is read or written.
class VectorCopyTest {
  private static final int FROM = 3;
  private static final int TO = 5;

  @Test
  void rowsOfEveryLengthThatItTakes() {
    Assumptions.assumeTrue(SimdSupport.bits() >= 256);
    int lengths = 0;
    for (int columns = 1; columns <= 64; columns++) {
      if (VectorCopy.takes(columns)) {
        lengths++;
        for (int count : new int[] {0, 1, 2, 7}) {
          examine(columns, count, columns, columns);
          examine(columns, count, columns + 2, columns + 3);
        }
      }
    }
    assertEquals(3, lengths);
    assertFalse(VectorCopy.takes(0));
  }

  /// Copies from an array that ends with the last row.
  private static void examine(int columns, int count, int fromRow, int toRow) {
    int length = FROM + (count == 0 ? 0 : (count - 1) * fromRow + columns);
    double[] doubles = IntStream.rangeClosed(1, length).asDoubleStream().toArray();
    double[] expected = new double[TO + count * toRow + columns];
    for (int i = 0; i < count; i++) {
      System.arraycopy(doubles, FROM + i * fromRow, expected, TO + i * toRow, columns);
    }
    String what = count + " rows of " + columns + ", " + fromRow + " and " + toRow + " apart";

    double[] toDoubles = new double[expected.length];
    VectorCopy.rows(doubles, FROM, fromRow, count, columns, toDoubles, TO, toRow);
    assertArrayEquals(expected, toDoubles, what);

    float[] floats = new float[length];
    Arrays.setAll(doubles, i -> floats[i] = i + 1);
    float[] toFloats = new float[expected.length];
    VectorCopy.rows(floats, FROM, fromRow, count, columns, toFloats, TO, toRow);
    double[] copied = IntStream.range(0, toFloats.length).mapToDouble(i -> toFloats[i]).toArray();
    assertArrayEquals(expected, copied, what);
  }
}
