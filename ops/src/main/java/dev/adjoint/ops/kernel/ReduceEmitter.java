package dev.adjoint.ops.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Writes [ReduceKernel] classes: one source for every reduction, dtype and vector width, and for scalars.
final class ReduceEmitter {
  private static final ClassDesc KERNEL = ClassDesc.of(ReduceKernel.class.getName());
  private static final MethodTypeDesc INIT = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc ROW =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_Object, CD_boolean, CD_Object, CD_int);
  private static final MethodTypeDesc COLUMNS =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_int, CD_Object, CD_int);
  private static final MethodTypeDesc PAIRS = MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int);

  private final Reduction reduction;
  private final DType dtype;
  private final Lanes lanes;
  private final ScalarLanes scalar;
  private final ClassDesc array;

  private ReduceEmitter(Reduction reduction, DType dtype, int bits) {
    this.reduction = reduction;
    this.dtype = dtype;
    scalar = new ScalarLanes(dtype);
    lanes = bits == 0 ? scalar : new VectorLanes(dtype, bits);
    array = Lanes.element(dtype).upperBound().arrayType();
  }

  /// The class file of a kernel for vectors of `bits` bits, or scalars if `bits` is 0.
  static byte[] emit(Reduction reduction, DType dtype, int bits) {
    ReduceEmitter emitter = new ReduceEmitter(reduction, dtype, bits);
    ClassDesc self = ClassDesc.of(ReduceKernel.class.getName() + "_" + reduction + "_" + dtype + "_" + bits);
    return ClassFile.of().build(self, type -> type
        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
        .withSuperclass(KERNEL)
        .withMethodBody(INIT_NAME, INIT, 0, c -> c
            .aload(0).aload(1).invokespecial(KERNEL, INIT_NAME, INIT).return_())
        .withMethodBody("row", ROW, 0, emitter::row)
        .withMethodBody("strip", COLUMNS, 0, c -> emitter.columns(c, ReduceKernel.STRIP))
        .withMethodBody("vector", COLUMNS, 0, c -> emitter.columns(c, 1))
        .withMethodBody("pairs", PAIRS, 0, emitter::pairs));
  }

  private void row(CodeBuilder c) {
    int x = c.parameterSlot(0);
    int at = c.parameterSlot(1);
    int chunks = c.parameterSlot(2);
    int rest = c.parameterSlot(3);
    int y = c.parameterSlot(5);
    cast(c, x);
    cast(c, rest);
    cast(c, y);
    int count = ReduceKernel.ROW_BYTES / dtype.bytes() / lanes.count();
    int[] folds = identities(c, count);
    loop(c, chunks, () -> {
      foldNext(c, folds, x, at);
      c.iload(at).loadConstant(count * lanes.count()).iadd().istore(at);
    });
    Label whole = c.newLabel();
    c.iload(c.parameterSlot(4)).ifeq(whole);
    c.iconst_0().istore(at);
    foldNext(c, folds, rest, at);
    c.labelBinding(whole);

    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        int other = folds[i + half];
        fold(c, lanes, folds[i], () -> c.loadLocal(lanes.local(Kind.VALUE), other));
      }
    }
    int result = folds[0];
    if (lanes.count() > 1) {
      lanes.store(c, Kind.VALUE, () -> c.aload(folds[0]), () -> c.aload(rest).iconst_0());
      result = foldScalars(c, rest);
    }
    int last = result;
    scalar.store(c, Kind.VALUE, () -> c.loadLocal(scalar.local(Kind.VALUE), last),
        () -> c.aload(y).iload(c.parameterSlot(6)));
    c.return_();
  }

  /// Folds the first lanes of an array by halves; gives the local variable of the result.
  private int foldScalars(CodeBuilder c, int values) {
    int[] folds = new int[lanes.count()];
    for (int i = 0; i < folds.length; i++) {
      int index = i;
      folds[i] = c.allocateLocal(scalar.local(Kind.VALUE));
      scalar.load(c, Kind.VALUE, () -> c.aload(values).loadConstant(index));
      c.storeLocal(scalar.local(Kind.VALUE), folds[i]);
    }
    for (int half = folds.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        int other = folds[i + half];
        fold(c, scalar, folds[i], () -> c.loadLocal(scalar.local(Kind.VALUE), other));
      }
    }
    return folds[0];
  }

  private void columns(CodeBuilder c, int vectors) {
    int x = c.parameterSlot(0);
    int at = c.parameterSlot(1);
    int y = c.parameterSlot(4);
    cast(c, x);
    cast(c, y);
    int[] folds = identities(c, vectors);
    loop(c, c.parameterSlot(3), () -> {
      foldNext(c, folds, x, at);
      c.iload(at).iload(c.parameterSlot(2)).iadd().istore(at);
    });
    for (int i = 0; i < vectors; i++) {
      int shift = i * lanes.count();
      int fold = folds[i];
      lanes.store(c, Kind.VALUE, () -> c.loadLocal(lanes.local(Kind.VALUE), fold),
          () -> c.aload(y).iload(c.parameterSlot(5)).loadConstant(shift).iadd());
    }
    c.return_();
  }

  private void pairs(CodeBuilder c) {
    int x = c.parameterSlot(0);
    cast(c, x);
    int i = c.allocateLocal(TypeKind.INT);
    int value = c.allocateLocal(lanes.local(Kind.VALUE));
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.iconst_0().istore(i).labelBinding(next).iload(i).iload(c.parameterSlot(1)).if_icmpge(end);
    lanes.load(c, Kind.VALUE, () -> c.aload(x).iload(i));
    c.storeLocal(lanes.local(Kind.VALUE), value);
    fold(c, lanes, value, () -> lanes.load(c, Kind.VALUE,
        () -> c.aload(x).iload(i).iload(c.parameterSlot(2)).iadd()));
    lanes.store(c, Kind.VALUE, () -> c.loadLocal(lanes.local(Kind.VALUE), value), () -> c.aload(x).iload(i));
    c.iload(i).loadConstant(lanes.count()).iadd().istore(i).goto_(next).labelBinding(end);
    c.return_();
  }

  /// Local variables that hold the identity of the reduction in all lanes.
  private int[] identities(CodeBuilder c, int count) {
    int[] folds = new int[count];
    for (int i = 0; i < count; i++) {
      folds[i] = c.allocateLocal(lanes.local(Kind.VALUE));
      if (i == 0) {
        lanes.constant(c, reduction.identity(dtype));
      } else {
        c.loadLocal(lanes.local(Kind.VALUE), folds[0]);
      }
      c.storeLocal(lanes.local(Kind.VALUE), folds[i]);
    }
    return folds;
  }

  /// Folds the vectors that begin at an index of an array into the accumulators.
  private void foldNext(CodeBuilder c, int[] folds, int values, int at) {
    for (int i = 0; i < folds.length; i++) {
      int shift = i * lanes.count();
      fold(c, lanes, folds[i], () -> lanes.load(c, Kind.VALUE,
          () -> c.aload(values).iload(at).loadConstant(shift).iadd()));
    }
  }

  private void fold(CodeBuilder c, Lanes by, int into, Runnable next) {
    by.apply(c, reduction.step(), input -> {
      if (input.index() == 0) {
        c.loadLocal(by.local(Kind.VALUE), into);
      } else {
        next.run();
      }
    });
    c.storeLocal(by.local(Kind.VALUE), into);
  }

  private void loop(CodeBuilder c, int times, Runnable body) {
    int i = c.allocateLocal(TypeKind.INT);
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.iconst_0().istore(i).labelBinding(next).iload(i).iload(times).if_icmpge(end);
    body.run();
    c.iinc(i, 1).goto_(next).labelBinding(end);
  }

  private void cast(CodeBuilder c, int slot) {
    c.aload(slot).checkcast(array).astore(slot);
  }
}
