package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.adjoint.ops.kernel.SimdSupport;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Tiles of A lie after packing as their layout says, copied element by element or by vectors, and nothing
/// beyond the matrix is read.
class TilePackingTest {
  private static final int OFFSET = 3;
  private static final int K0 = 2;

  @Test
  void everyElementIsInItsPlace() {
    examineAll(false);
  }

  @Test
  void vectorsCopyTheSame() {
    Assumptions.assumeTrue(SimdSupport.bits() >= 256);
    examineAll(true);
  }

  private static void examineAll(boolean byVectors) {
    for (boolean byRows : new boolean[] {true, false}) {
      for (int rows = 1; rows <= 10; rows++) {
        for (int depth : new int[] {0, 1, 3, 4, 5, 8, 15}) {
          for (int more : new int[] {0, 1, 9}) {
            examine(byRows, rows, depth, more, byVectors);
          }
        }
      }
    }
  }

  /// Packs the lower rows of a matrix that has `more` rows above them and ends with its array.
  private static void examine(boolean byRows, int rows, int depth, int more, boolean byVectors) {
    int m = more + rows;
    int k = K0 + depth;
    double[] doubles = IntStream.range(0, OFFSET + m * k).asDoubleStream().toArray();
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i;
    }
    double[] expected = new double[rows * depth];
    int blocked = byRows ? depth - depth % GemmLayout.BLOCK : 0;
    for (int p = 0; p < depth; p++) {
      for (int r = 0; r < rows; r++) {
        int inBlock = p % GemmLayout.BLOCK;
        int at = p < blocked ? (p - inBlock) * rows + r * GemmLayout.BLOCK + inBlock : p * rows + r;
        expected[at] = OFFSET + (byRows ? (more + r) * k + K0 + p : (K0 + p) * m + more + r);
      }
    }
    String what = (byRows ? "rows " : "columns ") + rows + " x " + depth + " below " + more;

    float[] toFloats = new float[5 + rows * depth + 8];
    MatrixView inFloats = MatrixView.of(floats, OFFSET, byRows ? k : m, !byRows);
    TilePacking.pack(inFloats, more, rows, K0, depth, toFloats, 5, byVectors);
    double[] packed = IntStream.range(0, rows * depth).mapToDouble(i -> toFloats[5 + i]).toArray();
    assertArrayEquals(expected, packed, what);

    double[] toDoubles = new double[5 + rows * depth + 8];
    MatrixView inDoubles = MatrixView.of(doubles, OFFSET, byRows ? k : m, !byRows);
    TilePacking.pack(inDoubles, more, rows, K0, depth, toDoubles, 5, byVectors);
    assertArrayEquals(expected, Arrays.copyOfRange(toDoubles, 5, 5 + rows * depth), what);
  }
}
