package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GemmBytecodeTest {
  /// On JDK 25 C1 compiled tiles of products with 133 calls of the Vector API (8 × 5 vectors) and 204 (6 × 2,
  /// eight steps at a time), and gave up on one with 158 (8 × 6): the more variables live on, the sooner.
  private static final int CALLS = 130;

  @Test
  void productsCallOnlyWhatIsExact() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int bits : new int[] {0, 128, 256, 512}) {
        for (GemmLayout layout : bits == 0 ? new GemmLayout[] {GemmLayout.ANY} : GemmLayout.values()) {
          GemmTiles tiles = GemmTiles.of(dtype, bits);
          int rowsOfA = layout.packedA ? 4 : 1;
          int mostVectors = isUsed(tiles, layout, rowsOfA) ? tiles.maxVectors(rowsOfA) : 0;
          for (int vectors = 1; vectors <= mostVectors; vectors++) {
            for (int rows = 1; rows <= tiles.maxRows(layout, vectors); rows++) {
              KernelBytecode.examine(GemmTileEmitter.emit(dtype, bits, layout, rows, vectors),
                  dtype + " of " + bits + " bits, " + layout + ", " + rows + " x " + vectors, CALLS);
            }
          }
        }
      }
    }
  }

  /// Whether some product asks for tiles of a layout.
  private static boolean isUsed(GemmTiles tiles, GemmLayout layout, int rowsOfA) {
    MatrixView inRows = new MatrixView("A", 0, 8, 1);
    if (layout.packedA) {
      return tiles.packsA(inRows, rowsOfA, 100);
    }
    return Stream.of(inRows, inRows.transposed(), new MatrixView("A", 0, 8, 2))
        .anyMatch(a -> layout == tiles.layout(a, false) || layout == tiles.layout(a, true));
  }

  @Test
  void productsWithAVectorCallOnlyWhatIsExact() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int bits : new int[] {0, 128, 256, 512}) {
        KernelBytecode.examine(GemvEmitter.emit(dtype, bits), dtype + " of " + bits + " bits");
      }
    }
  }

  @Test
  void aTileThatNoMachineHasRegistersForIsRefused() {
    byte[] product = GemmTileEmitter.emit(DType.FLOAT32, 256, GemmLayout.ANY, 8, 8);
    assertThrows(AssertionError.class, () -> KernelBytecode.examine(product, "8 x 8 vectors", CALLS));
  }
}
