package dev.adjoint.ops.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Operator;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the class of a pointwise kernel. Its `compute` unpacks the arguments and walks over the elements in
/// tiles; for each tile and each segment of the formula it calls a SIMD method for the full vectors and a
/// scalar method, made from the same formula, for the rest.
final class PointwiseEmitter {
  /// Bytes of a tile of one intermediate result: few enough that a dozen of them stay in the L1 cache.
  private static final int TILE_BYTES = 2048;
  /// Elements between two such tiles: without them all would lie in the same sets of the cache.
  private static final int GAP = 16;

  private static final ClassDesc KERNEL = ClassDesc.of(PointwiseKernel.class.getName());
  private static final ClassDesc DTYPE = ClassDesc.of(DType.class.getName());
  private static final MethodTypeDesc COMPUTE = MethodTypeDesc.of(CD_void, CD_Object.arrayType(),
      CD_int.arrayType(), CD_int.arrayType(), CD_double.arrayType(), CD_Object, CD_int, CD_int, CD_int,
          CD_int, CD_int);

  private static final MethodTypeDesc BOTH = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  private final PointwiseSignature signature;
  private final ClassDesc self;
  private final List<SegmentEmitter> segments = new ArrayList<>();
  /// Where results that later segments need lie in the scratch space, in elements.
  private final Map<Formula, Integer> scratch = new LinkedHashMap<>();
  private final int lanes;
  private final int tile;
  private final TypeKind element;

  PointwiseEmitter(PointwiseSignature signature, Formula lowered, List<Segments.Segment> cut,
      ClassDesc self) {
    this.signature = signature;
    this.self = self;
    this.element = Lanes.element(signature.dtype());
    this.lanes = Math.max(1, signature.bits() / (8 * signature.dtype().bytes()));
    this.tile = cut.size() == 1 ? PointwiseKernel.STRETCH : TILE_BYTES / signature.dtype().bytes();
    for (Segments.Segment segment : cut.subList(0, cut.size() - 1)) {
      for (Formula result : segment.results()) {
        scratch.put(result, scratch.size() * (tile + GAP));
      }
    }
    for (int i = 0; i < cut.size(); i++) {
      segments.add(new SegmentEmitter(signature, lowered, cut.get(i), scratch, self, i));
    }
  }

