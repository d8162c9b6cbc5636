package dev.adjoint.ops.kernel.pointwise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.KernelBytecode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointwiseBytecodeTest {
  static Stream<Formula> formulas() {
    return Stream.concat(PointwiseKernelTest.common(), PointwiseKernelTest.floating());
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void callsOnlyWhatIsExact(Formula formula) {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int bits : new int[] {0, 128, 256, 512}) {
        List<String> refused = refused(formula, dtype, bits);
        assertTrue(refused.isEmpty(), () -> formula + " in " + dtype + " of " + bits + " bits calls "
            + refused);
      }
    }
  }

  private static List<String> refused(Formula formula, DType dtype, int bits) {
    List<DType> inputs = new ArrayList<>(Collections.nCopies(3, dtype));
    inputs.add(DType.BOOL);
    return KernelBytecode.refused(KernelCompiler.emit(
        new PointwiseSignature(List.of(formula), dtype, inputs, 0, 0, bits), 64, "Kernel"));
  }
}
