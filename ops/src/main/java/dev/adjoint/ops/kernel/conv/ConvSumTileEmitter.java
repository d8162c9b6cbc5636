package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
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

/// Writes [ConvSumTile] classes, as [ConvTileEmitter] does the other kind of tile.
final class ConvSumTileEmitter {
  /// An element where the mask holds; elsewhere, whatever lies there, nothing.
  private static final Formula MASKED = Formula.mask(0).select(Formula.input(1), Formula.input(2));

  // The parameters of `run` by slot.
  private static final int WHOLE = 1, WHOLE_PLACES = 2, RAGGED = 3, RAGGED_PLACES = 4, MASK = 5, X = 6;
  private static final int X_OFFSET = 7, TAPS = 8, FIRST_TAP = 9, DY = 10, DY_OFFSET = 11, DY_ROW = 12;
  private static final int SUMS = 13, SUMS_OFFSET = 14, SUMS_ROW = 15;

  private final DType dtype;
  private final int rows;
  private final int taps;
  private final int virtual;
  /// Vectors in a sum.
  private final int parts;
  private final Lanes lanes;
  private final TypeKind local;

  private ConvSumTileEmitter(DType dtype, int bits, int rows, int taps) {
    this.dtype = dtype;
    this.rows = rows;
    this.taps = taps;
    lanes = bits == 0 ? new ScalarLanes(dtype) : new VectorLanes(dtype, bits);
    virtual = ConvTiles.virtual(dtype);
    parts = virtual / lanes.count();
    local = lanes.local(Kind.VALUE);
  }

  /// The class file for tiles of `rows` output channels and `taps` taps; the vectors have at most as many
  /// lanes as a sum.
  static byte[] emit(DType dtype, int bits, int rows, int taps) {
    ConvSumTileEmitter emitter = new ConvSumTileEmitter(dtype, bits, rows, taps);
    String name = ConvSumTile.class.getName() + "_" + dtype + "_" + bits + "_" + rows + "x" + taps;
    return ClassFile.of().build(ClassDesc.of(name), type -> {
      Subclass.begin(type, ConvSumTile.class);
      Subclass.override(type, ConvSumTile.class, "run", emitter::run);
    });
  }

  private void run(CodeBuilder c) {
    Lanes.cast(c, dtype, X, DY, SUMS);
    int[] xs = new int[taps];
    for (int t = 0; t < taps; t++) {
      xs[t] = c.allocateLocal(TypeKind.INT);
      c.iload(X_OFFSET).aload(TAPS).iload(FIRST_TAP).loadConstant(t).iadd().iaload().iadd().istore(xs[t]);
    }
    int[] dys = new int[rows];
    int[][] sums = new int[rows][taps * parts];
    for (int r = 0; r < rows; r++) {
      dys[r] = c.allocateLocal(TypeKind.INT);
      c.iload(DY_OFFSET).loadConstant(r).iload(DY_ROW).imul().iadd().istore(dys[r]);
      for (int i = 0; i < sums[r].length; i++) {
        int row = r;
        int part = i;
        sums[r][i] = c.allocateLocal(local);
        lanes.load(c, Kind.VALUE, () -> sum(c, row, part));
        c.storeLocal(local, sums[r][i]);
      }
    }
    places(c, WHOLE, WHOLE_PLACES, xs, dys, sums, new int[0]);
    places(c, RAGGED, RAGGED_PLACES, xs, dys, sums, masks(c));
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < sums[r].length; i++) {
        int row = r;
        int part = i;
        lanes.store(c, Kind.VALUE, () -> c.loadLocal(local, sums[row][part]), () -> sum(c, row, part));
      }
    }
    c.return_();
  }

  private int[] masks(CodeBuilder c) {
    TypeKind kind = lanes.local(Kind.MASK);
    int[] masks = new int[parts];
    for (int part = 0; part < parts; part++) {
      int lane = part * lanes.count();
      masks[part] = c.allocateLocal(kind);
      lanes.load(c, Kind.MASK, () -> c.aload(MASK).loadConstant(lane));
      c.storeLocal(kind, masks[part]);
    }
    return masks;
  }

  /// The loop over the pairs of a table; without masks all lanes count.
  private void places(CodeBuilder c, int count, int table, int[] xs, int[] dys, int[][] sums, int[] masks) {
    Label next = c.newLabel();
    Label end = c.newLabel();
    int p = c.allocateLocal(TypeKind.INT);
    int xAt = c.allocateLocal(TypeKind.INT);
    int dyAt = c.allocateLocal(TypeKind.INT);
    int zero = c.allocateLocal(local);
    if (masks.length > 0) {
      lanes.constant(c, 0);
      c.storeLocal(local, zero);
    }
    int[] x = new int[taps];
    Arrays.setAll(x, t -> c.allocateLocal(local));
    int dy = c.allocateLocal(local);
    c.iconst_0().istore(p).labelBinding(next).iload(p).iload(count).if_icmpge(end);
    c.aload(table).iload(p).iconst_1().ishl().iaload().istore(xAt);
    c.aload(table).iload(p).iconst_1().ishl().iconst_1().iadd().iaload().istore(dyAt);
    for (int part = 0; part < parts; part++) {
      int mask = masks.length > 0 ? masks[part] : -1;
      for (int t = 0; t < taps; t++) {
        load(c, X, xs[t], xAt, part, x[t], mask, zero);
      }
      for (int r = 0; r < rows; r++) {
        load(c, DY, dys[r], dyAt, part, dy, mask, zero);
        for (int t = 0; t < taps; t++) {
          lanes.multiplyAdd(c, dy, x[t], sums[r][t * parts + part]);
        }
      }
    }
    c.iinc(p, 1).goto_(next).labelBinding(end);
  }

  private void load(CodeBuilder c, int array, int offset, int at, int part, int to, int mask, int zero) {
    int lane = part * lanes.count();
    lanes.load(c, Kind.VALUE, () -> c.aload(array).iload(offset).iload(at).iadd().loadConstant(lane).iadd());
    c.storeLocal(local, to);
    if (mask >= 0) {
      int[] terms = {mask, to, zero};
      lanes.apply(c, MASKED, term -> {
        TypeKind kind = term.kind() == Kind.MASK ? lanes.local(Kind.MASK) : local;
        c.loadLocal(kind, terms[term.index()]);
      });
      c.storeLocal(local, to);
    }
  }

  /// Pushes the array of the sums and the index of a part of one.
  private void sum(CodeBuilder c, int r, int part) {
    c.aload(SUMS).iload(SUMS_OFFSET).loadConstant(r).iload(SUMS_ROW).imul().iadd();
    c.loadConstant(part * lanes.count()).iadd();
  }
}
