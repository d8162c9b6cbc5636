package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Runs formulas over the elements of the inputs of a call, which broadcast to the shape of its outputs.
/// Nothing is materialised for that: the kernel is one in which an input advances with the output or stays,
/// and is told where each run of elements begins.
public final class PointwiseLoop {
  /// Patterns and shapes met before are found by index here; others are worked out again.
  private static final int REMEMBERED = 16;
  /// Runs that are shorter than this or do not fill a vector, or that are shorter than the other and mostly
  /// scalar code, are put together.
  private static final int SHORTEST = 8;
  private static final int SHORT = 1024;
  /// A thread's part is at least so many elements, and so many elements times operations: some microseconds.
  private static final int LEAST_PART = 1 << 13;
  private static final int PART_OPERATIONS = 1 << 17;
  /// The pattern of inputs that do not all have the output's size or one element.
  private static final long BROADCASTS = Long.MIN_VALUE;

  private final KernelCompiler compiler;
  private final List<Formula> formulas;
  private final double[] constants;
  private final int arity;
  private final long masks;
  private @Nullable Chosen recent;
  private final AtomicReferenceArray<@Nullable Chosen> kernels = new AtomicReferenceArray<>(REMEMBERED);
  private final AtomicReferenceArray<@Nullable Known> axes = new AtomicReferenceArray<>(REMEMBERED);

  private record Chosen(DType dtype, long splat, long own, PointwiseKernel kernel) {
    boolean fits(DType dtype, long splat, long own) {
      return this.dtype == dtype && this.splat == splat && this.own == own;
    }
  }

  private record Known(Shape y, Shape[] x, BroadcastAxes axes) {}

  /// @param formula over `input(0)` to `input(arity - 1)`
  public PointwiseLoop(Formula formula, int arity) {
    this(List.of(formula), arity);
  }

  /// Computes several formulas in one pass.
  ///
  /// @param formulas one for each output, over `input(0)` to `input(arity - 1)`
  public PointwiseLoop(List<Formula> formulas, int arity) {
    this(formulas, arity, KernelCompiler.shared());
  }

  PointwiseLoop(List<Formula> formulas, int arity, KernelCompiler compiler) {
    Lowering.Hoisted hoisted = Lowering.hoist(formulas);
    this.compiler = compiler;
    this.formulas = hoisted.formulas();
    this.constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    this.arity = arity;
    long masks = 0;
    for (Formula f : Lowering.order(formulas)) {
      masks |= f.operator() == Operator.INPUT && f.kind() == Kind.MASK ? 1L << f.index() : 0;
    }
    this.masks = masks;
  }

  /// Computes the outputs from the inputs.
  public void run(Call call) {
    Shape shape = call.yType(0).shape();
    int n = shape.size();
    Object[] x = new Object[arity];
    long pattern = 0;
    for (int k = 0; k < arity; k++) {
      x[k] = call.x(k);
      pattern |= pattern(k, call.xType(k).shape().size(), n);
    }
    Object y = call.y(0);
    if (formulas.size() > 1) {
      Object[] all = new Object[formulas.size()];
      Arrays.setAll(all, call::y);
      y = all;
    }
    if (pattern >= 0) {
      flat(kernel(dtype(call), pattern, 0), x, y, n);
      return;
    }
    Shape[] shapes = new Shape[arity];
    for (int k = 0; k < arity; k++) {
      shapes[k] = call.xType(k).shape();
    }
    inRuns(dtype(call), axes(shapes, shape), x, y, n);
  }

  /// Computes `y` from arrays.
  ///
  /// @param dtype what the formulas compute in
  /// @param x the inputs, which are not changed
  /// @param shapes their shapes, which broadcast to `shape`
  /// @param y the output, or an `Object[]` of the outputs if there are several; an output may be an input of
  ///     the same shape
  /// @param shape the shape of each output
  public void run(DType dtype, Object[] x, Shape[] shapes, Object y, Shape shape) {
    int n = shape.size();
    long pattern = 0;
    for (int k = 0; k < arity; k++) {
      pattern |= pattern(k, shapes[k].size(), n);
    }
    if (pattern >= 0) {
      flat(kernel(dtype, pattern, 0), x, y, n);
    } else {
      inRuns(dtype, axes(shapes, shape), x, y, n);
    }
  }

  private static long pattern(int k, int size, int n) {
    return size == n ? 0 : size == 1 ? 1L << k : BROADCASTS;
  }

  private void flat(PointwiseKernel kernel, Object[] x, Object y, int n) {
    int part = part(kernel, n, 1);
    if (part == n) {
      kernel.run(x, y, constants, n);
    } else {
      inParts(n, part, (from, to) -> kernel.run(x, y, BroadcastAxes.NONE, constants, 0, 1, from, to));
    }
  }

