package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvBytecodeTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void convolutionsCallOnlyWhatIsExact(int bits) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      ConvTiles tiles = ConvTiles.of(dtype, bits);
      for (int rows = 1; rows <= tiles.mostRows(); rows++) {
        for (int vectors = 1; vectors <= tiles.maxVectors(rows); vectors++) {
          KernelBytecode.examine(ConvTileEmitter.emit(dtype, bits, rows, vectors),
              dtype + " of " + bits + " bits, " + rows + " outputs x " + vectors + " vectors");
        }
      }
      for (int rows = 1; rows <= tiles.mostSumRows(); rows++) {
        for (int taps = 1; taps <= tiles.maxTaps(rows); taps++) {
          KernelBytecode.examine(ConvSumTileEmitter.emit(dtype, Math.min(bits, 256), rows, taps),
              dtype + " of " + bits + " bits, " + rows + " outputs x " + taps + " taps");
        }
      }
    }
  }
}
