package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
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
          boolean used = !layout.packedA || tiles.packsA(new MatrixView("A", 0, 8, 1), rowsOfA, 100);
          int mostVectors = used ? tiles.maxVectors(rowsOfA) : 0;
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
