package dev.adjoint.ops.kernel;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Runs a formula over the elements of the inputs of a call, which broadcast to the shape of its output.
/// Nothing is materialised for that: the kernel is one in which an input advances with the output or stays,
/// and the loop around it moves from run to run.
public final class PointwiseLoop {
  /// Patterns and shapes met before are found by index here; others are worked out again.
  private static final int REMEMBERED = 16;
  /// Short runs are put together, with what broadcasts written out, until they fill a block of about so many
  /// elements.
  private static final int BLOCK = 1024;
  private static final int SHORTEST = 8;
  /// A thread's part is at least so many elements, and so many elements times operations: some microseconds.
  private static final int LEAST_PART = 1 << 13;
  private static final int PART_OPERATIONS = 1 << 17;

  private final KernelCompiler compiler;
  private final Formula formula;
  private final double[] constants;
  private final int arity;
  private final long masks;
  private final AtomicReferenceArray<@Nullable Chosen> kernels = new AtomicReferenceArray<>(REMEMBERED);
  private final AtomicReferenceArray<@Nullable BroadcastAxes> axes = new AtomicReferenceArray<>(REMEMBERED);

  private record Chosen(DType dtype, long splat, PointwiseKernel kernel) {}

  /// @param formula over `input(0)` to `input(arity - 1)`
  public PointwiseLoop(Formula formula, int arity) {
    this(formula, arity, KernelCompiler.shared());
  }

  PointwiseLoop(Formula formula, int arity, KernelCompiler compiler) {
    Lowering.Hoisted hoisted = Lowering.hoist(formula);
    this.compiler = compiler;
    this.formula = hoisted.formula();
    this.constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    this.arity = arity;
    long masks = 0;
    for (Formula f : formula.order()) {
      masks |= f.operator() == Operator.INPUT && f.kind() == Kind.MASK ? 1L << f.index() : 0;
    }
    this.masks = masks;
  }

  /// Computes output 0 from the inputs.
  public void run(Call call) {
    Object[] x = new Object[arity];
    Shape[] shapes = new Shape[arity];
    for (int k = 0; k < arity; k++) {
      x[k] = call.x(k);
      shapes[k] = call.xType(k).shape();
    }
    run(dtype(call), x, shapes, call.y(0), call.yType(0).shape());
  }

  /// Computes `y` from arrays.
  ///
  /// @param dtype what the formula computes in
  /// @param x the inputs, which are not changed
  /// @param shapes their shapes, which broadcast to `shape`
  /// @param y the output; it may be an input of the same shape
  public void run(DType dtype, Object[] x, Shape[] shapes, Object y, Shape shape) {
    int n = shape.size();
    if (n == 0) {
      return;
    }
    long splat = 0;
    boolean flat = true;
    for (int k = 0; k < arity; k++) {
      int size = shapes[k].size();
      flat &= size == n || size == 1;
      splat |= size == 1 && n != 1 ? 1L << k : 0;
    }
    if (flat) {
      PointwiseKernel kernel = kernel(dtype, splat);
      int part = part(kernel, n, 1);
      if (part == n) {
        kernel.run(x, new int[arity], constants, y, 0, n);
      } else {
        long fixed = splat;
        inParts(n, part, (from, to) -> kernel.run(x, offsets(from, fixed), constants, y, from, to - from));
      }
      return;
    }
    BroadcastAxes axes = axes(shapes, shape);
    PointwiseKernel byRun = kernel(dtype, axes.splat());
    if (isShort(axes.inner(), byRun)) {
      PointwiseKernel kernel = kernel(dtype, 0);
      inParts(n, part(kernel, n, axes.inner()), (from, to) -> inBlocks(kernel, axes, x, y, from, to));
    } else {
      inParts(n, part(byRun, n, axes.inner()), (from, to) -> runByRun(byRun, axes, x, y, from, to));
    }
  }

  /// Whether most of the work would be scalar code for what does not fill a vector, or starting a run.
  private static boolean isShort(int inner, PointwiseKernel kernel) {
    int rest = inner % kernel.lanes();
    return inner < Math.max(SHORTEST, kernel.lanes()) || inner < BLOCK && rest * kernel.operations() > inner;
  }

