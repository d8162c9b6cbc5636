package dev.adjoint.ops.kernel.gemm;

import static java.lang.constant.ConstantDescs.MTD_void;

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
import java.util.function.IntConsumer;

/// Writes [GemmTile] classes: one source for both dtypes, every vector width, scalars, and every tile size.
///
/// The written `run` is straight-line code around one loop over k. Before it, `rows × vectors` sums are
/// loaded from `start`; a step loads `vectors` vectors of B and, for each row, spreads one element of A and
/// multiply-adds; after it the sums are stored to `c`. The sums are local variables, which is what lets C2
/// keep them in registers. All this calls the Vector API `rows · (3 · vectors + 1) + vectors` times, more
/// where several steps are written out; C1 gives up on a method with more than about 130 such calls, which
/// would leave it slow for long, so [GemmTiles] asks for no tile beyond that.
///
/// A step spends as much time on indices as on sums if tiles are small, so the code depends on [GemmLayout].
/// C2 checks an index once, before the loop, if it is an invariant plus a constant multiple of the loop's
/// variable; and indices that differ by constants cost one addition and two checks for all. Without checks
/// in between, though, C2 moves loads ahead of sums and needs more registers.
///
/// Where A is packed, indices differ by constants alone, and a step is little more than its multiply-adds;
/// where its columns lie in one piece, a step's do. C2 would then load elements of A long before they are
/// needed, and send sums to the stack: half the speed. So a fence after each row keeps loads in order; on x86
/// it is no instruction. Some steps at a time cost fewer instructions still, which shows where two threads
/// share a core. (Not so for rows of A in place: the indices of all rows and steps need more registers than
/// there are.) The indices advance by what the caller says, although it is known here: multiples of the
/// loop's variable would be checked before the loop, nine instructions for each of 32 indices, a seventh of
/// the time if k is 32.
///
/// The order of the code before the loop matters to C2's registers: with the rows' offsets computed after the
/// sums are loaded, rather than row by row among them, a 6 × 4 tile was a tenth slower.
final class GemmTileEmitter {
  private static final ClassDesc VAR_HANDLE = ClassDesc.of("java.lang.invoke.VarHandle");

  // The parameters of `run` by slot.
  private static final int K = 1, A = 2, A_OFFSET = 3, A_ROW = 4, A_COL = 5;
  private static final int B = 6, B_OFFSET = 7, B_ROW = 8, B_COL = 9;
  private static final int START = 10, START_OFFSET = 11, START_ROW = 12, C = 13, C_OFFSET = 14, C_ROW = 15;

  private final DType dtype;
  private final int bits;
  private final GemmLayout layout;
  private final int rows;
  private final int vectors;
  private final Lanes lanes;
  private final ScalarLanes scalar;
  private final TypeKind local;

  private GemmTileEmitter(DType dtype, int bits, GemmLayout layout, int rows, int vectors) {
    this.dtype = dtype;
    this.bits = bits;
    this.layout = layout;
    this.rows = rows;
    this.vectors = vectors;
    scalar = new ScalarLanes(dtype);
    lanes = bits == 0 ? scalar : new VectorLanes(dtype, bits);
    local = lanes.local(Kind.VALUE);
  }

  /// The class file for tiles of `rows` rows and `vectors` vectors of `bits` bits; with `bits` 0, of
  /// `vectors` scalars.
  static byte[] emit(DType dtype, int bits, GemmLayout layout, int rows, int vectors) {
    GemmTileEmitter emitter = new GemmTileEmitter(dtype, bits, layout, rows, vectors);
    String name = GemmTile.class.getName() + "_" + dtype + "_" + bits + "_" + rows + "x" + vectors + "_"
        + layout;
    return ClassFile.of().build(ClassDesc.of(name), type -> {
      Subclass.begin(type, GemmTile.class);
      Subclass.override(type, GemmTile.class, "run", emitter::run);
    });
  }