  private void inRuns(DType dtype, BroadcastAxes axes, Object[] x, Object y, int n) {
    if (n == 0) {
      return;
    }
    PointwiseKernel kernel = kernel(dtype, axes);
    if (!isShort(axes.inner(), kernel, isIn(y, x))) {
      int part = part(kernel, n, axes.inner());
      if (part == n) {
        runByRun(kernel, axes, x, y, 0, n);
      } else {
        inParts(n, part, (from, to) -> runByRun(kernel, axes, x, y, from, to));
      }
      return;
    }
    ShortRuns runs = axes.shortRuns();
    PointwiseKernel byBlock = kernel(dtype, runs.blocks());
    int part = part(byBlock, n, runs.blocks().inner());
    if (part == n) {
      inBlocks(byBlock, runs, x, y, 0, n);
    } else {
      inParts(n, part, (from, to) -> inBlocks(byBlock, runs, x, y, from, to));
    }
  }

  /// Whether most of the work would be starting a run, or scalar code for what does not fill a vector.
  private static boolean isShort(int inner, PointwiseKernel kernel, boolean inPlace) {
    int rest = inPlace ? inner % kernel.lanes() : 0;
    return inner < Math.max(SHORTEST, kernel.lanes())
        || inner < SHORT && rest * kernel.operations() > inner;
  }

  private static boolean isIn(Object y, Object[] x) {
    for (Object array : x) {
      if (array == y) {
        return true;
      }
    }
    return false;
  }

  /// Elements of the output from one to another.
  @FunctionalInterface
  private interface Part {
    void compute(int from, int to);
  }

  /// How many of the elements one thread takes at a time: a multiple of `unit` unless that is very long, or
  /// all.
  private static int part(PointwiseKernel kernel, int n, int unit) {
    if (n < 2 * LEAST_PART || Workers.shared().threads() == 1) {
      return n;
    }
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
    for (int at = from; at < to; ) {
      int run = at / inner;
      int within = at - run * inner;
      int runs = within == 0 ? Math.min((to - at) / inner, axes.runsTogether(run)) : 0;
      if (runs > 0) {
        kernel.run(x, y, axes, constants, run, runs, 0, inner);
        at += runs * inner;
      } else {
        int length = Math.min(inner - within, to - at);
        kernel.run(x, y, axes, constants, run, 1, within, within + length);
        at += length;
      }
    }
  }

  /// Takes blocks of short runs as one run each.
  private void inBlocks(PointwiseKernel kernel, ShortRuns runs, Object[] x, Object y, int from, int to) {
    BroadcastAxes blocks = runs.blocks();
    int size = blocks.inner();
    Object[] block = runs.take(x);
    for (int at = from; at < to; ) {
      int length = Math.min(size, to - at);
      runs.write(x, block, at / size, length);
      kernel.run(block, y, blocks, constants, at / size, 1, 0, length);
      at += length;
    }
    runs.give(block);
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

  private PointwiseKernel kernel(DType dtype, BroadcastAxes axes) {
    return kernel(dtype, axes.splat(), axes.own());
  }

  private PointwiseKernel kernel(DType dtype, long splat, long own) {
    Chosen chosen = recent;
    if (chosen == null || !chosen.fits(dtype, splat, own)) {
      chosen = chosen(dtype, splat, own);
      recent = chosen;
    }
    return chosen.kernel;
  }

  private Chosen chosen(DType dtype, long splat, long own) {
    int hash = (int) (dtype.ordinal() * 5 + splat + (splat >> 4) + own * 3 + (own >> 4));
    int index = hash & REMEMBERED - 1;
    Chosen chosen = kernels.get(index);
    if (chosen == null || !chosen.fits(dtype, splat, own)) {
      List<DType> inputs = new ArrayList<>(Collections.nCopies(arity, dtype));
      for (int k = 0; k < arity; k++) {
        if ((masks >> k & 1) != 0) {
          inputs.set(k, DType.BOOL);
        }
      }
      chosen = new Chosen(dtype, splat, own, compiler.pointwise(formulas, dtype, inputs, splat, own));
      kernels.set(index, chosen);
    }
    return chosen;
  }

  private BroadcastAxes axes(Shape[] x, Shape y) {
    int hash = y.hashCode();
    for (Shape shape : x) {
      hash = 31 * hash + shape.hashCode();
    }
    int index = (hash ^ hash >>> 8) & REMEMBERED - 1;
    Known known = axes.get(index);
    if (known == null || !known.y.equals(y) || !Arrays.equals(known.x, x)) {
      known = new Known(y, x.clone(), BroadcastAxes.of(y, x));
      axes.set(index, known);
    }
    return known.axes;
  }
}
