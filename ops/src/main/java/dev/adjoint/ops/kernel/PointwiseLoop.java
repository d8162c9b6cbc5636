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

/// Runs a formula over the elements of the inputs of a call, which broadcast to the shape of its output. Nothing is
/// materialised for that: the kernel is one in which an input advances with the output or stays, and the loop around it
/// moves from run to run.
public final class PointwiseLoop {
  /// Patterns and shapes met before are found by index here; others are worked out again.
  private static final int REMEMBERED = 16;
  /// Runs shorter than this are put together, with what broadcasts written out, until they fill a block.
  private static final int SHORT = 32;
  private static final int BLOCK = 1024;
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
    if (axes.inner() >= SHORT) {
      PointwiseKernel kernel = kernel(dtype, axes.splat());
      inParts(n, part(kernel, n, 1), (from, to) -> runByRun(kernel, axes, x, y, from, to));
    } else {
      PointwiseKernel kernel = kernel(dtype, 0);
      inParts(n, part(kernel, n, axes.inner()), (from, to) -> inBlocks(kernel, axes, x, y, from, to));
    }
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

  /// How many of the elements one thread takes at a time: a multiple of `unit`, or all.
  private static int part(PointwiseKernel kernel, int n, int unit) {
    int size = Math.max(LEAST_PART, PART_OPERATIONS / kernel.operations()) / unit * unit;
    return n < 2 * size ? n : size;
  }

  private static void inParts(int n, int size, Part part) {
    int parts = n / size;
    Workers.shared().run(parts, i -> part.compute(i * size, i == parts - 1 ? n : (i + 1) * size));
  }

  private void runByRun(PointwiseKernel kernel, BroadcastAxes axes, Object[] x, Object y, int from, int to) {
    int inner = axes.inner();
    int[] starts = new int[arity];
    int[] offsets = new int[arity];
    axes.seek(from / inner, starts);
    for (int at = from; at < to; ) {
      int within = at % inner;
      int length = Math.min(inner - within, to - at);
      for (int k = 0; k < arity; k++) {
        offsets[k] = (axes.splat() >> k & 1) != 0 ? starts[k] : starts[k] + within;
      }
      kernel.run(x, offsets, constants, y, at, length);
      axes.advance(at / inner, starts);
      at += length;
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
    int[] starts = new int[arity];
    int[] offsets = new int[arity];
    axes.seek(from / inner, starts);
    for (int at = from; at < to; at += block) {
      int length = Math.min(block, to - at);
      for (int k = 0; k < arity; k++) {
        offsets[k] = written[k] == x[k] ? at : 0;
      }
      for (int run = at; run < at + length; run += inner) {
        for (int k = 0; k < arity; k++) {
          if (written[k] != x[k] && (at == from || !axes.repeats(k))) {
            write(x[k], starts[k], (axes.splat() >> k & 1) != 0, written[k], run - at, inner);
          }
        }
        axes.advance(run / inner, starts);
      }
      kernel.run(written, offsets, constants, y, at, length);
    }
  }

  private static void write(Object x, int from, boolean splat, Object to, int at, int n) {
    int step = splat ? 0 : 1;
    switch (x) {
      case float[] a -> {
        for (int i = 0; i < n; i++) {
          ((float[]) to)[at + i] = a[from + i * step];
        }
      }
      case double[] a -> {
        for (int i = 0; i < n; i++) {
          ((double[]) to)[at + i] = a[from + i * step];
        }
      }
      case int[] a -> {
        for (int i = 0; i < n; i++) {
          ((int[]) to)[at + i] = a[from + i * step];
        }
      }
      case long[] a -> {
        for (int i = 0; i < n; i++) {
          ((long[]) to)[at + i] = a[from + i * step];
        }
      }
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          ((boolean[]) to)[at + i] = a[from + i * step];
        }
      }
      default -> throw new IllegalArgumentException("not a tensor's array: " + x.getClass());
    }
  }

  /// The arithmetic dtype: that of the inputs that are not masks; where there are only masks, the output's, or any.
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
