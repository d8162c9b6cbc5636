package dev.adjoint.ops.kernel.pointwise;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.kernel.Lanes;
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

/// Writes the class of a pointwise kernel. Its `vectors` and `scalars` unpack the arguments and walk over the
/// runs, and over the elements of a run in tiles where the formula is cut; for each tile and each segment
/// they call a SIMD method for the full vectors, and a scalar method, made from the same formula, for others.
/// They are two, so that the JIT's profile of the one that lasts does not come from the warm-up.
final class PointwiseEmitter {
  /// Bytes of a tile of one intermediate result: few enough that a dozen of them stay in the L1 cache.
  private static final int TILE_BYTES = 2048;
  /// Elements between two such tiles: without them all would lie in the same sets of the cache.
  private static final int GAP = 16;

  private static final ClassDesc KERNEL = ClassDesc.of(PointwiseKernel.class.getName());
  private static final ClassDesc RUNS = ClassDesc.of(Runs.class.getName());
  private static final ClassDesc DTYPE = ClassDesc.of(DType.class.getName());
  private static final MethodTypeDesc SCALARS = MethodTypeDesc.of(CD_void, CD_Object.arrayType(), CD_Object,
      RUNS, CD_double.arrayType(), CD_int, CD_int, CD_int, CD_int);
  private static final MethodTypeDesc VECTORS =
      SCALARS.insertParameterTypes(SCALARS.parameterCount(), CD_int);

  private static final MethodTypeDesc BOTH = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  private final PointwiseSignature signature;
  private final ClassDesc self;
  private final List<SegmentEmitter> segments = new ArrayList<>();
  /// Where results that later segments need lie in the scratch space, in elements.
  private final Map<Formula, Integer> scratch = new LinkedHashMap<>();
  private final int lanes;
  private final int tile;
  private final TypeKind element;

  PointwiseEmitter(PointwiseSignature signature, List<Formula> lowered, List<Segments.Segment> cut,
      ClassDesc self) {
    this.signature = signature;
    this.self = self;
    this.element = Lanes.element(signature.dtype());
    this.lanes = Math.max(1, signature.bits() / (8 * signature.dtype().bytes()));
    this.tile = TILE_BYTES / signature.dtype().bytes();
    for (Segments.Segment segment : cut.subList(0, cut.size() - 1)) {
      for (Formula result : segment.results()) {
        scratch.put(result, scratch.size() * (tile + GAP));
      }
    }
    for (int i = 0; i < cut.size(); i++) {
      boolean last = i == cut.size() - 1;
      segments.add(new SegmentEmitter(signature, lowered, cut.get(i), scratch, self, i, last));
    }
  }

  byte[] emit() {
    return ClassFile.of().build(self, type -> {
      type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(KERNEL);
      type.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void), 0, this::init);
      type.withMethodBody("scalars", SCALARS, ClassFile.ACC_PROTECTED, c -> new Compute(c, false).write());
      if (lanes > 1) {
        type.withMethodBody("vectors", VECTORS, ClassFile.ACC_PROTECTED, c -> new Compute(c, true).write());
        type.withMethodBody("idle", MethodTypeDesc.of(CD_void, CD_int), ClassFile.ACC_PROTECTED, this::idle);
      }
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
    segments.forEach(segment -> segment.callIdle(c));
    c.goto_(loop).labelBinding(end).return_();
  }

  /// The method `vectors` or `scalars` being written, with its local variables.
  private final class Compute {
    private final CodeBuilder c;
    private final boolean simd;
    private final int axes;
    private final int run;
    private final int runs;
    private final int from;
    private final int middle;
    private final int to;
    /// A leaf's scalar or array.
    private final Map<Formula, Integer> leaves = new LinkedHashMap<>();
    /// Of inputs that are splats, the array.
    private final Map<Formula, Integer> splats = new LinkedHashMap<>();
    /// Of inputs that do not lie under the output element by element.
    private final Map<Formula, Integer> offsets = new LinkedHashMap<>();
    private final Map<Formula, Integer> steps = new LinkedHashMap<>();
    private final List<Integer> outputs = new ArrayList<>();
    private final int space;
    private final int yOffset;
    private final int yStep;
    private final int inPlace;

