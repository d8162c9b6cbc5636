package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels give the same bits everywhere because they use nothing whose result IEEE 754 leaves open. A call
/// that is not on these lists is refused: `lanewise(EXP)`, `reduceLanes`, `Math.exp` differ between
/// interpreter, compilers and machines.
class KernelBytecodeTest {
  private static final Set<String> VECTOR = Set.of(
      "fromArray", "intoArray", "broadcast", "add", "sub", "mul", "div", "neg", "abs", "sqrt", "fma", "min",
      "max",
      "and", "or", "lanewise", "compare", "blend", "reinterpretAsInts", "reinterpretAsLongs",
      "reinterpretAsFloats",
      "reinterpretAsDoubles");
  private static final Set<String> MASK = Set.of("fromArray", "intoArray", "and", "or", "not", "cast",
      "anyTrue");
  private static final Set<String> OPERATORS =
      Set.of("XOR", "LSHL", "ASHR", "LSHR", "LT", "LE", "GT", "GE", "EQ", "NE");
  private static final Set<String> MATH = Set.of("abs", "min", "max", "fma", "sqrt");

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

  @Test
  void theListsRefuseWhatIsNotExact() {
    assertFalse(allowed("jdk/incubator/vector/FloatVector", "reduceLanes"));
    assertFalse(allowed("java/lang/Math", "exp"));
    assertFalse(OPERATORS.contains("EXP"));
    assertEquals(List.of(), refused(Formula.input(0).exp(), DType.FLOAT32, 256));
  }

  private static List<String> refused(Formula formula, DType dtype, int bits) {
    List<DType> inputs = new ArrayList<>(Collections.nCopies(3, dtype));
    inputs.add(DType.BOOL);
    byte[] bytes = KernelCompiler.emit(new PointwiseSignature(formula, dtype, inputs, 0, bits), 64, "Kernel");
    List<String> refused = new ArrayList<>();
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      for (CodeElement element : method.code().orElseThrow()) {
        switch (element) {
          case InvokeInstruction call when !allowed(call.owner().asInternalName(),
              call.name().stringValue()) ->
              refused.add(call.owner().asInternalName() + "." + call.name());
          case FieldInstruction field when field.owner().asInternalName().endsWith("VectorOperators")
              && !OPERATORS.contains(field.name().stringValue()) -> refused.add(field.name().stringValue());
          default -> { }
        }
      }
    }
    return refused;
  }

  private static boolean allowed(String owner, String name) {
    return switch (owner) {
      case "jdk/incubator/vector/FloatVector", "jdk/incubator/vector/DoubleVector",
          "jdk/incubator/vector/IntVector",
          "jdk/incubator/vector/LongVector" -> VECTOR.contains(name);
      case "jdk/incubator/vector/VectorMask" -> MASK.contains(name);
      case "jdk/incubator/vector/VectorSpecies" -> name.equals("maskAll");
      case "java/lang/Math" -> MATH.contains(name);
      case "java/lang/StrictMath" -> true;
      case "java/lang/Float", "java/lang/Double" -> name.contains("Bits");
      default -> owner.startsWith("dev/adjoint/ops/kernel/");
    };
  }
}
