package dev.adjoint.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.bench.peers.Workload.Product;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/// oneDNN: products only, in FLOAT32. It has two ways for them, its `sgemm` and its matmul primitive; of
/// each product the faster one takes part.
///
/// Called through its C interface: JavaCPP's wrapper of it does not load without an OpenCL runtime.
@SuppressWarnings("restricted") // calls into the library are what this is about
final class OneDnn implements Competitor {
  private static final String FOLDER = "/org/bytedeco/dnnl/linux-x86_64/";
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 20_000_000;

  private static final int CPU = 1;
  private static final int IN_ORDER = 1;
  private static final int FLOAT32 = 3;
  private static final int IMPLEMENTATION = 8;
  private static final int SRC = 1;
  private static final int WEIGHTS = 33;
  private static final int DST = 17;
  private static final int MOST_AXES = 12;

  private final Arena arena = Arena.global();
  private final SymbolLookup library;
  private final MemorySegment engine;
  private final MemorySegment stream;

  OneDnn() {
    try {
      Loader.cacheResource(OneDnn.class, FOLDER + "libgomp.so.1");
      File file = Loader.cacheResource(OneDnn.class, FOLDER + "libdnnl.so.3");
      library = SymbolLookup.libraryLookup(file.toPath(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    engine = made(out -> call("dnnl_engine_create", out, CPU, 0L));
    stream = made(out -> call("dnnl_stream_create", out, engine, IN_ORDER));
  }

  @Override
  public String describe() {
    try {
      MemorySegment version = ((MemorySegment) handle("dnnl_version", ADDRESS).invokeExact()).reinterpret(12);
      int isa = (int) handle("dnnl_get_effective_cpu_isa", JAVA_INT).invokeExact();
      return "oneDNN " + version.getAtIndex(JAVA_INT, 0) + "." + version.getAtIndex(JAVA_INT, 1) + "."
          + version.getAtIndex(JAVA_INT, 2) + ", instruction set 0x" + Integer.toHexString(isa);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public @Nullable Step prepare(Workload workload) {
    if (!(workload instanceof Product p) || p.isDouble()) {
      return null;
    }
    Operands operands = new Operands(p);
    Step sgemm = new Sgemm(operands);
    Step primitive = new Primitive(operands);
    double bySgemm = Double.POSITIVE_INFINITY;
    double byPrimitive = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ROUNDS; i++) {
      bySgemm = Math.min(bySgemm, new Timing(sgemm).sample(ROUND_NANOS));
      byPrimitive = Math.min(byPrimitive, new Timing(primitive).sample(ROUND_NANOS));
    }
    return bySgemm < byPrimitive ? sgemm : primitive;
  }

  // ---- the C interface ----

  private MethodHandle handle(String function, MemoryLayout result, MemoryLayout... parameters) {
    return Linker.nativeLinker()
        .downcallHandle(library.findOrThrow(function), FunctionDescriptor.of(result, parameters));
  }

  /// Calls a function that gives a status, by the types of its arguments.
  private void call(String function, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case MemorySegment _ -> ADDRESS;
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            default -> throw new IllegalArgumentException("no such argument in C: " + arguments[i]);
          };
    }
    try {
      demand(function, (int) handle(function, JAVA_INT, layouts).invokeWithArguments(arguments));
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void demand(String function, int status) {
    if (status != 0) {
      throw new IllegalStateException(function + " gave status " + status);
    }
  }

  private interface Maker {
    void make(MemorySegment out);
  }

  /// What a function wrote where its first argument points.
  private MemorySegment made(Maker maker) {
    MemorySegment out = arena.allocate(ADDRESS);
    maker.make(out);
    return out.get(ADDRESS, 0);
  }

  private MemorySegment dims(long... values) {
    MemorySegment dims = arena.allocate(JAVA_LONG, MOST_AXES);
    MemorySegment.copy(values, 0, dims, JAVA_LONG, 0, values.length);
    return dims;
  }

  /// A matrix in memory aligned to a cache line.
  private final class Matrix {
    final MemorySegment data;
    final MemorySegment description;
    final MemorySegment memory;

    Matrix(int rows, int columns, int stride, boolean transposed, float[] numbers) {
      data = arena.allocate(JAVA_FLOAT.byteSize() * numbers.length, 64);
      MemorySegment.copy(numbers, 0, data, JAVA_FLOAT, 0, numbers.length);
      MemorySegment strides = transposed ? dims(1, stride) : dims(stride, 1);
      description =
          made(
              out ->
                  call(
                      "dnnl_memory_desc_create_with_strides", out, 2, dims(rows, columns), FLOAT32,
                      strides));
      memory = made(out -> call("dnnl_memory_create", out, description, engine, data));
    }
  }

  private final class Operands {
    final Product p;
    final Matrix a;
    final Matrix b;
    final Matrix c;

    Operands(Product product) {
      p = product;
      a = new Matrix(p.m(), p.k(), p.lda(), p.transposeA(), p.a().data());
      b = new Matrix(p.k(), p.n(), p.ldb(), p.transposeB(), p.b().data());
      c = new Matrix(p.m(), p.n(), p.n(), false, new float[p.m() * p.n()]);
    }

    float[][] product() {
      return new float[][] {c.data.toArray(JAVA_FLOAT)};
    }
  }

  private final class Sgemm implements Step {
    private final MethodHandle sgemm =
        handle(
            "dnnl_sgemm", JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT,
            ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_FLOAT, ADDRESS, JAVA_LONG);
    private final Operands operands;

    Sgemm(Operands operands) {
      this.operands = operands;
    }

    @Override
    public double run() {
      Product p = operands.p;
      try {
        int status =
            (int)
                sgemm.invokeExact(
                    letter(p.transposeA()), letter(p.transposeB()), (long) p.m(), (long) p.n(),
                    (long) p.k(), 1f, operands.a.data, (long) p.lda(), operands.b.data, (long) p.ldb(), 0f,
                    operands.c.data, (long) p.n());
        demand("dnnl_sgemm", status);
      } catch (RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      return 0;
    }

    private static byte letter(boolean transposed) {
      return (byte) (transposed ? 'T' : 'N');
    }

    @Override
    public float[][] results() {
      run();
      return operands.product();
    }

    @Override
    public String kernel() {
      return "sgemm";
    }
  }

  private final class Primitive implements Step {
    private final MethodHandle execute =
        handle("dnnl_primitive_execute", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
    private final MethodHandle await = handle("dnnl_stream_wait", JAVA_INT, ADDRESS);
    private final Operands operands;
    private final MemorySegment description;
    private final MemorySegment primitive;
    private final MemorySegment arguments = arena.allocate(6 * ADDRESS.byteSize(), 8);

    Primitive(Operands operands) {
      this.operands = operands;
      MemorySegment none = MemorySegment.NULL;
      description =
          made(
              out ->
                  call(
                      "dnnl_matmul_primitive_desc_create", out, engine, operands.a.description,
                      operands.b.description, none, operands.c.description, none));
      primitive = made(out -> call("dnnl_primitive_create", out, description));
      put(0, SRC, operands.a);
      put(1, WEIGHTS, operands.b);
      put(2, DST, operands.c);
    }

    private void put(int i, int role, Matrix matrix) {
      arguments.setAtIndex(JAVA_INT, 4L * i, role);
      arguments.setAtIndex(ADDRESS, 2L * i + 1, matrix.memory);
    }

    @Override
    public double run() {
      try {
        demand("dnnl_primitive_execute", (int) execute.invokeExact(primitive, stream, 3, arguments));
        demand("dnnl_stream_wait", (int) await.invokeExact(stream));
      } catch (RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
      return 0;
    }

    @Override
    public float[][] results() {
      run();
      return operands.product();
    }

    @Override
    public String kernel() {
      MemorySegment name =
          made(out -> call("dnnl_primitive_desc_query", description, IMPLEMENTATION, 0, out));
      return "matmul " + name.reinterpret(Long.MAX_VALUE).getString(0);
    }
  }
}