    Compute(CodeBuilder c, boolean simd) {
      this.c = c;
      this.simd = simd;
      this.axes = c.parameterSlot(2);
      this.run = c.parameterSlot(4);
      this.runs = c.parameterSlot(5);
      this.from = c.parameterSlot(6);
      this.to = c.parameterSlot(7);
      this.middle = simd ? c.parameterSlot(8) : to;
      this.space = c.allocateLocal(TypeKind.REFERENCE);
      this.yOffset = c.allocateLocal(TypeKind.INT);
      this.yStep = c.allocateLocal(TypeKind.INT);
      this.inPlace = c.allocateLocal(TypeKind.INT);
    }

    /// An output may be an input's array. Then nothing may be computed twice.
    private void inPlace() {
      Label yes = c.newLabel();
      Label set = c.newLabel();
      leaves.forEach((leaf, array) -> {
        if (!signature.isScalar(leaf)) {
          outputs.forEach(output -> c.aload(array).aload(output).if_acmpeq(yes));
        }
      });
      c.iconst_0().goto_(set).labelBinding(yes).iconst_1().labelBinding(set).istore(inPlace);
    }

    void write() {
      Label end = c.newLabel();
      Label loop = c.newLabel();
      Label last = c.newLabel();
      c.iload(from).iload(to).if_icmpge(end);
      for (SegmentEmitter segment : segments) {
        segment.leaves().stream().filter(leaf -> !leaves.containsKey(leaf)).forEach(this::unpack);
      }
      unpackOutputs();
      if (simd) {
        inPlace();
      }
      firstRun();
      steps();
      if (!scratch.isEmpty()) {
        c.aload(0).invokevirtual(KERNEL, "takeScratch", MethodTypeDesc.of(CD_Object));
        c.checkcast(array(element)).astore(space);
      }
      c.labelBinding(loop);
      splats.forEach((leaf, array) -> {
        c.aload(array).iload(requireNonNull(offsets.get(leaf))).arrayLoad(signature.element(leaf));
        c.storeLocal(signature.element(leaf), requireNonNull(leaves.get(leaf)));
      });
      if (scratch.isEmpty()) {
        stretch(from, middle, to);
      } else {
        tiles();
      }
      c.iinc(runs, -1).iload(runs).ifle(last);
      nextRun();
      c.goto_(loop).labelBinding(last);
      if (!scratch.isEmpty()) {
        c.aload(0).aload(space).invokevirtual(KERNEL, "giveScratch", MethodTypeDesc.of(CD_void, CD_Object));
      }
      c.labelBinding(end).return_();
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
      if (signature.isScalar(leaf) || signature.isOwn(leaf)) {
        offsets.put(leaf, c.allocateLocal(TypeKind.INT));
      }
      if (signature.isScalar(leaf)) {
        splats.put(leaf, array);
        leaves.put(leaf, c.allocateLocal(kind));
      } else {
        leaves.put(leaf, array);
      }
    }

    /// One output is given as its array, several as an array of arrays.
    private void unpackOutputs() {
      int n = signature.outputs().size();
      for (int i = 0; i < n; i++) {
        c.aload(c.parameterSlot(1));
        if (n > 1) {
          c.checkcast(CD_Object.arrayType()).loadConstant(i).aaload();
        }
        c.checkcast(array(Lanes.element(signature.output(i))));
        outputs.add(stored(TypeKind.REFERENCE));
      }
    }

    /// Run number 0 begins at the beginning of all arrays, which is all there is where nothing broadcasts.
    private void firstRun() {
      Label elsewhere = c.newLabel();
      Label set = c.newLabel();
      c.iload(run).ifne(elsewhere);
      offsets.values().forEach(offset -> c.iconst_0().istore(offset));
      c.iconst_0().istore(yOffset).goto_(set).labelBinding(elsewhere);
      offsets.forEach((leaf, offset) -> {
        c.aload(axes).loadConstant(leaf.index()).iload(run);
        c.invokeinterface(RUNS, "offset", MethodTypeDesc.of(CD_int, CD_int, CD_int)).istore(offset);
      });
      c.iload(run);
      inner();
      c.imul().istore(yOffset).labelBinding(set);
    }

