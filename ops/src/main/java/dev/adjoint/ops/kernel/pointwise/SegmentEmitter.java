package dev.adjoint.ops.kernel.pointwise;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.kernel.Lanes;
import dev.adjoint.ops.kernel.ScalarLanes;
import dev.adjoint.ops.kernel.VectorLanes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the two methods of a segment, one in vectors and one element at a time. Both have the parameters
/// ```
/// (for each leaf: an array, with its offset if that is its own, or a scalar)
/// (scratch and offset) (outputs) offset n
/// ```
/// and compute `n` elements, for vectors a multiple of the lanes. Counting from 0 to `n` with all else in the
/// offsets, and one offset for all that lies element by element under the outputs, is what C2 removes bounds
/// checks best for.
final class SegmentEmitter {
  private final PointwiseSignature signature;
  private final List<Formula> roots;
  private final Segments.Segment segment;
  private final Map<Formula, Integer> scratch;
  private final ClassDesc self;
  private final int number;
  private final List<Formula> leaves = new ArrayList<>();
  private final Set<Formula> literals = new LinkedHashSet<>();
  private final Map<Formula, Integer> uses = new HashMap<>();
  private final boolean usesScratch;
  private final boolean last;
  private final MethodTypeDesc type;

  /// @param roots the whole formulas, lowered
  /// @param scratch where results that segments hand on lie in the scratch space
  SegmentEmitter(PointwiseSignature signature, List<Formula> roots, Segments.Segment segment,
      Map<Formula, Integer> scratch, ClassDesc self, int number, boolean last) {
    this.roots = roots;
    this.signature = signature;
    this.segment = segment;
    this.scratch = scratch;
    this.self = self;
    this.number = number;
    this.last = last;
    boolean handsOver = !last;
    Set<Formula> basis = new LinkedHashSet<>(segment.results());
    segment.nodes().forEach(f -> basis.addAll(f.arguments()));
    for (Formula f : segment.nodes()) {
      f.arguments().forEach(argument -> uses.merge(argument, 1, Integer::sum));
    }
    segment.results().forEach(f -> uses.merge(f, 1, Integer::sum));
    for (Formula f : basis) {
      switch (f.operator()) {
        case INPUT, PARAMETER -> leaves.add(f);
        case CONSTANT, INTEGER -> literals.add(f);
        default -> handsOver |= !segment.nodes().contains(f);
      }
    }
    this.usesScratch = handsOver;
    this.type = type();
  }

  private MethodTypeDesc type() {
    List<ClassDesc> parameters = new ArrayList<>();
    for (Formula leaf : leaves) {
      ClassDesc element = signature.element(leaf).upperBound();
      if (signature.isScalar(leaf)) {
        parameters.add(element);
      } else {
        parameters.add(element.arrayType());
        if (signature.isOwn(leaf)) {
          parameters.add(CD_int);
        }
      }
    }
    if (usesScratch) {
      parameters.add(Lanes.element(signature.dtype()).upperBound().arrayType());
      parameters.add(CD_int);
    }
    if (last) {
      for (int i = 0; i < roots.size(); i++) {
        parameters.add(Lanes.element(signature.output(i)).upperBound().arrayType());
      }
    }
    parameters.add(CD_int);
    parameters.add(CD_int);
    return MethodTypeDesc.of(CD_void, parameters);
  }

  /// The inputs and parameters this segment reads, in the order of its methods' parameters.
  List<Formula> leaves() {
    return leaves;
  }

  /// Whether the methods take the scratch space.
  boolean usesScratch() {
    return usesScratch;
  }

  /// Whether the methods take the outputs.
  boolean isLast() {
    return last;
  }

  /// Calls one of the methods; its arguments are on the stack.
  void call(CodeBuilder c, boolean simd) {
    c.invokestatic(self, name(simd), type);
  }

  /// Calls the SIMD method with nothing to do.
  void callIdle(CodeBuilder c) {
    for (ClassDesc parameter : type.parameterList()) {
      switch (TypeKind.from(parameter)) {
        case REFERENCE -> c.aconst_null();
        case FLOAT -> c.fconst_0();
        case DOUBLE -> c.dconst_0();
        case LONG -> c.lconst_0();
        default -> c.iconst_0();
      }
    }
    call(c, true);
  }

  /// About how many operations a vector takes.
  int operations() {
    return segment.nodes().size() + leaves.size() + segment.results().size();
  }

  private String name(boolean simd) {
    return (simd ? "simd" : "scalar") + number;
  }