  private void run(CodeBuilder c) {
    Lanes.cast(c, dtype, A, B, START, C);
    int[] as = new int[rows];
    int[][] sums = new int[rows][vectors];
    for (int r = 0; r < rows; r++) {
      as[r] = offset(c, A_OFFSET, r, A_ROW);
      for (int v = 0; v < vectors; v++) {
        sums[r][v] = c.allocateLocal(local);
        int row = r;
        int vector = v;
        lanes.load(c, Kind.VALUE, () -> tile(c, START, START_OFFSET, START_ROW, row, vector));
        c.storeLocal(local, sums[r][v]);
      }
    }
    if (bits == 0) {
      Label strided = c.newLabel();
      Label done = c.newLabel();
      c.iload(A_COL).iconst_1().if_icmpne(strided).iload(B_ROW).iconst_1().if_icmpne(strided);
      contiguousSteps(c, as, sums);
      c.goto_(done).labelBinding(strided);
      steps(c, as, sums);
      c.labelBinding(done);
    } else {
      steps(c, as, sums);
    }
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        int row = r;
        int vector = v;
        lanes.store(c, Kind.VALUE, () -> c.loadLocal(local, sums[row][vector]),
            () -> tile(c, C, C_OFFSET, C_ROW, row, vector));
      }
    }
    c.return_();
  }

  /// Steps of the sizes that the layout says.
  private void steps(CodeBuilder c, int[] as, int[][] sums) {
    int p = c.allocateLocal(TypeKind.INT);
    int aIndex = c.allocateLocal(TypeKind.INT);
    int bIndex = c.allocateLocal(TypeKind.INT);
    if (layout.inBlocks()) {
      c.iconst_0().istore(p).iload(A_OFFSET).istore(aIndex).iload(B_OFFSET).istore(bIndex);
      blocks(c, p, aIndex, bIndex, sums);
      return;
    }
    c.iconst_0().istore(aIndex).iload(B_OFFSET).istore(bIndex);
    loop(c, p, () -> {
      if (layout.packed) {
        c.iload(p).loadConstant(vectors * lanes.count()).imul().iload(B_OFFSET).iadd().istore(bIndex);
      }
      step(c, sums, r -> c.iload(as[r]).iload(layout.rows ? p : aIndex).iadd(), v -> {
        c.iload(bIndex).loadConstant(v * lanes.count());
        if (bits == 0) {
          c.iload(B_COL).imul();
        }
        c.iadd();
      });
    }, () -> {
      c.iload(aIndex).iload(A_COL).iadd().istore(aIndex);
      c.iload(bIndex).iload(B_ROW).iadd().istore(bIndex);
    });
  }

  /// Blocks of steps, which k is made of.
  private void blocks(CodeBuilder c, int p, int aIndex, int bIndex, int[][] sums) {
    int count = GemmLayout.BLOCK;
    int width = vectors * lanes.count();
    Label next = c.newLabel();
    Label done = c.newLabel();
    c.labelBinding(next).iload(p).iload(K).if_icmpge(done);
    for (int i = 0; i < count; i++) {
      int step = i;
      step(c, sums, r -> {
        int further = !layout.packedA ? r : layout.rows ? r * count + step : step * rows + r;
        c.iload(aIndex).loadConstant(further).iadd();
      }, v -> {
        int further = (layout.packed ? step * width : 0) + v * lanes.count();
        c.iload(bIndex).loadConstant(further).iadd();
      });
      boolean last = i == count - 1;
      if (!layout.packedA || last) {
        advance(c, aIndex, A_COL, layout.packedA ? count : 1);
      }
      if (!layout.packed || last) {
        advance(c, bIndex, B_ROW, layout.packed ? count : 1);
      }
    }
    c.iinc(p, count).goto_(next).labelBinding(done);
  }

  private static void advance(CodeBuilder c, int index, int distance, int count) {
    c.iload(index).iload(distance).loadConstant(count).imul().iadd().istore(index);
  }

  /// Scalar steps along contiguous rows of A and columns of B: C2 then checks the indices once, before the
  /// loop.
  private void contiguousSteps(CodeBuilder c, int[] as, int[][] sums) {
    int p = c.allocateLocal(TypeKind.INT);
    int[] bs = new int[vectors];
    Arrays.setAll(bs, v -> offset(c, B_OFFSET, v, B_COL));
    loop(c, p, () -> step(c, sums, r -> c.iload(as[r]).iload(p).iadd(), v -> c.iload(bs[v]).iload(p).iadd()),
        () -> { });
  }

  /// One step of k; `aIndex` and `bIndex` push the index of a row's element of A and of a vector of B.
  private void step(CodeBuilder c, int[][] sums, IntConsumer aIndex, IntConsumer bIndex) {
    int[] bs = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      int vector = v;
      bs[v] = c.allocateLocal(local);
      lanes.load(c, Kind.VALUE, () -> {
        c.aload(B);
        bIndex.accept(vector);
      });
      c.storeLocal(local, bs[v]);
    }
    int a = c.allocateLocal(local);
    for (int r = 0; r < rows; r++) {
      int row = r;
      lanes.splat(c, Kind.VALUE, () -> scalar.load(c, Kind.VALUE, () -> {
        c.aload(A);
        aIndex.accept(row);
      }));
      c.storeLocal(local, a);
      for (int v = 0; v < vectors; v++) {
        lanes.multiplyAdd(c, a, bs[v], sums[r][v]);
      }
      if (layout.inBlocks()) {
        c.invokestatic(VAR_HANDLE, "loadLoadFence", MTD_void);
      }
    }
  }

  private static void loop(CodeBuilder c, int p, Runnable body, Runnable advance) {
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.iconst_0().istore(p).labelBinding(next).iload(p).iload(K).if_icmpge(end);
    body.run();
    c.iinc(p, 1);
    advance.run();
    c.goto_(next).labelBinding(end);
  }

  /// A local variable for `offset + i · distance`.
  private static int offset(CodeBuilder c, int offset, int i, int distance) {
    int local = c.allocateLocal(TypeKind.INT);
    c.iload(offset).loadConstant(i).iload(distance).imul().iadd().istore(local);
    return local;
  }

  /// Pushes an array and the index of a vector of the tile in it.
  private void tile(CodeBuilder c, int array, int offset, int rowDistance, int r, int v) {
    c.aload(array).iload(offset).loadConstant(r).iload(rowDistance).imul().iadd();
    c.loadConstant(v * lanes.count()).iadd();
  }
}