  private int[] offsets(int from, long splat) {
    int[] offsets = new int[arity];
    for (int k = 0; k < arity; k++) {
      offsets[k] = (splat >> k & 1) != 0 ? 0 : from;
    }
    return offsets;
  }

  /// Elements of the output from one to another.
  @FunctionalInterface
  private interface Part {
    void compute(int from, int to);
  }

  /// How many of the elements one thread takes at a time: a multiple of `unit` unless that is very long, or
  /// all.
  private static int part(PointwiseKernel kernel, int n, int unit) {
    int size = Math.max(LEAST_PART, PART_OPERATIONS / kernel.operations());
    size = unit > size ? size : size / unit * unit;
    return n < 2 * size ? n : size;
  }

  private static void inParts(int n, int size, Part part) {
    int parts = n / size;
    Workers.shared().run(parts, i -> part.compute(i * size, i == parts - 1 ? n : (i + 1) * size));
  }

  private void runByRun(PointwiseKernel kernel, BroadcastAxes axes, Object[] x, Object y, int from, int to) {
    int inner = axes.inner();
    int[] offsets = new int[arity];
    for (int at = from; at < to; ) {
      int within = at % inner;
      for (int k = 0; k < arity; k++) {
        offsets[k] = axes.offset(k, at / inner) + ((axes.splat() >> k & 1) != 0 ? 0 : within);
      }
      int runs = within == 0 ? Math.min((to - at) / inner, axes.runsTogether(at / inner)) : 0;
      if (runs > 0) {
        kernel.run(x, offsets, axes.steps(), constants, y, at, inner, runs);
        at += runs * inner;
      } else {
        int length = Math.min(inner - within, to - at);
        kernel.run(x, offsets, constants, y, at, length);
        at += length;
      }
    }
  }

  /// Writes what broadcasts out for a block of short runs, and takes the block as one run.
  private void inBlocks(PointwiseKernel kernel, BroadcastAxes axes, Object[] x, Object y, int from, int to) {
    int inner = axes.inner();
    int block = Math.min(to - from, BLOCK / inner * inner);
    Object[] written = x.clone();
    for (int k = 0; k < arity; k++) {
      if (!axes.isFull(k)) {
        written[k] = Array.newInstance(x[k].getClass().getComponentType(), block);
      }
    }
    int[] offsets = new int[arity];
    for (int at = from; at < to; at += block) {
      int length = Math.min(block, to - at);
      for (int k = 0; k < arity; k++) {
        if (written[k] == x[k]) {
          offsets[k] = at;
        } else {
          WriteOut.runs(axes, k, x[k], at / inner, length / inner, written[k]);
        }
      }
      kernel.run(written, offsets, constants, y, at, length);
    }
  }

  /// The arithmetic dtype: that of the inputs that are not masks; where there are only masks, the output's,
  /// or any.
  private DType dtype(Call call) {
    for (int k = 0; k < arity; k++) {
      if ((masks >> k & 1) == 0 && call.xType(k).dtype() != DType.BOOL) {
        return call.xType(k).dtype();
      }
    }
    DType dtype = call.yType(0).dtype();
    return dtype == DType.BOOL ? DType.FLOAT32 : dtype;
  }

  private PointwiseKernel kernel(DType dtype, long splat) {
    int index = (int) (dtype.ordinal() * 5 + splat + (splat >> 4)) & REMEMBERED - 1;
    Chosen chosen = kernels.get(index);
    if (chosen == null || chosen.dtype != dtype || chosen.splat != splat) {
      List<DType> inputs = new ArrayList<>(Collections.nCopies(arity, dtype));
      for (int k = 0; k < arity; k++) {
        if ((masks >> k & 1) != 0) {
          inputs.set(k, DType.BOOL);
        }
      }
      chosen = new Chosen(dtype, splat, compiler.pointwise(formula, dtype, inputs, splat));
      kernels.set(index, chosen);
    }
    return chosen.kernel;
  }

  private BroadcastAxes axes(Shape[] x, Shape y) {
    int hash = y.hashCode();
    for (Shape shape : x) {
      hash = 31 * hash + shape.hashCode();
    }
    int index = (hash ^ hash >>> 8) & REMEMBERED - 1;
    BroadcastAxes known = axes.get(index);
    if (known == null || !known.fit(y, x)) {
      known = new BroadcastAxes(y, x);
      axes.set(index, known);
    }
    return known;
  }
}
