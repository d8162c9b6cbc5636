package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
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

  /// C1 gives up on a method with about so many calls of the Vector API, and it then stays slow for long.
  private static final int CALLS_FOR_C1 = 100;
  /// HotSpot compiles no method that is longer.
  private static final int HUGE = 8000;

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
  void productsCallOnlyWhatIsExact() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int bits : new int[] {0, 128, 256, 512}) {
        for (GemmLayout layout : bits == 0 ? new GemmLayout[] {GemmLayout.ANY} : GemmLayout.values()) {
          GemmTiles tiles = GemmTiles.of(dtype, bits);
          for (int vectors = 1; vectors <= tiles.maxVectors(1); vectors++) {
            for (int rows = 1; rows <= tiles.maxRows(layout, vectors); rows++) {
              examine(GemmTileEmitter.emit(dtype, bits, layout, rows, vectors),
                  dtype + " of " + bits + " bits, " + layout + ", " + rows + " x " + vectors);
            }
          }
        }
      }
    }
  }

  @Test
  void reductionsCallOnlyWhatIsExact() {
    for (Reduction reduction : Reduction.values()) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64}) {
        for (int bits : new int[] {0, 128, 256, 512}) {
          examine(ReduceEmitter.emit(reduction, dtype, bits), reduction + " of " + dtype + ", " + bits
              + " bits");
        }
      }
    }
  }

  private static void examine(byte[] kernel, String what) {
    List<String> refused = refused(kernel);
    assertTrue(refused.isEmpty(), () -> what + " calls " + refused);
    for (MethodModel method : ClassFile.of().parse(kernel).methods()) {
      CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
      long calls = code.elementStream()
          .filter(element -> element instanceof InvokeInstruction call
              && call.owner().asInternalName().startsWith("jdk/incubator/vector/"))
          .count();
      String name = what + ", " + method.methodName();
      assertTrue(calls < CALLS_FOR_C1, () -> name + " has " + calls + " vector calls");
      assertTrue(code.codeLength() < HUGE, () -> name + " has " + code.codeLength() + " bytes");
    }
  }

  @Test
  void theListsRefuseWhatIsNotExact() {
    assertFalse(allowed("jdk/incubator/vector/FloatVector", "reduceLanes"));
    assertFalse(allowed("java/lang/Math", "exp"));
    assertFalse(OPERATORS.contains("EXP"));
    byte[] product = GemmTileEmitter.emit(DType.FLOAT32, 256, GemmLayout.ANY, 8, 8);
    assertThrows(AssertionError.class, () -> examine(product, "a tile that no machine has registers for"));
    assertEquals(List.of(), refused(Formula.input(0).exp(), DType.FLOAT32, 256));
  }

  private static List<String> refused(Formula formula, DType dtype, int bits) {
    List<DType> inputs = new ArrayList<>(Collections.nCopies(3, dtype));
    inputs.add(DType.BOOL);
    return refused(KernelCompiler.emit(
        new PointwiseSignature(List.of(formula), dtype, inputs, 0, 0, bits), 64, "Kernel"));
  }

  private static List<String> refused(byte[] bytes) {
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
