package dev.adjoint.ops.kernel;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.formula.StrictFunction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.Locale;
import java.util.function.Consumer;

/// One element at a time, in Java's own arithmetic.
public final class ScalarLanes implements Lanes {
  private static final ClassDesc STRICT_MATH = ClassDesc.of("java.lang.StrictMath");

  private final DType dtype;
  /// The type of a value, and that of an integer as wide.
  private final TypeKind value;
  private final TypeKind integer;

  public ScalarLanes(DType dtype) {
    this.dtype = dtype;
    this.value = Lanes.element(dtype);
    this.integer = dtype.bytes() == 4 ? TypeKind.INT : TypeKind.LONG;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public TypeKind local(Kind kind) {
    return switch (kind) {
      case VALUE -> value;
      case MASK -> TypeKind.BOOLEAN;
      case INT -> integer;
    };
  }

  @Override
  public boolean spreadsOnce() {
    return false;
  }

  @Override
  public void load(CodeBuilder c, Kind kind, Runnable source) {
    source.run();
    c.arrayLoad(local(kind));
  }

  @Override
  public void store(CodeBuilder c, Kind kind, Runnable value, Runnable target) {
    target.run();
    value.run();
    c.arrayStore(local(kind));
  }

  @Override
  public void splat(CodeBuilder c, Kind kind, Runnable scalar) {
    scalar.run();
  }

  @Override
  public void any(CodeBuilder c) {
    // One lane: the mask itself.
  }

  @Override
  public void either(CodeBuilder c, int mask) {
    c.iload(mask).ior();
  }

  @Override
  public void constant(CodeBuilder c, double number) {
    switch (dtype) {
      case FLOAT32 -> c.loadConstant((float) number);
      case FLOAT64 -> c.loadConstant(number);
      case INT32 -> c.loadConstant((int) (long) number);
      case INT64 -> c.loadConstant((long) number);
      case BOOL -> throw new IllegalStateException("no arithmetic in BOOL");
    }
  }

  @Override
  public void integer(CodeBuilder c, long number) {
    if (integer == TypeKind.INT) {
      c.loadConstant((int) number);
    } else {
      c.loadConstant(number);
    }
  }

  @Override
  public void apply(CodeBuilder c, Formula f, Consumer<Formula> push) {
    switch (f.operator()) {
      case SELECT -> choose(c, f, push, () -> push.accept(f.argument(1)));
      case RARELY -> choose(c, f, push, () -> strict(c, f, push));
      case NOT -> {
        push.accept(f.argument(0));
        c.iconst_1().ixor();
      }
      case SQRT -> sqrt(c, f, push);
      default -> {
        f.arguments().forEach(push);
        TypeKind type = local(f.argument(0).kind());
        if (f.operator().isComparison()) {
          compare(c, f.operator(), type);
        } else {
          operate(c, f, type);
        }
      }
    }
  }

  private static void choose(CodeBuilder c, Formula f, Consumer<Formula> push, Runnable first) {
    Label otherwise = c.newLabel();
    Label end = c.newLabel();
    push.accept(f.argument(0));
    c.ifeq(otherwise);
    first.run();
    c.goto_(end).labelBinding(otherwise);
    push.accept(f.arguments().getLast());
    c.labelBinding(end);
  }

  private void strict(CodeBuilder c, Formula f, Consumer<Formula> push) {
    StrictFunction function = f.function();
    for (int i = 1; i <= function.arity(); i++) {
      push.accept(f.argument(i));
      c.conversion(value, TypeKind.DOUBLE);
    }
    ClassDesc d = ConstantDescs.CD_double;
    c.invokestatic(STRICT_MATH, function.name().toLowerCase(Locale.ROOT),
        MethodTypeDesc.of(d, Collections.nCopies(function.arity(), d)));
    c.conversion(TypeKind.DOUBLE, value);
  }

  /// The double root of a float, rounded, is the float root (Figueroa, When is double rounding innocuous?,
  /// 1995).
  private void sqrt(CodeBuilder c, Formula f, Consumer<Formula> push) {
    push.accept(f.argument(0));
    c.conversion(value, TypeKind.DOUBLE);
    c.invokestatic(Lanes.MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
    c.conversion(TypeKind.DOUBLE, value);
  }

  private void operate(CodeBuilder c, Formula f, TypeKind type) {
    switch (f.operator()) {
      case ADD, SUB, MUL, DIV, NEG, AND, OR, XOR -> instruction(c, type, f.operator().name());
      case SHL, SHR, USHR -> {
        c.loadConstant(f.index());
        instruction(c, type, f.operator().name());
      }
      case ABS -> math(c, "abs", type, 1);
      case MIN -> math(c, "min", type, 2);
      case MAX -> math(c, "max", type, 2);
      case FMA -> math(c, "fma", type, 3);
      case BITS -> bits(c);
      case FROM_BITS -> fromBits(c);
      default -> throw new IllegalStateException(f.operator() + " was not lowered");
    }
  }

  /// The JVM's instruction for a type: `FADD` for ADD of floats.
  private static void instruction(CodeBuilder c, TypeKind type, String name) {
    char letter = switch (type) {
      case LONG -> 'L';
      case FLOAT -> 'F';
      case DOUBLE -> 'D';
      default -> 'I';
    };
    c.with(OperatorInstruction.of(Opcode.valueOf(letter + name)));
  }

  private static void math(CodeBuilder c, String name, TypeKind type, int arity) {
    ClassDesc t = type.upperBound();
    c.invokestatic(Lanes.MATH, name, MethodTypeDesc.of(t, Collections.nCopies(arity, t)));
  }

  private void bits(CodeBuilder c) {
    switch (dtype) {
      case FLOAT32 -> c.invokestatic(CD_Float, "floatToRawIntBits",
          MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_float));
      case FLOAT64 -> c.invokestatic(CD_Double, "doubleToRawLongBits",
          MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double));
      default -> c.nop();
    }
  }

  private void fromBits(CodeBuilder c) {
    switch (dtype) {
      case FLOAT32 -> c.invokestatic(CD_Float, "intBitsToFloat",
          MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
      case FLOAT64 -> c.invokestatic(CD_Double, "longBitsToDouble",
          MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
      default -> c.nop();
    }
  }

  /// Pushes whether the comparison holds. Of the two float comparisons the one is taken that fails for NaN.
  private static void compare(CodeBuilder c, Operator operator, TypeKind type) {
    boolean less = operator == Operator.LT || operator == Operator.LE;
    switch (type) {
      case FLOAT, DOUBLE -> instruction(c, type, less ? "CMPG" : "CMPL");
      case LONG -> c.lcmp();
      default -> { }
    }
    boolean ints = type == TypeKind.INT;
    Opcode branch = switch (operator) {
      case LT -> ints ? Opcode.IF_ICMPLT : Opcode.IFLT;
      case LE -> ints ? Opcode.IF_ICMPLE : Opcode.IFLE;
      case GT -> ints ? Opcode.IF_ICMPGT : Opcode.IFGT;
      case GE -> ints ? Opcode.IF_ICMPGE : Opcode.IFGE;
      case EQ -> ints ? Opcode.IF_ICMPEQ : Opcode.IFEQ;
      default -> ints ? Opcode.IF_ICMPNE : Opcode.IFNE;
    };
    Label holds = c.newLabel();
    Label end = c.newLabel();
    c.branch(branch, holds).iconst_0().goto_(end).labelBinding(holds).iconst_1().labelBinding(end);
  }
}
