package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelBytecode;
import org.junit.jupiter.api.Test;

class ReduceBytecodeTest {
  @Test
  void reductionsCallOnlyWhatIsExact() {
    for (Reduction reduction : Reduction.values()) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64}) {
        for (int bits : new int[] {0, 128, 256, 512}) {
          KernelBytecode.examine(
              ReduceEmitter.emit(reduction, dtype, bits), reduction + " of " + dtype + ", " + bits + " bits");
        }
      }
    }
  }
}
