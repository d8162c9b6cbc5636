package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.kernel.Accumulators;
import dev.adjoint.ops.kernel.Lanes;
import dev.adjoint.ops.kernel.ScalarLanes;
import dev.adjoint.ops.kernel.Subclass;
import dev.adjoint.ops.kernel.VectorLanes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.Arrays;

/// Writes [GemvKernel] classes: one source for every dtype and vector width, and for scalars.
final class GemvEmitter {
  private static final Formula ADD = Formula.input(0).add(Formula.input(1));

  /// Rows of which dot products are computed at a time: each element of x is loaded once for all, and their
  /// sums keep two multiply-add units of latency four busy.
  private static final int ROWS = 2;
  /// Columns that are added at a time: so many streams of memory are read faster than one.
  private static final int COLUMNS = 4;

  // The parameters of `dots` by slot.
  private static final int D_ROWS = 1, WHOLE = 2, D_K = 3, D_A = 4, D_A_AT = 5, D_A_ROW = 6;
  private static final int D_X = 7, D_X_AT = 8, D_Y = 9, D_Y_AT = 10, LANES = 11;
  // The parameters of `down`.
  private static final int K = 1, N = 2, A = 3, A_AT = 4, A_COL = 5, X = 6, X_AT = 7, Y = 8, Y_AT = 9;

  private final DType dtype;
  private final Lanes lanes;
  private final ScalarLanes scalar;

  private GemvEmitter(DType dtype, int bits) {
    this.dtype = dtype;
    scalar = new ScalarLanes(dtype);
    lanes = bits == 0 ? scalar : new VectorLanes(dtype, bits);
  }

  /// The class file of a kernel for vectors of `bits` bits, or scalars if `bits` is 0.
  static byte[] emit(DType dtype, int bits) {
    GemvEmitter emitter = new GemvEmitter(dtype, bits);
    ClassDesc self = ClassDesc.of(GemvKernel.class.getName() + "_" + dtype + "_" + bits);
    return ClassFile.of().build(self, type -> {
      Subclass.begin(type, GemvKernel.class);
      Subclass.override(type, GemvKernel.class, "dots", emitter::dots);
      Subclass.override(type, GemvKernel.class, "down", emitter::down);
    });
  }

  private void dots(CodeBuilder c) {
    Lanes.cast(c, dtype, D_A, D_X, D_Y, LANES);
    int row = c.allocateLocal(TypeKind.INT);
    c.iconst_0().istore(row);
    dots(c, row, ROWS);
    dots(c, row, 1);
    c.return_();
  }

  /// Dot products of rows from `row` on, `count` at a time while there are so many.
  private void dots(CodeBuilder c, int row, int count) {
    int virtual = GemvKernel.LANE_BYTES / dtype.bytes();
    int[] rowAt = new int[count];
    Accumulators[] sums = new Accumulators[count];
    Accumulators[] last = new Accumulators[count];
    for (int i = 0; i < count; i++) {
      rowAt[i] = c.allocateLocal(TypeKind.INT);
      sums[i] = new Accumulators(c, lanes, virtual / lanes.count(), ADD);
      last[i] = lanes == scalar ? sums[i] : new Accumulators(c, scalar, lanes.count(), ADD);
    }
    int p = c.allocateLocal(TypeKind.INT);
    while_(c, row, D_ROWS, count, () -> {
      for (int i = 0; i < count; i++) {
        c.iload(D_A_AT).iload(row).loadConstant(i).iadd().iload(D_A_ROW).imul().iadd().istore(rowAt[i]);
        sums[i].begin(0);
      }
      c.iconst_0().istore(p);
      steps(c, lanes, p, WHOLE, virtual / lanes.count(), rowAt, sums);
      for (int i = 0; i < count; i++) {
        sums[i].halve();
        if (last[i] != sums[i]) {
          last[i].halve(sums[i], () -> c.aload(LANES).iconst_0());
        }
      }
      steps(c, scalar, p, D_K, 1, rowAt, last);
      for (int i = 0; i < count; i++) {
        int index = i;
        Runnable target = () -> c.aload(D_Y).iload(D_Y_AT).iload(row).iadd().loadConstant(index).iadd();
        last[i].fold(0, target);
        last[i].store(0, target);
      }
    });
  }

