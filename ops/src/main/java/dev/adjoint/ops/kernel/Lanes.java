package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.function.Consumer;

/// How the operations of a lowered formula are written in bytecode: on one element, or on a vector of them.
public interface Lanes {
  /// `x0 · x1 + x2`, rounded once.
  Formula FMA = Formula.input(0).fma(Formula.input(1), Formula.input(2));

  /// `java.lang.Math`.
  ClassDesc MATH = ClassDesc.of("java.lang.Math");

  /// How many elements one pass computes.
  int count();

  /// What a local variable holds for a formula of some kind.
  TypeKind local(Kind kind);

  /// Whether constants and splats are spread once, before the loop.
  boolean spreadsOnce();

  /// Pushes the elements at a place in an array; `source` pushes the array and the index.
  void load(CodeBuilder c, Kind kind, Runnable source);

  /// Stores elements; `value` pushes them, `target` the array and the index.
  void store(CodeBuilder c, Kind kind, Runnable value, Runnable target);

  /// Pushes a scalar spread over all lanes; `scalar` pushes it.
  void splat(CodeBuilder c, Kind kind, Runnable scalar);

  /// Pushes a number in all lanes.
  void constant(CodeBuilder c, double number);

  /// Pushes an integer of kind [Kind#INT] in all lanes.
  void integer(CodeBuilder c, long number);

  /// Pushes the result of an operation; `push` pushes an argument.
  void apply(CodeBuilder c, Formula f, Consumer<Formula> push);

  /// Adds the product of two local variables to a third.
  default void multiplyAdd(CodeBuilder c, int a, int b, int sum) {
    TypeKind local = local(Kind.VALUE);
    int[] terms = {a, b, sum};
    apply(c, FMA, term -> c.loadLocal(local, terms[term.index()]));
    c.storeLocal(local, sum);
  }

  /// Pushes whether the mask on the stack holds in any lane.
  void any(CodeBuilder c);

  /// Pushes where the mask on the stack holds or the one in a local variable.
  void either(CodeBuilder c, int mask);

  /// Has local variables of type `Object` hold arrays of a dtype.
  static void cast(CodeBuilder c, DType dtype, int... arrays) {
    for (int array : arrays) {
      c.aload(array).checkcast(array(dtype)).astore(array);
    }
  }

  /// The type of arrays of a dtype.
  static ClassDesc array(DType dtype) {
    return element(dtype).upperBound().arrayType();
  }

  /// How one element of a dtype lies in a local variable or an array.
  static TypeKind element(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> TypeKind.FLOAT;
      case FLOAT64 -> TypeKind.DOUBLE;
      case INT32 -> TypeKind.INT;
      case INT64 -> TypeKind.LONG;
      case BOOL -> TypeKind.BOOLEAN;
    };
  }
}
