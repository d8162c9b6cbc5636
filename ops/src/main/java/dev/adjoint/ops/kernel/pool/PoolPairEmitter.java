package dev.adjoint.ops.kernel.pool;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.MTD_void;

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
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Writes [PoolPair] classes: one source for both dtypes, every vector width and scalars, and any number of
/// rows of a window.
///
/// Two vectors of a row of `x`, low and high, lie under a vector of places. What is taken of pairs of columns
/// comes from the even and the odd elements of both; what goes back to the columns is each element twice.
final class PoolPairEmitter {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc SHUFFLE = ClassDesc.of(API + "VectorShuffle");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");

  private static final Formula MAX = Formula.input(0).max(Formula.input(1));
  private static final Formula ADD = Formula.input(0).add(Formula.input(1));
  private static final Formula QUOTIENT = Formula.input(0).div(Formula.input(1));
  private static final Formula HIT = Formula.input(0).eq(Formula.input(1));
  private static final Formula CHOICE = Formula.mask(0).select(Formula.input(1), Formula.input(2));

  // The parameters of both methods by slot.
  private static final int X = 1, X_OFFSET = 2, X_STEP = 3, X_ROW = 4, Y = 5, Y_OFFSET = 6, N = 7, ROWS = 8;
  private static final int DX = 9;

  private final DType dtype;
  private final int bits;
  private final int height;
  private final Lanes lanes;
  private final TypeKind local;
  private final TypeKind mask;
  private final ClassDesc self;

  private PoolPairEmitter(DType dtype, int bits, int height) {
    this.dtype = dtype;
    this.bits = bits;
    this.height = height;
    lanes = bits == 0 ? new ScalarLanes(dtype) : new VectorLanes(dtype, bits);
    local = lanes.local(Kind.VALUE);
    mask = lanes.local(Kind.MASK);
    self = ClassDesc.of(PoolPair.class.getName() + "_" + dtype + "_" + bits + "_" + height);
  }

