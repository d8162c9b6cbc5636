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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the class of a pointwise kernel. Its `run` unpacks the arguments and walks over the elements in tiles; for each
/// tile and each segment of the formula it calls a SIMD method for the full vectors and a scalar method, made from the
/// same formula, for the rest.
final class PointwiseEmitter {
  /// Elements in a tile when the formula is one segment: few enough that the methods are called often and soon compiled.
  private static final int TILE = 4096;
  /// Elements in a tile when segments hand on intermediate results: few enough that these stay in the L1 cache.
  private static final int SMALL_TILE = 512;

  private static final ClassDesc KERNEL = ClassDesc.of(PointwiseKernel.class.getName());
  private static final ClassDesc DTYPE = ClassDesc.of(DType.class.getName());
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_void, CD_Object.arrayType(), CD_int.arrayType(),
      CD_double.arrayType(), CD_Object, CD_int, CD_int);

  private final PointwiseSignature signature;
  private final ClassDesc self;
  private final List<SegmentEmitter> segments = new ArrayList<>();
  /// Where results that later segments need lie in the scratch space, in elements.
  private final Map<Formula, Integer> scratch = new LinkedHashMap<>();
  private final int lanes;
  private final int tile;
  private final TypeKind element;

  PointwiseEmitter(PointwiseSignature signature, List<Segments.Segment> cut, ClassDesc self) {
    this.signature = signature;
    this.self = self;
    this.element = Lanes.element(signature.dtype());
    this.lanes = Math.max(1, signature.bits() / (8 * signature.dtype().bytes()));
    this.tile = cut.size() == 1 ? TILE : SMALL_TILE;
    for (Segments.Segment segment : cut.subList(0, cut.size() - 1)) {
      for (Formula result : segment.results()) {
        scratch.put(result, scratch.size() * tile);
      }
    }
    for (int i = 0; i < cut.size(); i++) {
      segments.add(new SegmentEmitter(signature, cut.get(i), scratch, self, i));
    }
  }

  byte[] emit() {
    return ClassFile.of().build(self, type -> {
      type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(KERNEL);
      type.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void), 0, this::init);
      type.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, c -> new Run(c).write());
      for (SegmentEmitter segment : segments) {
        segment.emit(type);
      }
    });
  }

  private void init(CodeBuilder c) {
    c.aload(0).getstatic(DTYPE, signature.dtype().name(), DTYPE).loadConstant(scratch.size() * tile);
    c.invokespecial(KERNEL, INIT_NAME, MethodTypeDesc.of(CD_void, DTYPE, CD_int)).return_();
  }

  /// The method `run` being written, with its local variables.
  private final class Run {
    private final CodeBuilder c;
    private final int n;
    /// A leaf's scalar or array.
    private final Map<Formula, Integer> leaves = new HashMap<>();
    private final Map<Formula, Integer> offsets = new HashMap<>();
    private final int space;
    private final int output;
    private final int at;
    private final int length;
    private final int bulk;

    Run(CodeBuilder c) {
      this.c = c;
      this.n = c.parameterSlot(5);
      this.space = c.allocateLocal(TypeKind.REFERENCE);
      this.output = c.allocateLocal(TypeKind.REFERENCE);
      this.at = c.allocateLocal(TypeKind.INT);
      this.length = c.allocateLocal(TypeKind.INT);
      this.bulk = c.allocateLocal(TypeKind.INT);
    }

    void write() {
      Label end = c.newLabel();
      Label loop = c.newLabel();
      c.iload(n).ifle(end);
      for (SegmentEmitter segment : segments) {
        segment.leaves().stream().filter(leaf -> !leaves.containsKey(leaf)).forEach(this::unpack);
      }
      c.aload(c.parameterSlot(3)).checkcast(array(Lanes.element(signature.output()))).astore(output);
      if (!scratch.isEmpty()) {
        c.aload(0).invokevirtual(KERNEL, "takeScratch", MethodTypeDesc.of(CD_Object));
        c.checkcast(array(element)).astore(space);
      }
      c.iconst_0().istore(at).labelBinding(loop);
      c.iload(n).iload(at).isub().loadConstant(tile);
      c.invokestatic(Lanes.MATH, "min", MethodTypeDesc.of(CD_int, CD_int, CD_int)).istore(length);
      if (lanes > 1) {
        c.iload(length).loadConstant(-lanes).iand().istore(bulk);
      } else {
        c.iconst_0().istore(bulk);
      }
      for (SegmentEmitter segment : segments) {
        if (lanes > 1) {
          call(segment, true);
        }
        call(segment, false);
      }
      c.iload(at).iload(length).iadd().istore(at).iload(at).iload(n).if_icmplt(loop);
      if (!scratch.isEmpty()) {
        c.aload(0).aload(space).invokevirtual(KERNEL, "giveScratch", MethodTypeDesc.of(CD_void, CD_Object));
      }
      c.labelBinding(end).return_();
    }

    private void unpack(Formula leaf) {
      TypeKind kind = signature.element(leaf);
      if (leaf.operator() == Operator.PARAMETER) {
        c.aload(c.parameterSlot(2)).loadConstant(leaf.index()).daload().conversion(TypeKind.DOUBLE, kind);
      } else {
        c.aload(c.parameterSlot(0)).loadConstant(leaf.index()).aaload().checkcast(array(kind));
        c.aload(c.parameterSlot(1)).loadConstant(leaf.index()).iaload();
        if (signature.isScalar(leaf)) {
          c.arrayLoad(kind);
        } else {
          int offset = c.allocateLocal(TypeKind.INT);
          c.istore(offset);
          offsets.put(leaf, offset);
          kind = TypeKind.REFERENCE;
        }
      }
      int slot = c.allocateLocal(kind);
      c.storeLocal(kind, slot);
      leaves.put(leaf, slot);
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
        }
      }
      if (segment.usesScratch()) {
        c.aload(space);
      }
      if (segment.isLast()) {
        c.aload(output).iload(c.parameterSlot(4)).iload(at).iadd();
      }
      if (simd) {
        c.iconst_0().iload(bulk);
      } else {
        c.iload(bulk).iload(length);
      }
      segment.call(c, simd);
      c.labelBinding(none);
    }

    private static ClassDesc array(TypeKind element) {
      return element.upperBound().arrayType();
    }
  }
}