  /// Adds the products of elements from `p` to `end` to the first `count` accumulators of each row in turn.
  private void steps(CodeBuilder c, Lanes of, int p, int end, int count, int[] rowAt, Accumulators[] sums) {
    int factor = c.allocateLocal(of.local(Kind.VALUE));
    while_(c, p, end, count * of.count(), () -> {
      for (int v = 0; v < count; v++) {
        int shift = v * of.count();
        of.load(c, Kind.VALUE, () -> at(c, D_X, D_X_AT, p, shift));
        c.storeLocal(of.local(Kind.VALUE), factor);
        for (int i = 0; i < sums.length; i++) {
          int from = rowAt[i];
          sums[i].fma(v, () -> of.load(c, Kind.VALUE, () -> at(c, D_A, from, p, shift)),
              () -> c.loadLocal(of.local(Kind.VALUE), factor));
        }
      }
    });
  }

  private static void at(CodeBuilder c, int array, int from, int p, int shift) {
    c.aload(array).iload(from).loadConstant(shift).iadd().iload(p).iadd();
  }

  private void down(CodeBuilder c) {
    Lanes.cast(c, dtype, A, X, Y);
    int p = c.allocateLocal(TypeKind.INT);
    c.iconst_0().istore(p);
    down(c, p, COLUMNS);
    down(c, p, 1);
    c.return_();
  }

  /// Adds columns from `p` on, `count` at a time while there are so many.
  private void down(CodeBuilder c, int p, int count) {
    int[] columnAt = new int[count];
    Arrays.setAll(columnAt, i -> c.allocateLocal(TypeKind.INT));
    int j = c.allocateLocal(TypeKind.INT);
    while_(c, p, K, count, () -> {
      for (int i = 0; i < count; i++) {
        c.iload(A_AT).iload(p).loadConstant(i).iadd().iload(A_COL).imul().iadd().istore(columnAt[i]);
      }
      c.iconst_0().istore(j);
      down(c, lanes, p, columnAt, j);
      if (lanes != scalar) {
        down(c, scalar, p, columnAt, j);
      }
    });
  }

  /// Elements of y from `j` on, while there are enough for `of`.
  private void down(CodeBuilder c, Lanes of, int p, int[] columnAt, int j) {
    TypeKind type = of.local(Kind.VALUE);
    int[] factors = new int[columnAt.length];
    for (int i = 0; i < factors.length; i++) {
      int index = i;
      factors[i] = c.allocateLocal(type);
      of.splat(c, Kind.VALUE, () -> scalar.load(c, Kind.VALUE, () -> at(c, X, X_AT, p, index)));
      c.storeLocal(type, factors[i]);
    }
    Accumulators sum = new Accumulators(c, of, 1, ADD);
    while_(c, j, N, of.count(), () -> {
      sum.set(0, () -> at(c, Y, Y_AT, j, 0));
      for (int i = 0; i < factors.length; i++) {
        int from = columnAt[i];
        int factor = factors[i];
        sum.fma(0, () -> of.load(c, Kind.VALUE, () -> at(c, A, from, j, 0)), () -> c.loadLocal(type, factor));
      }
      sum.store(0, () -> at(c, Y, Y_AT, j, 0));
    });
  }

  /// `while (i + step <= end) { body; i += step; }`
  private static void while_(CodeBuilder c, int i, int end, int step, Runnable body) {
    int last = c.allocateLocal(TypeKind.INT);
    Label next = c.newLabel();
    Label done = c.newLabel();
    c.iload(end).loadConstant(step).isub().istore(last);
    c.labelBinding(next).iload(i).iload(last).if_icmpgt(done);
    body.run();
    c.iinc(i, step).goto_(next).labelBinding(done);
  }
}
