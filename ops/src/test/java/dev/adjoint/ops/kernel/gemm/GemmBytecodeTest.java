package dev.adjoint.ops.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
import org.junit.jupiter.api.Test;

class GemmBytecodeTest {
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
                  dtype + " of " + bits + " bits, " + layout + ", " + rows + " x " + vectors);
            }
          }
        }
      }
    }
  }

  @Test
  void aTileThatNoMachineHasRegistersForIsRefused() {
    byte[] product = GemmTileEmitter.emit(DType.FLOAT32, 256, GemmLayout.ANY, 8, 8);
    assertThrows(AssertionError.class, () -> KernelBytecode.examine(product, "8 x 8 vectors"));
  }
}