  void emit(ClassBuilder builder) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC;
    builder.withMethodBody(name(false), type, flags,
        c -> new Body(c, new ScalarLanes(signature.dtype()), false).write());
    if (signature.bits() > 0) {
      builder.withMethodBody(name(true), type, flags,
          c -> new Body(c, new VectorLanes(signature.dtype(), signature.bits()), true).write());
    }
  }

  /// One of the methods being written.
  private final class Body {
    private final CodeBuilder c;
    private final Lanes lanes;
    private final boolean simd;
    /// The parameters' slots: of a leaf's scalar or array (its own offset follows), of scratch (so does this
    /// one's), of the first output, of the offset and n.
    private final Map<Formula, Integer> parameters = new HashMap<>();
    private int scratchSlot;
    private int outputSlot;
    private final int offset;
    private final int n;
    private final int i;
    /// Results already in local variables.
    private final Map<Formula, Integer> locals = new HashMap<>();

    Body(CodeBuilder c, Lanes lanes, boolean simd) {
      this.c = c;
      this.lanes = lanes;
      this.simd = simd;
      int parameter = 0;
      for (Formula leaf : leaves) {
        parameters.put(leaf, c.parameterSlot(parameter));
        parameter += signature.isOwn(leaf) ? 2 : 1;
      }
      if (usesScratch) {
        scratchSlot = c.parameterSlot(parameter);
        parameter += 2;
      }
      if (last) {
        outputSlot = c.parameterSlot(parameter);
        parameter += roots.size();
      }
      this.offset = c.parameterSlot(parameter);
      this.n = c.parameterSlot(parameter + 1);
      this.i = c.allocateLocal(TypeKind.INT);
    }

    void write() {
      Label loop = c.newLabel();
      Label next = c.newLabel();
      Label end = c.newLabel();
      c.iload(n).ifle(end);
      if (lanes.spreadsOnce()) {
        leaves.stream().filter(signature::isScalar).forEach(this::keep);
        literals.forEach(this::keep);
      }
      c.iconst_0().istore(i).labelBinding(loop).iload(i).iload(n).if_icmpge(end);
      for (Formula leaf : leaves) {
        if (!locals.containsKey(leaf) && requireNonNull(uses.get(leaf)) > 1) {
          keep(leaf);
        }
      }
      for (Formula f : segment.nodes()) {
        if (f.operator() == Operator.RARELY && simd) {
          redoIfAny(f, next);
        }
        boolean handsOn = !last && segment.results().contains(f);
        if (requireNonNull(uses.get(f)) > 1 || handsOn) {
          keep(f);
        }
        if (handsOn) {
          handOn(f);
        }
      }
      if (last) {
        output();
      }
      c.labelBinding(next).iinc(i, lanes.count()).goto_(loop).labelBinding(end).return_();
    }

    /// Computes a result into a local variable.
    private void keep(Formula f) {
      push(f);
      TypeKind kind = lanes.local(f.kind());
      int slot = c.allocateLocal(kind);
      c.storeLocal(kind, slot);
      locals.put(f, slot);
    }

    /// Stores the formulas, after all is computed: an output may be the array of an input.
    private void output() {
      if (roots.size() > 1) {
        roots.stream().filter(f -> !locals.containsKey(f)).forEach(this::keep);
      }
      for (int i = 0; i < roots.size(); i++) {
        Formula root = roots.get(i);
        int array = outputSlot + i;
        lanes.store(c, root.kind(), () -> push(root), () -> place(array, offset));
      }
    }

    private void handOn(Formula f) {
      lanes.store(c, f.kind(), () -> push(f), () -> scratchPlace(f));
    }

    /// Pushes a leaf's array and the index of the current element; an offset of its own lies beside the
    /// array.
    private void place(Formula leaf) {
      int array = requireNonNull(parameters.get(leaf));
      place(array, signature.isOwn(leaf) ? array + 1 : offset);
    }

    /// Pushes an array and the index of the current element.
    private void place(int array, int offset) {
      c.aload(array).iload(offset).iload(i).iadd();
    }

    private void scratchPlace(Formula f) {
      int place = requireNonNull(scratch.get(f));
      c.aload(scratchSlot).iload(scratchSlot + 1).loadConstant(place).iadd().iload(i).iadd();
    }

    /// If a rare lane occurs, the scalar method does these elements: it computes all others to the same bits.
    private void redoIfAny(Formula f, Label next) {
      Label none = c.newLabel();
      if (!locals.containsKey(f.argument(0))) {
        keep(f.argument(0));
      }
      push(f.argument(0));
      lanes.any(c);
      c.ifeq(none);
      for (Formula leaf : leaves) {
        int parameter = requireNonNull(parameters.get(leaf));
        if (signature.isScalar(leaf)) {
          c.loadLocal(signature.element(leaf), parameter);
        } else if (signature.isOwn(leaf)) {
          place(leaf);
        } else {
          c.aload(parameter);
        }
      }
      if (usesScratch) {
        place(scratchSlot, scratchSlot + 1);
      }
      if (last) {
        for (int k = 0; k < roots.size(); k++) {
          c.aload(outputSlot + k);
        }
      }
      c.iload(offset).iload(i).iadd().loadConstant(lanes.count());
      call(c, false);
      c.goto_(next).labelBinding(none);
    }

    private void push(Formula f) {
      Integer local = locals.get(f);
      if (local != null) {
        c.loadLocal(lanes.local(f.kind()), local);
        return;
      }
      switch (f.operator()) {
        case CONSTANT -> lanes.constant(c, f.value());
        case INTEGER -> lanes.integer(c, f.integer());
        case INPUT, PARAMETER -> pushLeaf(f);
        default -> {
          if (!segment.nodes().contains(f)) {
            lanes.load(c, f.kind(), () -> scratchPlace(f));
          } else if (f.operator() == Operator.RARELY && simd) {
            push(f.arguments().getLast());
          } else {
            lanes.apply(c, f, this::push);
          }
        }
      }
    }

    private void pushLeaf(Formula leaf) {
      if (signature.isScalar(leaf)) {
        int slot = requireNonNull(parameters.get(leaf));
        lanes.splat(c, leaf.kind(), () -> c.loadLocal(signature.element(leaf), slot));
      } else {
        lanes.load(c, leaf.kind(), () -> place(leaf));
      }
    }
  }
}
