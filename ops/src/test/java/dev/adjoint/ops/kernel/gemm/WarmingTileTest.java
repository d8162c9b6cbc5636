package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.SimdSupport;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A tile that warms up gives the bits of the tile it stands for, from the first call on: sizes that scalar tiles
/// do not divide, operands and results with offsets and gaps.
class WarmingTileTest {
  /// A block and three more, for tiles that take steps in blocks.
  private static final int STEPS = GemmLayout.BLOCK + 3;

  @Test
  void coldTilesGiveTheSameBits() {
    int bits = SimdSupport.bits();
    for (GemmLayout layout : bits == 0 ? new GemmLayout[0] : GemmLayout.values()) {
      GemmTiles simd = GemmTiles.of(DType.FLOAT32, bits);
      GemmTiles warming = GemmTiles.of(DType.FLOAT32, bits, true);
      for (int vectors = 1; vectors <= 2; vectors++) {
        int columns = vectors * simd.lanes;
        for (int rows = 1; rows <= simd.maxRows(layout, vectors); rows++) {
          float[] expected = run(simd.tile(layout, rows, vectors), layout, rows, columns);
          for (int call = 0; call < 3; call++) {
            float[] actual = run(warming.tile(layout, rows, vectors), layout, rows, columns);
            assertArrayEquals(expected, actual, layout + " " + rows + " x " + columns + ", call " + call);
          }
        }
      }
    }
  }

  private static float[] run(GemmTile tile, GemmLayout layout, int rows, int columns) {
    int aRow = layout.columns ? 1 : STEPS + 2;
    int aCol = layout.packedA ? rows : layout.columns ? rows + 3 : 1;
    int bRow = layout.packed ? columns : columns + 5;
    float[] a = draw(3 + rows * (STEPS + 2) + STEPS * (rows + 3));
    float[] b = draw(4 + STEPS * bRow);
    float[] start = draw(2 + rows * (columns + 1));
    float[] c = new float[5 + rows * (columns + 6)];
    tile.run(STEPS, a, 3, aRow, aCol, b, 4, bRow, 1, start, 2, columns + 1, c, 5, columns + 6);
    return c;
  }

  private static float[] draw(int n) {
    Random random = new Random(n);
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = (float) random.nextGaussian();
    }
    return a;
  }
}
