package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class KernelBytecodeTest {
  @Test
  void theListsRefuseWhatIsNotExact() {
    assertFalse(KernelBytecode.allowed("jdk/incubator/vector/FloatVector", "reduceLanes"));
    assertFalse(KernelBytecode.allowed("java/lang/Math", "exp"));
    assertFalse(KernelBytecode.OPERATORS.contains("EXP"));
  }
}
