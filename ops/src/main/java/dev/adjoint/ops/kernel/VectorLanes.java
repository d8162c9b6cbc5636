package dev.adjoint.ops.kernel;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Operator;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;
import java.util.function.Consumer;

/// A vector of elements at a time, by calls of the Vector API that are IEEE-exact. Classes of that API are
/// only named here, so that this compiles kernels for any machine.
public final class VectorLanes implements Lanes {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");

  private final DType dtype;
  private final int bits;
  private final boolean wide;
  /// The class of vectors of values, and of integers as wide.
  private final ClassDesc value;
  private final ClassDesc integer;

  public VectorLanes(DType dtype, int bits) {
    this.dtype = dtype;
    this.bits = bits;
    this.wide = dtype.bytes() == 8;
    this.integer = ClassDesc.of(API + (wide ? "LongVector" : "IntVector"));
    this.value = switch (dtype) {
      case FLOAT32 -> ClassDesc.of(API + "FloatVector");
      case FLOAT64 -> ClassDesc.of(API + "DoubleVector");
      default -> integer;
    };
  }

  @Override
  public int count() {
    return bits / (8 * dtype.bytes());
  }

  @Override
  public TypeKind local(Kind kind) {
    return TypeKind.REFERENCE;
  }

  @Override
  public boolean spreadsOnce() {
    return true;
  }

  @Override
  public void load(CodeBuilder c, Kind kind, Runnable source) {
    boolean mask = kind == Kind.MASK;
    species(c, value);
    source.run();
    c.invokestatic(mask ? MASK : value, "fromArray",
        MethodTypeDesc.of(mask ? MASK : value, SPECIES, array(mask), CD_int));
  }

  @Override
  public void store(CodeBuilder c, Kind kind, Runnable elements, Runnable target) {
    boolean mask = kind == Kind.MASK;
    elements.run();
    target.run();
    c.invokevirtual(mask ? MASK : value, "intoArray", MethodTypeDesc.of(CD_void, array(mask), CD_int));
  }

  @Override
  public void splat(CodeBuilder c, Kind kind, Runnable scalar) {
    species(c, value);
    scalar.run();
    if (kind == Kind.MASK) {
      c.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
    } else {
      broadcast(c, value);
    }
  }

  @Override
  public void constant(CodeBuilder c, double number) {
    splat(c, Kind.VALUE, () -> new ScalarLanes(dtype).constant(c, number));
  }

  @Override
  public void integer(CodeBuilder c, long number) {
    species(c, integer);
    new ScalarLanes(dtype).integer(c, number);
    broadcast(c, integer);
  }

  @Override
  public void any(CodeBuilder c) {
    c.invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean));
  }

  @Override
  public void either(CodeBuilder c, int mask) {
    c.aload(mask).invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
  }

  @Override
  public void apply(CodeBuilder c, Formula f, Consumer<Formula> push) {
    if (f.operator() == Operator.SELECT) {
      select(c, f, push);
      return;
    }
    f.arguments().forEach(push);
    Kind kind = f.argument(0).kind();
    ClassDesc type = vector(kind);
    switch (f.operator()) {
      case ADD, SUB, MUL, DIV, MIN, MAX -> method(c, type, f, VECTOR);
      case NEG, ABS, SQRT -> method(c, type, f);
      case FMA -> method(c, type, f, VECTOR, VECTOR);
      case AND, OR -> method(c, kind == Kind.MASK ? MASK : type, f, kind == Kind.MASK ? MASK : VECTOR);
      case NOT -> method(c, MASK, f);
      case XOR -> {
        c.getstatic(OPERATORS, "XOR", ASSOCIATIVE).swap();
        c.invokevirtual(type, "lanewise", MethodTypeDesc.of(type, BINARY, VECTOR));
      }
      case SHL -> shift(c, "LSHL", f.index());
      case SHR -> shift(c, "ASHR", f.index());
      case USHR -> shift(c, "LSHR", f.index());
      case BITS, FROM_BITS -> reinterpret(c, type, f.operator() == Operator.BITS);
      case LT, LE, GT, GE, EQ, NE -> {
        c.getstatic(OPERATORS, f.operator().name(), COMPARISON).swap();
        c.invokevirtual(type, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
        maskFor(c, type, value);
      }
      default -> throw new IllegalStateException(f.operator() + " was not lowered");
    }
  }

  /// A call of the method named as the operator.
  private static void method(CodeBuilder c, ClassDesc type, Formula f, ClassDesc... parameters) {
    c.invokevirtual(type, f.operator().name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(type, parameters));
  }

  private void select(CodeBuilder c, Formula f, Consumer<Formula> push) {
    ClassDesc type = vector(f.kind());
    push.accept(f.argument(2));
    push.accept(f.argument(1));
    push.accept(f.argument(0));
    maskFor(c, value, type);
    c.invokevirtual(type, "blend", MethodTypeDesc.of(type, VECTOR, MASK));
  }

  /// Masks belong to the species of values; those of integers are converted at the border, which costs
  /// nothing.
  private void maskFor(CodeBuilder c, ClassDesc from, ClassDesc to) {
    if (!from.equals(to)) {
      species(c, to);
      c.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    }
  }

  private void shift(CodeBuilder c, String name, int count) {
    c.getstatic(OPERATORS, name, BINARY);
    if (wide) {
      c.loadConstant((long) count);
    } else {
      c.loadConstant(count);
    }
    c.invokevirtual(integer, "lanewise", MethodTypeDesc.of(integer, BINARY, wide ? CD_long : CD_int));
  }

  private void reinterpret(CodeBuilder c, ClassDesc from, boolean bits) {
    if (value.equals(integer)) {
      return;
    }
    String name = bits ? (wide ? "reinterpretAsLongs" : "reinterpretAsInts")
        : wide ? "reinterpretAsDoubles" : "reinterpretAsFloats";
    c.invokevirtual(from, name, MethodTypeDesc.of(bits ? integer : value));
  }

  private void broadcast(CodeBuilder c, ClassDesc vector) {
    ClassDesc scalar = vector.equals(integer) ? (wide ? CD_long : CD_int) : wide ? CD_double : CD_float;
    c.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, scalar));
  }

  private void species(CodeBuilder c, ClassDesc vector) {
    c.getstatic(vector, "SPECIES_" + bits, SPECIES);
  }

  private ClassDesc vector(Kind kind) {
    return kind == Kind.INT ? integer : value;
  }

  private ClassDesc array(boolean mask) {
    return mask ? CD_boolean.arrayType() : Lanes.array(dtype);
  }
}
