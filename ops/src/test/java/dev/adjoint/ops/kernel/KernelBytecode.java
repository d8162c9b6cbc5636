package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Kernels give the same bits everywhere because they use nothing whose result IEEE 754 leaves open. A call
/// that is not on these lists is refused: `lanewise(EXP)`, `reduceLanes`, `Math.exp` differ between
/// interpreter, compilers and machines.
public final class KernelBytecode {
  private static final Set<String> VECTOR = Set.of(
      "fromArray", "intoArray", "broadcast", "add", "sub", "mul", "div", "neg", "abs", "sqrt", "fma", "min",
      "max", "and", "or", "lanewise", "compare", "blend", "rearrange", "reinterpretAsInts",
      "reinterpretAsLongs", "reinterpretAsFloats", "reinterpretAsDoubles");
  private static final Set<String> MASK = Set.of("fromArray", "intoArray", "and", "or", "not", "cast",
      "anyTrue", "fromLong");
  static final Set<String> OPERATORS =
      Set.of("XOR", "LSHL", "ASHR", "LSHR", "LT", "LE", "GT", "GE", "EQ", "NE");
  private static final Set<String> MATH = Set.of("abs", "min", "max", "fma", "sqrt");

  /// C1 gives up on a method with about so many calls of the Vector API, and it then stays slow for long.
  private static final int CALLS_FOR_C1 = 100;
  /// HotSpot compiles no method that is longer.
  private static final int HUGE = 8000;

  private KernelBytecode() {}

  /// Fails for a kernel with a call that is refused, or one that the JIT would not compile well.
  public static void examine(byte[] kernel, String what) {
    examine(kernel, what, CALLS_FOR_C1);
  }

  /// The same, for a kind of kernel of which C1 was seen to compile methods with more calls.
  public static void examine(byte[] kernel, String what, int most) {
    List<String> refused = refused(kernel);
    assertTrue(refused.isEmpty(), () -> what + " calls " + refused);
    for (MethodModel method : ClassFile.of().parse(kernel).methods()) {
      CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
      long calls = code.elementStream()
          .filter(element -> element instanceof InvokeInstruction call
              && call.owner().asInternalName().startsWith("jdk/incubator/vector/"))
          .count();
      String name = what + ", " + method.methodName();
      assertTrue(calls < most, () -> name + " has " + calls + " vector calls");
      assertTrue(code.codeLength() < HUGE, () -> name + " has " + code.codeLength() + " bytes");
    }
  }

  /// The calls of a kernel that are on no list.
  public static List<String> refused(byte[] bytes) {
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

  static boolean allowed(String owner, String name) {
    return switch (owner) {
      case "jdk/incubator/vector/FloatVector", "jdk/incubator/vector/DoubleVector",
          "jdk/incubator/vector/IntVector",
          "jdk/incubator/vector/LongVector" -> VECTOR.contains(name);
      case "jdk/incubator/vector/VectorMask" -> MASK.contains(name);
      case "jdk/incubator/vector/VectorShuffle" -> name.equals("fromArray");
      case "jdk/incubator/vector/VectorSpecies" -> name.equals("maskAll");
      case "java/lang/Math" -> MATH.contains(name);
      case "java/lang/StrictMath" -> true;
      case "java/lang/invoke/VarHandle" -> name.equals("loadLoadFence");
      case "java/lang/Float", "java/lang/Double" -> name.contains("Bits");
      default -> owner.startsWith("dev/adjoint/ops/kernel/");
    };
  }
}