  /// The class file for windows of `height` rows and vectors of `bits` bits, or scalars if `bits` is 0.
  static byte[] emit(DType dtype, int bits, int height) {
    PoolPairEmitter emitter = new PoolPairEmitter(dtype, bits, height);
    return ClassFile.of().build(emitter.self, type -> {
      Subclass.begin(type, PoolPair.class);
      Subclass.override(type, PoolPair.class, "max", c -> emitter.loop(c, false));
      Subclass.override(type, PoolPair.class, "share", c -> emitter.loop(c, true));
      if (bits > 0) {
        for (Move move : Move.values()) {
          type.withField(move.name(), SHUFFLE, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        }
        type.withField("HALF", MASK, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        type.withMethodBody(
            ConstantDescs.CLASS_INIT_NAME, MTD_void, ClassFile.ACC_STATIC, emitter::constants);
      }
    });
  }

  /// A rearrangement of the lanes of a vector.
  private enum Move {
    /// The even elements, twice over.
    EVEN,
    ODD,
    /// Each element of the lower half twice.
    LOW,
    HIGH;

    int source(int lane, int lanes) {
      return switch (this) {
        case EVEN -> 2 * lane % lanes;
        case ODD -> 2 * lane % lanes + 1;
        case LOW -> lane / 2;
        case HIGH -> lanes / 2 + lane / 2;
      };
    }
  }

  /// The rearrangements, and the mask of the upper half of a vector.
  private void constants(CodeBuilder c) {
    int n = lanes.count();
    for (Move move : Move.values()) {
      species(c);
      c.loadConstant(n).newarray(TypeKind.INT);
      for (int lane = 0; lane < n; lane++) {
        c.dup().loadConstant(lane).loadConstant(move.source(lane, n)).iastore();
      }
      c.iconst_0().invokestatic(SHUFFLE, "fromArray",
          MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int.arrayType(), CD_int));
      c.putstatic(self, move.name(), SHUFFLE);
    }
    species(c);
    c.loadConstant((1L << n) - (1L << n / 2)).invokestatic(MASK, "fromLong",
        MethodTypeDesc.of(MASK, SPECIES, ConstantDescs.CD_long));
    c.putstatic(self, "HALF", MASK).return_();
  }

  private ClassDesc vector() {
    return ClassDesc.of(API + (dtype == DType.FLOAT32 ? "FloatVector" : "DoubleVector"));
  }

  private void species(CodeBuilder c) {
    c.getstatic(vector(), "SPECIES_" + bits, SPECIES);
  }

  /// The loops over rows of places and over the vectors of a row.
  private void loop(CodeBuilder c, boolean share) {
    Lanes.cast(c, dtype, X, Y);
    if (share) {
      Lanes.cast(c, dtype, DX);
    }
    int q = c.allocateLocal(TypeKind.INT);
    int x = c.allocateLocal(TypeKind.INT);
    int y = c.allocateLocal(TypeKind.INT);
    Label nextRow = c.newLabel();
    Label next = c.newLabel();
    Label endOfRow = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(nextRow).iload(ROWS).ifeq(end).iconst_0().istore(q);
    c.labelBinding(next);
    c.iload(X_OFFSET).iload(q).iconst_1().ishl().iadd().istore(x);
    c.iload(Y_OFFSET).iload(q).iadd().istore(y);
    int max = max(c, x);
    if (share) {
      share(c, x, y, max);
    } else {
      lanes.store(c, Kind.VALUE, () -> c.loadLocal(local, max), () -> c.aload(Y).iload(y));
    }
    int n = lanes.count();
    c.iload(q).loadConstant(n).iadd().iload(N).if_icmpge(endOfRow);
    c.iload(q).loadConstant(n).iadd().iload(N).loadConstant(n).isub();
    c.invokestatic(Lanes.MATH, "min", MethodTypeDesc.of(CD_int, CD_int, CD_int)).istore(q).goto_(next);
    c.labelBinding(endOfRow);
    c.iload(X_OFFSET).iload(X_STEP).iadd().istore(X_OFFSET);
    c.iload(Y_OFFSET).iload(N).iadd().istore(Y_OFFSET);
    c.iinc(ROWS, -1).goto_(nextRow).labelBinding(end).return_();
  }

  /// The largest of each window.
  private int max(CodeBuilder c, int x) {
    int[] max = {-1, -1};
    for (int half = 0; half < 2; half++) {
      for (int r = 0; r < height; r++) {
        int element = load(c, x, r, half);
        max[half] = r == 0 ? element : apply(c, MAX, max[half], element);
      }
    }
    return apply(c, MAX, pick(c, Move.EVEN, max[0], max[1]), pick(c, Move.ODD, max[0], max[1]));
  }

  private void share(CodeBuilder c, int x, int y, int max) {
    int one = constant(c, 1);
    int zero = constant(c, 0);
    int[] spread = {move(c, Move.LOW, max), move(c, Move.HIGH, max)};
    int[] count = {-1, -1};
    int[][] hits = new int[height][2];
    for (int half = 0; half < 2; half++) {
      for (int r = 0; r < height; r++) {
        hits[r][half] = hit(c, load(c, x, r, half), spread[half]);
        int some = choose(c, hits[r][half], one, zero);
        count[half] = r == 0 ? some : apply(c, ADD, count[half], some);
      }
    }
    int all = apply(c, ADD, pick(c, Move.EVEN, count[0], count[1]), pick(c, Move.ODD, count[0], count[1]));
    int dy = c.allocateLocal(local);
    lanes.load(c, Kind.VALUE, () -> c.aload(Y).iload(y));
    c.storeLocal(local, dy);
    int share = apply(c, QUOTIENT, dy, all);
    for (int half = 0; half < 2; half++) {
      int of = move(c, half == 0 ? Move.LOW : Move.HIGH, share);
      for (int r = 0; r < height; r++) {
        int part = choose(c, hits[r][half], of, zero);
        int row = r;
        int at = half;
        lanes.store(c, Kind.VALUE, () -> c.loadLocal(local, part), () -> element(c, DX, x, row, at));
      }
    }
  }

  /// Pushes an array and the index of the low or high vector under a vector of places, in row `r` of the
  /// window.
  private void element(CodeBuilder c, int array, int x, int r, int half) {
    c.aload(array).iload(x).loadConstant(r).iload(X_ROW).imul().iadd();
    c.loadConstant(half * lanes.count()).iadd();
  }

  private int load(CodeBuilder c, int x, int r, int half) {
    lanes.load(c, Kind.VALUE, () -> element(c, X, x, r, half));
    return keep(c, local);
  }

  private int constant(CodeBuilder c, double number) {
    lanes.constant(c, number);
    return keep(c, local);
  }

  private int apply(CodeBuilder c, Formula f, int a, int b) {
    lanes.apply(c, f, input -> c.loadLocal(local, input.index() == 0 ? a : b));
    return keep(c, local);
  }

  private int hit(CodeBuilder c, int a, int b) {
    lanes.apply(c, HIT, input -> c.loadLocal(local, input.index() == 0 ? a : b));
    return keep(c, mask);
  }

  private int choose(CodeBuilder c, int hit, int a, int b) {
    lanes.apply(c, CHOICE, input -> {
      boolean isMask = input.kind() == Kind.MASK;
      c.loadLocal(isMask ? mask : local, isMask ? hit : input.index() == 1 ? a : b);
    });
    return keep(c, local);
  }

  /// The even or the odd elements of two vectors; of two scalars, the first or the second.
  private int pick(CodeBuilder c, Move move, int low, int high) {
    if (bits == 0) {
      return move == Move.EVEN ? low : high;
    }
    int a = move(c, move, low);
    int b = move(c, move, high);
    c.loadLocal(local, a).loadLocal(local, b).getstatic(self, "HALF", MASK);
    c.invokevirtual(vector(), "blend", MethodTypeDesc.of(vector(), VECTOR, MASK));
    return keep(c, local);
  }

  private int move(CodeBuilder c, Move move, int of) {
    if (bits == 0) {
      return of;
    }
    c.loadLocal(local, of).getstatic(self, move.name(), SHUFFLE);
    c.invokevirtual(vector(), "rearrange", MethodTypeDesc.of(vector(), SHUFFLE));
    return keep(c, local);
  }

  private static int keep(CodeBuilder c, TypeKind kind) {
    int at = c.allocateLocal(kind);
    c.storeLocal(kind, at);
    return at;
  }
}