    /// How far to go from run to run; nowhere where there is one, whose axes may be those of nothing.
    private void steps() {
      Label one = c.newLabel();
      offsets.forEach((leaf, offset) -> steps.put(leaf, c.allocateLocal(TypeKind.INT)));
      steps.values().forEach(step -> c.iconst_0().istore(step));
      c.iconst_0().istore(yStep).iload(runs).iconst_1().if_icmple(one);
      steps.forEach((leaf, step) -> {
        c.aload(axes).loadConstant(leaf.index());
        c.invokeinterface(RUNS, "step", MethodTypeDesc.of(CD_int, CD_int)).istore(step);
      });
      inner();
      c.istore(yStep).labelBinding(one);
    }

    private void nextRun() {
      offsets.forEach((leaf, offset) ->
          c.iload(offset).iload(requireNonNull(steps.get(leaf))).iadd().istore(offset));
      c.iload(yOffset).iload(yStep).iadd().istore(yOffset);
    }

    private void inner() {
      c.aload(axes).invokeinterface(RUNS, "inner", MethodTypeDesc.of(CD_int));
    }

    private void tiles() {
      int at = c.allocateLocal(TypeKind.INT);
      int end = c.allocateLocal(TypeKind.INT);
      int bulk = c.allocateLocal(TypeKind.INT);
      Label loop = c.newLabel();
      Label next = c.newLabel();
      c.iload(from).istore(at).labelBinding(loop);
      c.iload(at).loadConstant(tile).iadd().iload(to).invokestatic(Lanes.MATH, "min", BOTH).istore(end);
      if (simd) {
        Label some = c.newLabel();
        c.iload(middle).iload(end).invokestatic(Lanes.MATH, "min", BOTH).istore(bulk);
        c.iload(at).iload(bulk).if_icmplt(some);
        segments.forEach(segment -> call(segment, false, at, at, end));
        c.goto_(next).labelBinding(some);
      }
      stretch(at, bulk, end);
      c.labelBinding(next).iload(end).istore(at).iload(at).iload(to).if_icmplt(loop);
    }

    /// Writes the computation of the elements between two numbers, which are in these slots: of full vectors
    /// up to a third, of which there are some; then by a last vector that overlaps with the others, or by
    /// scalar code where what is computed would be read again.
    private void stretch(int start, int bulk, int end) {
      if (!simd) {
        segments.forEach(segment -> call(segment, false, start, start, end));
        return;
      }
      Label scalar = c.newLabel();
      Label done = c.newLabel();
      int tail = c.allocateLocal(TypeKind.INT);
      segments.forEach(segment -> call(segment, true, start, start, bulk));
      c.iload(bulk).iload(end).if_icmpge(done).iload(inPlace).ifne(scalar);
      c.iload(end).loadConstant(lanes).isub().istore(tail);
      segments.forEach(segment -> call(segment, true, start, tail, end));
      c.goto_(done).labelBinding(scalar);
      segments.forEach(segment -> call(segment, false, start, bulk, end));
      c.labelBinding(done);
    }

    /// Calls a method of a segment for the elements from `first` up to `past` of a stretch.
    private void call(SegmentEmitter segment, boolean vectors, int start, int first, int past) {
      for (Formula leaf : segment.leaves()) {
        c.loadLocal(signature.isScalar(leaf) ? signature.element(leaf) : TypeKind.REFERENCE,
            requireNonNull(leaves.get(leaf)));
        if (signature.isOwn(leaf)) {
          c.iload(requireNonNull(offsets.get(leaf))).iload(first).iadd();
        }
      }
      if (segment.usesScratch()) {
        c.aload(space).iload(first).iload(start).isub();
      }
      if (segment.isLast()) {
        outputs.forEach(c::aload);
      }
      c.iload(yOffset).iload(first).iadd().iload(past).iload(first).isub();
      segment.call(c, vectors);
    }

    private int stored(TypeKind kind) {
      int slot = c.allocateLocal(kind);
      c.storeLocal(kind, slot);
      return slot;
    }

    private static ClassDesc array(TypeKind element) {
      return element.upperBound().arrayType();
    }
  }
}
