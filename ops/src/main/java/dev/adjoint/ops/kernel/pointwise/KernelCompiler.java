package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.kernel.KernelDump;
import dev.adjoint.ops.kernel.SimdSupport;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes kernels from formulas: one hidden class for each formula, dtype and pattern of inputs, kept for the
/// life of the library. A class of its own keeps a kernel's profile apart from all others', so that the JIT
/// compiles each as if it were written by hand.
public final class KernelCompiler {
  /// The most operations in one segment; see [Segments].
  private static final int SEGMENT = 48;

  private static final KernelCompiler SHARED = new KernelCompiler(SimdSupport.bits(), SEGMENT, true);

  private final int bits;
  private final int segment;
  private final boolean warmsUp;
  private final ConcurrentHashMap<PointwiseSignature, PointwiseKernel> kernels = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /// A compiler for vectors of this many bits, 0 for scalar kernels, and segments of at most so many
  /// operations.
  ///
  /// @param warmsUp whether kernels wait with SIMD until it is fast ([WarmUp])
  public KernelCompiler(int bits, int segment, boolean warmsUp) {
    this.bits = bits;
    this.segment = segment;
    this.warmsUp = warmsUp;
  }

  /// The compiler for this machine ([SimdSupport]).
  public static KernelCompiler shared() {
    return SHARED;
  }

  /// The width of the vectors of its kernels in bits, 0 for scalar kernels.
  public int bits() {
    return bits;
  }

  /// Whether its kernels wait with SIMD until it is fast.
  public boolean warmsUp() {
    return warmsUp;
  }

  /// The kernel of a formula. Its constants are those of [Lowering.Hoisted], given to the kernel at each run.
  ///
  /// @param formula a formula whose constants are hoisted
  /// @param dtype the dtype it computes in
  /// @param inputs the dtypes of the inputs: `dtype`, or BOOL for those read as masks
  /// @param splat bit `k` is set if input `k` is one element for the whole run
  /// @throws IllegalArgumentException if the dtype lacks an operation of the formula
  public PointwiseKernel pointwise(Formula formula, DType dtype, List<DType> inputs, long splat) {
    return pointwise(List.of(formula), dtype, inputs, splat, 0);
  }

  /// The kernel of several formulas of the same inputs, which it computes in one pass: it has an output for
  /// each.
  ///
  /// @param own bit `k` is set if input `k` has a place of its own in each run
  public PointwiseKernel pointwise(
      List<Formula> outputs, DType dtype, List<DType> inputs, long splat, long own) {
    return kernels.computeIfAbsent(new PointwiseSignature(outputs, dtype, inputs, splat, own, bits),
        this::compile);
  }

  private PointwiseKernel compile(PointwiseSignature signature) {
    PointwiseKernel kernel = define(emit(signature, segment, "Pointwise" + count.getAndIncrement()));
    if (!warmsUp) {
      kernel.skipWarmUp();
    }
    return kernel;
  }

  /// The class file of a kernel.
  static byte[] emit(PointwiseSignature signature, int segment, String name) {
    long start = System.nanoTime();
    List<Formula> lowered = Lowering.lower(signature.outputs(), signature.dtype());
    signature.check(Lowering.order(lowered));
    List<Segments.Segment> segments = Segments.of(lowered, segment);
    ClassDesc self = ClassDesc.of(KernelCompiler.class.getPackageName() + "." + name);
    byte[] bytes = new PointwiseEmitter(signature, lowered, segments, self).emit();
    if (KernelDump.ASKED_FOR != null) {
      PointwiseDump.write(
          KernelDump.ASKED_FOR, signature, lowered, segments, name, bytes, System.nanoTime() - start);
    }
    return bytes;
  }

  private static PointwiseKernel define(byte[] bytes) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (PointwiseKernel) lookup.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a generated kernel could not be loaded", e);
    }
  }
}