  byte[] emit() {
    return ClassFile.of().build(self, type -> {
      type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(KERNEL);
      type.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void), 0, this::init);
      type.withMethodBody("compute", COMPUTE, ClassFile.ACC_PROTECTED, c -> new Compute(c).write());
      type.withMethodBody("idle", MethodTypeDesc.of(CD_void, CD_int), ClassFile.ACC_PROTECTED, this::idle);
      for (SegmentEmitter segment : segments) {
        segment.emit(type);
      }
    });
  }

  private void init(CodeBuilder c) {
    int operations = segments.stream().mapToInt(SegmentEmitter::operations).sum();
    c.aload(0).getstatic(DTYPE, signature.dtype().name(), DTYPE).loadConstant(lanes).loadConstant(operations);
    c.loadConstant(scratch.size() * (tile + GAP));
    c.invokespecial(KERNEL, INIT_NAME, MethodTypeDesc.of(CD_void, DTYPE, CD_int, CD_int, CD_int)).return_();
  }

  private void idle(CodeBuilder c) {
    Label loop = c.newLabel();
    Label end = c.newLabel();
    int times = c.parameterSlot(0);
    c.labelBinding(loop).iload(times).ifle(end).iinc(times, -1);
    if (lanes > 1) {
      segments.forEach(segment -> segment.callIdle(c));
    }
    c.goto_(loop).labelBinding(end).return_();
  }

  /// The method `compute` being written, with its local variables.
  private final class Compute {
    private final CodeBuilder c;
    private final int yOffset;
    private final int from;
    private final int middle;
    private final int to;
    private final int runs;
    /// A leaf's scalar or array.
    private final Map<Formula, Integer> leaves = new LinkedHashMap<>();
    /// Of inputs that are splats, the array.
    private final Map<Formula, Integer> splats = new LinkedHashMap<>();
    private final Map<Formula, Integer> offsets = new LinkedHashMap<>();
    private final int space;
    private final int output;
    private final int at;
    private final int length;
    private final int bulk;

    Compute(CodeBuilder c) {
      this.c = c;
      this.yOffset = c.parameterSlot(5);
      this.from = c.parameterSlot(6);
      this.middle = c.parameterSlot(7);
      this.to = c.parameterSlot(8);
      this.runs = c.parameterSlot(9);
      this.space = c.allocateLocal(TypeKind.REFERENCE);
      this.output = c.allocateLocal(TypeKind.REFERENCE);
      this.at = c.allocateLocal(TypeKind.INT);
      this.length = c.allocateLocal(TypeKind.INT);
      this.bulk = c.allocateLocal(TypeKind.INT);
    }

    void write() {
      Label end = c.newLabel();
      Label run = c.newLabel();
      c.iload(from).iload(to).if_icmpge(end);
      for (SegmentEmitter segment : segments) {
        segment.leaves().stream().filter(leaf -> !leaves.containsKey(leaf)).forEach(this::unpack);
      }
      c.aload(c.parameterSlot(4)).checkcast(array(Lanes.element(signature.output()))).astore(output);
      if (!scratch.isEmpty()) {
        c.aload(0).invokevirtual(KERNEL, "takeScratch", MethodTypeDesc.of(CD_Object));
        c.checkcast(array(element)).astore(space);
      }
      c.labelBinding(run);
      splats.forEach((leaf, array) -> {
        c.aload(array).iload(requireNonNull(offsets.get(leaf))).arrayLoad(signature.element(leaf));
        c.storeLocal(signature.element(leaf), requireNonNull(leaves.get(leaf)));
      });
      tiles();
      offsets.forEach((leaf, offset) -> {
        c.aload(c.parameterSlot(2)).loadConstant(leaf.index()).iaload();
        c.iload(offset).iadd().istore(offset);
      });
      c.iload(yOffset).iload(to).iadd().istore(yOffset);
      c.iinc(runs, -1).iload(runs).ifgt(run);
      if (!scratch.isEmpty()) {
        c.aload(0).aload(space).invokevirtual(KERNEL, "giveScratch", MethodTypeDesc.of(CD_void, CD_Object));
      }
      c.labelBinding(end).return_();
    }

    private void tiles() {
      Label loop = c.newLabel();
      c.iload(from).istore(at).labelBinding(loop).iload(to).iload(at).isub().loadConstant(tile);
      c.invokestatic(Lanes.MATH, "min", BOTH).istore(length);
      c.iload(middle).iload(at).isub().iload(length).invokestatic(Lanes.MATH, "min", BOTH);
      c.iconst_0().invokestatic(Lanes.MATH, "max", BOTH).istore(bulk);
      for (SegmentEmitter segment : segments) {
        if (lanes > 1) {
          call(segment, true);
        }
        call(segment, false);
      }
      c.iload(at).iload(length).iadd().istore(at).iload(at).iload(to).if_icmplt(loop);
    }

    private void unpack(Formula leaf) {
      TypeKind kind = signature.element(leaf);
      if (leaf.operator() == Operator.PARAMETER) {
        c.aload(c.parameterSlot(3)).loadConstant(leaf.index()).daload().conversion(TypeKind.DOUBLE, kind);
        leaves.put(leaf, stored(kind));
        return;
      }
      c.aload(c.parameterSlot(0)).loadConstant(leaf.index()).aaload().checkcast(array(kind));
      int array = stored(TypeKind.REFERENCE);
      c.aload(c.parameterSlot(1)).loadConstant(leaf.index()).iaload();
      offsets.put(leaf, stored(TypeKind.INT));
      if (signature.isScalar(leaf)) {
        splats.put(leaf, array);
        leaves.put(leaf, c.allocateLocal(kind));
      } else {
        leaves.put(leaf, array);
      }
    }

    private int stored(TypeKind kind) {
      int slot = c.allocateLocal(kind);
      c.storeLocal(kind, slot);
      return slot;
    }

    /// The full vectors of the tile, or what is left of it, if there is any.
    private void call(SegmentEmitter segment, boolean simd) {
      Label none = c.newLabel();
      if (simd) {
        c.iload(bulk).ifeq(none);
      } else {
        c.iload(bulk).iload(length).if_icmpge(none);
      }
      for (Formula leaf : segment.leaves()) {
        if (signature.isScalar(leaf)) {
          c.loadLocal(signature.element(leaf), requireNonNull(leaves.get(leaf)));
        } else {
          c.aload(requireNonNull(leaves.get(leaf))).iload(requireNonNull(offsets.get(leaf))).iload(at).iadd();
          skipBulk(simd);
        }
      }
      if (segment.usesScratch()) {
        c.aload(space).iconst_0();
        skipBulk(simd);
      }
      if (segment.isLast()) {
        c.aload(output).iload(yOffset).iload(at).iadd();
        skipBulk(simd);
      }
      if (simd) {
        c.iload(bulk);
      } else {
        c.iload(length).iload(bulk).isub();
      }
      segment.call(c, simd);
      c.labelBinding(none);
    }

    private void skipBulk(boolean simd) {
      if (!simd) {
        c.iload(bulk).iadd();
      }
    }

    private static ClassDesc array(TypeKind element) {
      return element.upperBound().arrayType();
    }
  }
}
