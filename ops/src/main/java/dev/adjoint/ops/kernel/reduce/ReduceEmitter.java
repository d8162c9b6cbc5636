package dev.adjoint.ops.kernel.reduce;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.kernel.Accumulators;
import dev.adjoint.ops.kernel.Lanes;
import dev.adjoint.ops.kernel.ScalarLanes;
import dev.adjoint.ops.kernel.VectorLanes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Writes [ReduceKernel] classes: one source for every reduction, dtype and vector width, and for scalars.
final class ReduceEmitter {
  private static final ClassDesc KERNEL = ClassDesc.of(ReduceKernel.class.getName());
  private static final ClassDesc REDUCTION = ClassDesc.of(Reduction.class.getName());
  private static final ClassDesc DTYPE = ClassDesc.of(DType.class.getName());
  private static final MethodTypeDesc INIT = MethodTypeDesc.of(CD_void, REDUCTION, DTYPE, CD_int);
  private static final MethodTypeDesc ROWS =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_int, CD_int, CD_Object, CD_int, CD_Object);
  private static final MethodTypeDesc FILL = MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_Object);
  private static final MethodTypeDesc DOWN =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_Object, CD_int, CD_int);
  private static final MethodTypeDesc LINES =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int.arrayType(), CD_int, CD_int, CD_Object, CD_int);
  private static final MethodTypeDesc SKIP =
      MethodTypeDesc.of(CD_int, CD_Object, CD_int, CD_int, CD_Object, CD_int);

  private final Reduction reduction;
  private final DType dtype;
  private final Lanes lanes;
  private final ScalarLanes scalar;

  private ReduceEmitter(Reduction reduction, DType dtype, int bits) {
    this.reduction = reduction;
    this.dtype = dtype;
    scalar = new ScalarLanes(dtype);
    lanes = bits == 0 ? scalar : new VectorLanes(dtype, bits);
  }

  /// The class file of a kernel for vectors of `bits` bits, or scalars if `bits` is 0.
  static byte[] emit(Reduction reduction, DType dtype, int bits) {
    ReduceEmitter emitter = new ReduceEmitter(reduction, dtype, bits);
    ClassDesc self = ClassDesc.of(ReduceKernel.class.getName() + "_" + reduction + "_" + dtype + "_" + bits);
    return ClassFile.of().build(self, type -> type
        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
        .withSuperclass(KERNEL)
        .withMethodBody(INIT_NAME, INIT, 0, c -> c
            .aload(0).aload(1).aload(2).iload(3).invokespecial(KERNEL, INIT_NAME, INIT).return_())
        .withMethodBody("rows", ROWS, 0, emitter::rows)
        .withMethodBody("eight", DOWN, 0, c -> emitter.down(c, ReduceKernel.EIGHT))
        .withMethodBody("one", DOWN, 0, c -> emitter.down(c, 1))
        .withMethodBody("lines", LINES, 0, emitter::lines)
        .withMethodBody("skip", SKIP, 0, c -> emitter.skip(c, false))
        .withMethodBody("skipPairs", SKIP, 0, c -> emitter.skip(c, true)));
  }

  private void rows(CodeBuilder c) {
    int x = c.parameterSlot(0);
    int at = c.parameterSlot(1);
    int whole = c.parameterSlot(2);
    int left = c.parameterSlot(3);
    int y = c.parameterSlot(5);
    int rest = c.parameterSlot(7);
    Lanes.cast(c, dtype, x, y, rest);
    int source = c.allocateLocal(TypeKind.REFERENCE);
    int from = c.allocateLocal(TypeKind.INT);
    int length = c.allocateLocal(TypeKind.INT);
    int i = c.allocateLocal(TypeKind.INT);
    Accumulators folds = accumulators(c, lanes, ReduceKernel.ROW_BYTES / dtype.bytes() / lanes.count());
    Accumulators last = lanes.count() > 1 ? accumulators(c, scalar, lanes.count()) : folds;
    int step = folds.count() * lanes.count();
    loop(c, c.parameterSlot(4), () -> {
      Label again = c.newLabel();
      Label done = c.newLabel();
      folds.begin(reduction.identity(dtype));
      c.aload(x).astore(source).iload(at).istore(from).iload(whole).istore(length);
      c.labelBinding(again);
      Label next = c.newLabel();
      Label end = c.newLabel();
      c.iconst_0().istore(i).labelBinding(next).iload(i).iload(length).if_icmpge(end);
      for (int k = 0; k < folds.count(); k++) {
        int shift = k * lanes.count();
        folds.fold(k, () -> c.aload(source).iload(from).loadConstant(shift).iadd().iload(i).iadd());
      }
      c.iinc(i, step).goto_(next).labelBinding(end);
      c.iload(left).ifeq(done).aload(source).aload(rest).if_acmpeq(done);
      c.aload(0).aload(x).iload(at).iload(whole).iadd().iload(left).aload(rest);
      c.invokevirtual(KERNEL, "fill", FILL);
      c.aload(rest).astore(source).iconst_0().istore(from).loadConstant(step).istore(length);
      c.goto_(again).labelBinding(done);
      folds.halve();
      if (last != folds) {
        last.halve(folds, () -> c.aload(rest).iconst_0());
      }
      last.store(0, () -> c.aload(y).iload(c.parameterSlot(6)));
      c.iload(at).iload(whole).iadd().iload(left).iadd().istore(at);
      c.iinc(c.parameterSlot(6), 1);
    });
    c.return_();
  }

  private void down(CodeBuilder c, int rows) {
    int x = c.parameterSlot(0);
    int y = c.parameterSlot(3);
    int n = c.parameterSlot(5);
    Lanes.cast(c, dtype, x, y);
    int[] from = new int[rows];
    for (int row = 0; row < rows; row++) {
      from[row] = c.allocateLocal(TypeKind.INT);
      c.iload(row == 0 ? c.parameterSlot(1) : from[row - 1]);
      if (row > 0) {
        c.iload(c.parameterSlot(2)).iadd();
      }
      c.istore(from[row]);
    }
    Accumulators fold = accumulators(c, lanes, 1);
    int i = c.allocateLocal(TypeKind.INT);
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.iconst_0().istore(i).labelBinding(next).iload(i).iload(n).if_icmpge(end);
    fold.set(0, () -> c.aload(y).iload(c.parameterSlot(4)).iload(i).iadd());
    for (int at : from) {
      fold.fold(0, () -> c.aload(x).iload(at).iload(i).iadd());
    }
    fold.store(0, () -> c.aload(y).iload(c.parameterSlot(4)).iload(i).iadd());
    c.iinc(i, lanes.count()).goto_(next).labelBinding(end).return_();
  }

  private void lines(CodeBuilder c) {
    int x = c.parameterSlot(0);
    int y = c.parameterSlot(4);
    Lanes.cast(c, dtype, x, y);
    int[] at = new int[ReduceKernel.EIGHT];
    for (int line = 0; line < at.length; line++) {
      at[line] = c.allocateLocal(TypeKind.INT);
      c.aload(c.parameterSlot(1)).loadConstant(line).iaload().istore(at[line]);
    }
    int moved = c.allocateLocal(TypeKind.INT);
    c.iconst_0().istore(moved);
    Accumulators folds = accumulators(c, scalar, at.length);
    folds.begin(reduction.identity(dtype));
    loop(c, c.parameterSlot(3), () -> {
      for (int line = 0; line < at.length; line++) {
        int from = at[line];
        folds.fold(line, () -> c.aload(x).iload(from).iload(moved).iadd());
      }
      c.iload(moved).iload(c.parameterSlot(2)).iadd().istore(moved);
    });
    for (int line = 0; line < at.length; line++) {
      int index = line;
      folds.store(line, () -> c.aload(y).iload(c.parameterSlot(5)).loadConstant(index).iadd());
    }
    c.return_();
  }

  private void skip(CodeBuilder c, boolean pairs) {
    int x = c.parameterSlot(0);
    int at = c.parameterSlot(1);
    int values = c.parameterSlot(3);
    int valueAt = c.parameterSlot(4);
    Lanes.cast(c, dtype, x, values);
    int value = c.allocateLocal(lanes.local(Kind.VALUE));
    int any = c.allocateLocal(lanes.local(Kind.MASK));
    if (!pairs) {
      lanes.splat(c, Kind.VALUE, () -> c.aload(values).iload(valueAt).arrayLoad(Lanes.element(dtype)));
      c.storeLocal(lanes.local(Kind.VALUE), value);
    }
    Label next = c.newLabel();
    Label found = c.newLabel();
    int step = ReduceKernel.SKIPPED * lanes.count();
    c.labelBinding(next).iload(at).loadConstant(step).iadd().iload(c.parameterSlot(2)).if_icmpgt(found);
    for (int i = 0; i < ReduceKernel.SKIPPED; i++) {
      int shift = i * lanes.count();
      lanes.apply(c, Formula.input(0).eq(Formula.input(1)), input -> {
        if (input.index() == 0) {
          lanes.load(c, Kind.VALUE, () -> c.aload(x).iload(at).loadConstant(shift).iadd());
        } else if (pairs) {
          lanes.load(c, Kind.VALUE, () -> c.aload(values).iload(valueAt).loadConstant(shift).iadd());
        } else {
          c.loadLocal(lanes.local(Kind.VALUE), value);
        }
      });
      if (i > 0) {
        lanes.either(c, any);
      }
      c.storeLocal(lanes.local(Kind.MASK), any);
    }
    c.loadLocal(lanes.local(Kind.MASK), any);
    lanes.any(c);
    c.ifne(found).iinc(at, step);
    if (pairs) {
      c.iinc(valueAt, step);
    }
    c.goto_(next).labelBinding(found).iload(at).ireturn();
  }

  private Accumulators accumulators(CodeBuilder c, Lanes of, int count) {
    return new Accumulators(c, of, count, reduction.step());
  }

  private void loop(CodeBuilder c, int times, Runnable body) {
    int i = c.allocateLocal(TypeKind.INT);
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.iconst_0().istore(i).labelBinding(next).iload(i).iload(times).if_icmpge(end);
    body.run();
    c.iinc(i, 1).goto_(next).labelBinding(end);
  }
}
