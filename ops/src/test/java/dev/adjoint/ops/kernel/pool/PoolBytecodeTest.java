package dev.adjoint.ops.kernel.pool;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolBytecodeTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void poolingCallsOnlyWhatIsExact(int bits) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int height = 1; height <= 4; height++) {
        KernelBytecode.examine(PoolPairEmitter.emit(dtype, bits, height),
            dtype + " of " + bits + " bits, " + height + " rows");
      }
    }
  }
}
