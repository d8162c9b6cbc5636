package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Kind;
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

/// Writes [ConvTile] classes: one source for both dtypes, every vector width, scalars, and every tile size.
///
/// As in tiles of matrix products the written `run` is straight-line code around one loop, with the sums in
/// local variables, and calls the Vector API less than a hundred times.
final class ConvTileEmitter {
  // The parameters of `run` by slot.
  private static final int FROM = 1, TO = 2, A = 3, A_OFFSET = 4, A_ROW = 5, B = 6, B_OFFSET = 7, STEPS = 8;
  private static final int PLACES = 9, FIRST = 10, START = 11, START_OFFSET = 12, START_ROW = 13;
  private static final int START_PLACE = 14, C = 15, C_OFFSET = 16, C_ROW = 17;

  private final DType dtype;
  private final int rows;
  private final int vectors;
  private final Lanes lanes;
  private final ScalarLanes scalar;
  private final TypeKind local;

  private ConvTileEmitter(DType dtype, int bits, int rows, int vectors) {
    this.dtype = dtype;
    this.rows = rows;
    this.vectors = vectors;
    scalar = new ScalarLanes(dtype);
    lanes = bits == 0 ? scalar : new VectorLanes(dtype, bits);
    local = lanes.local(Kind.VALUE);
  }

  /// The class file for tiles of `rows` rows and `vectors` vectors of `bits` bits; with `bits` 0, of
  /// `vectors` scalars.
  static byte[] emit(DType dtype, int bits, int rows, int vectors) {
    ConvTileEmitter emitter = new ConvTileEmitter(dtype, bits, rows, vectors);
    String name = ConvTile.class.getName() + "_" + dtype + "_" + bits + "_" + rows + "x" + vectors;
    return ClassFile.of().build(ClassDesc.of(name), type -> {
      Subclass.begin(type, ConvTile.class);
      Subclass.override(type, ConvTile.class, "run", emitter::run);
    });
  }

  private void run(CodeBuilder c) {
    Lanes.cast(c, dtype, A, B, START, C);
    int[] bs = new int[vectors];
    int[] cs = new int[vectors];
    int[] starts = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      bs[v] = sum(c, B_OFFSET, () -> { });
      place(c, bs[v], 2 * v);
      cs[v] = sum(c, C_OFFSET, () -> { });
      place(c, cs[v], 2 * v + 1);
      starts[v] = c.allocateLocal(TypeKind.INT);
      c.iload(cs[v]).iload(C_OFFSET).isub().iload(START_PLACE).imul().iload(START_OFFSET).iadd();
      c.istore(starts[v]);
    }
    int[] as = new int[rows];
    int[][] sums = new int[rows][vectors];
    for (int r = 0; r < rows; r++) {
      int row = r;
      as[r] = sum(c, A_OFFSET, () -> c.loadConstant(row).iload(A_ROW).imul().iadd());
      for (int v = 0; v < vectors; v++) {
        int from = starts[v];
        sums[r][v] = c.allocateLocal(local);
        lanes.load(c, Kind.VALUE, () -> element(c, START, from, row, START_ROW));
        c.storeLocal(local, sums[r][v]);
      }
    }
    steps(c, as, bs, sums);
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        int row = r;
        int to = cs[v];
        int sum = sums[r][v];
        lanes.store(c, Kind.VALUE, () -> c.loadLocal(local, sum), () -> element(c, C, to, row, C_ROW));
      }
    }
    c.return_();
  }

  private void steps(CodeBuilder c, int[] as, int[] bs, int[][] sums) {
    Label next = c.newLabel();
    Label end = c.newLabel();
    int step = c.allocateLocal(TypeKind.INT);
    int[] factors = new int[vectors];
    Arrays.setAll(factors, v -> c.allocateLocal(local));
    int a = c.allocateLocal(local);
    c.labelBinding(next).iload(FROM).iload(TO).if_icmpge(end);
    c.aload(STEPS).iload(FROM).iaload().istore(step);
    for (int v = 0; v < vectors; v++) {
      int at = bs[v];
      lanes.load(c, Kind.VALUE, () -> c.aload(B).iload(at).iload(step).iadd());
      c.storeLocal(local, factors[v]);
    }
    for (int r = 0; r < rows; r++) {
      int at = as[r];
      lanes.splat(c, Kind.VALUE,
          () -> scalar.load(c, Kind.VALUE, () -> c.aload(A).iload(at).iload(FROM).iadd()));
      c.storeLocal(local, a);
      for (int v = 0; v < vectors; v++) {
        lanes.multiplyAdd(c, a, factors[v], sums[r][v]);
      }
    }
    c.iinc(FROM, 1).goto_(next).labelBinding(end);
  }

  /// A local variable for an offset and what is added to it.
  private static int sum(CodeBuilder c, int offset, Runnable add) {
    int local = c.allocateLocal(TypeKind.INT);
    c.iload(offset);
    add.run();
    c.istore(local);
    return local;
  }

  /// Adds entry `i` of this tile's places to a local variable.
  private static void place(CodeBuilder c, int local, int i) {
    c.iload(local).aload(PLACES).iload(FIRST).loadConstant(i).iadd().iaload().iadd().istore(local);
  }

  /// Pushes an array and the index of a vector in row `r`.
  private static void element(CodeBuilder c, int array, int first, int r, int row) {
    c.aload(array).iload(first).loadConstant(r).iload(row).imul().iadd();
  }
}
