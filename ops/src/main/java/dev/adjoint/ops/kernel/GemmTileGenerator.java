package dev.adjoint.ops.kernel;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/// Writes [GemmTile] classes: one source for float and double, every vector width, scalars, and every tile
/// size.
///
/// The generated `run` is straight-line code around one loop over k. Before it, `rows × vectors` sums are
/// loaded from `start`; a step loads `vectors` vectors of B and, for each row, spreads one element of A and
/// multiply-adds; after it the sums are stored to `c`. The sums are local variables, which is what lets C2
/// keep them in registers. All this calls the Vector API `rows · (3 · vectors + 1) + vectors` times; C1 gives
/// up on a method with more than about a hundred such calls and would then leave it in the interpreter's
/// hands, so [GemmTiles] asks for no tile beyond that.
final class GemmTileGenerator {
  private static final ClassDesc TILE = describe(GemmTile.class);
  private static final MethodTypeDesc RUN = Arrays.stream(GemmTile.class.getDeclaredMethods())
      .filter(method -> method.getName().equals("run"))
      .map(method -> MethodTypeDesc.of(ConstantDescs.CD_void,
          Arrays.stream(method.getParameterTypes()).map(GemmTileGenerator::describe).toList()))
      .findFirst().orElseThrow();
  private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
  private static final ClassDesc ANY_VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");

  // The parameters of `run` by slot.
  private static final int K = 1, A = 2, A_OFFSET = 3, A_ROW = 4, A_COL = 5;
  private static final int B = 6, B_OFFSET = 7, B_ROW = 8, B_COL = 9;
  private static final int START = 10, START_OFFSET = 11, START_ROW = 12, C = 13, C_OFFSET = 14, C_ROW = 15;

  private final int rows;
  private final int vectors;
  private final int bits;
  private final int lanes;
  private final TypeKind elementKind;
  private final ClassDesc element;
  private final ClassDesc array;
  private final ClassDesc vector;

  private GemmTileGenerator(Class<?> type, int bits, int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
    this.bits = bits;
    boolean single = type == float.class;
    lanes = bits == 0 ? 1 : bits / (single ? Float.SIZE : Double.SIZE);
    element = describe(type);
    elementKind = TypeKind.from(element);
    array = element.arrayType();
    vector = ClassDesc.of("jdk.incubator.vector", single ? "FloatVector" : "DoubleVector");
  }

  /// A kernel for tiles of `rows` rows and `vectors` vectors of `bits` bits; with `bits` 0, of `vectors`
  /// scalars.
  static GemmTile generate(Class<?> type, int bits, int rows, int vectors) {
    byte[] classFile = new GemmTileGenerator(type, bits, rows, vectors).classFile();
    try {
      return (GemmTile) MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated kernel for matrix products", e);
    }
  }

  private byte[] classFile() {
    String name = GemmTile.class.getName() + "_" + elementKind + bits + "_" + rows + "x" + vectors;
    return ClassFile.of().build(ClassDesc.of(name), type -> type
        .withSuperclass(TILE)
        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
        .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code
            .aload(0).invokespecial(TILE, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
        .withMethodBody("run", RUN, 0, this::run));
  }

  private void run(CodeBuilder code) {
    for (int slot : new int[] {A, B, START, C}) {
      code.aload(slot).checkcast(array).astore(slot);
    }
    int[] aRows = new int[rows];
    int[][] sums = new int[rows][vectors];
    for (int r = 0; r < rows; r++) {
      aRows[r] = code.allocateLocal(TypeKind.INT);
      code.iload(A_OFFSET).loadConstant(r).iload(A_ROW).imul().iadd().istore(aRows[r]);
      for (int v = 0; v < vectors; v++) {
        sums[r][v] = allocateLanes(code);
        pushSpecies(code);
        code.aload(START);
        pushTileIndex(code, START_OFFSET, START_ROW, r, v);
        load(code);
        storeLocal(code, sums[r][v]);
      }
    }
    stepOverK(code, aRows, sums);
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        storeTile(code, sums[r][v], r, v);
      }
    }
    code.return_();
  }

  private void stepOverK(CodeBuilder code, int[] aRows, int[][] sums) {
    int p = code.allocateLocal(TypeKind.INT);
    int aIndex = code.allocateLocal(TypeKind.INT);
    int[] bs = new int[vectors];
    Arrays.setAll(bs, v -> allocateLanes(code));
    int a = allocateLanes(code);
    Label loop = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(p).iconst_0().istore(aIndex);
    code.labelBinding(loop).iload(p).iload(K).if_icmpge(end);
    for (int v = 0; v < vectors; v++) {
      pushSpecies(code);
      code.aload(B).iload(B_OFFSET);
      if (bits == 0) {
        code.loadConstant(v).iload(B_COL).imul().iadd();
      } else {
        code.loadConstant(v * lanes).iadd();
      }
      load(code);
      storeLocal(code, bs[v]);
    }
    for (int r = 0; r < rows; r++) {
      pushSpecies(code);
      code.aload(A).iload(aRows[r]).iload(aIndex).iadd().arrayLoad(elementKind);
      if (bits != 0) {
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
      }
      storeLocal(code, a);
      for (int v = 0; v < vectors; v++) {
        loadLocal(code, a);
        loadLocal(code, bs[v]);
        loadLocal(code, sums[r][v]);
        fma(code);
        storeLocal(code, sums[r][v]);
      }
    }
    code.iinc(p, 1);
    code.iload(aIndex).iload(A_COL).iadd().istore(aIndex);
    code.iload(B_OFFSET).iload(B_ROW).iadd().istore(B_OFFSET);
    code.goto_(loop).labelBinding(end);
  }

  private void pushTileIndex(CodeBuilder code, int offset, int rowStep, int r, int v) {
    code.iload(offset).loadConstant(r).iload(rowStep).imul().iadd().loadConstant(v * lanes).iadd();
  }

  private void storeTile(CodeBuilder code, int sum, int r, int v) {
    if (bits == 0) {
      code.aload(C);
      pushTileIndex(code, C_OFFSET, C_ROW, r, v);
      loadLocal(code, sum);
      code.arrayStore(elementKind);
    } else {
      loadLocal(code, sum);
      code.aload(C);
      pushTileIndex(code, C_OFFSET, C_ROW, r, v);
      code.invokevirtual(
          vector, "intoArray", MethodTypeDesc.of(ConstantDescs.CD_void, array, ConstantDescs.CD_int));
    }
  }

  // What a vector and a scalar do differently.

  private int allocateLanes(CodeBuilder code) {
    return code.allocateLocal(bits == 0 ? elementKind : TypeKind.REFERENCE);
  }

  private void loadLocal(CodeBuilder code, int slot) {
    code.loadLocal(bits == 0 ? elementKind : TypeKind.REFERENCE, slot);
  }

  private void storeLocal(CodeBuilder code, int slot) {
    code.storeLocal(bits == 0 ? elementKind : TypeKind.REFERENCE, slot);
  }

  private void pushSpecies(CodeBuilder code) {
    if (bits != 0) {
      code.getstatic(vector, "SPECIES_" + bits, SPECIES);
    }
  }

  private void load(CodeBuilder code) {
    if (bits == 0) {
      code.arrayLoad(elementKind);
    } else {
      code.invokestatic(vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array, ConstantDescs.CD_int));
    }
  }

  private void fma(CodeBuilder code) {
    if (bits == 0) {
      code.invokestatic(describe(Math.class), "fma", MethodTypeDesc.of(element, element, element, element));
    } else {
      code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, ANY_VECTOR, ANY_VECTOR));
    }
  }

  private static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
