package dev.adjoint.bench.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.adjoint.bench.peers.Workload.Product;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/// OpenBLAS: products only.
final class OpenBlas implements Competitor {
  OpenBlas() {
    Loader.load(openblas_nolapack.class);
  }

  /// The library's own words, which name the processor that its kernels are for.
  @Override
  public String describe() {
    return library("openblas_get_config");
  }

  /// What a function without arguments says. JavaCPP's wrapper lacks those that name the kernels.
  @SuppressWarnings("restricted") // calls into the library are what this is about
  static String library(String function) {
    try {
      MemorySegment address = SymbolLookup.loaderLookup().find(function).orElseThrow();
      MemorySegment text =
          (MemorySegment)
              Linker.nativeLinker()
                  .downcallHandle(address, FunctionDescriptor.of(ValueLayout.ADDRESS))
                  .invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException("OpenBLAS does not say " + function, e);
    }
  }

  @Override
  public @Nullable Step prepare(Workload workload) {
    if (!(workload instanceof Product p)) {
      return null;
    }
    return p.isDouble() ? new Doubles(p) : new Floats(p);
  }

  private static int transposition(boolean transposed) {
    return transposed ? CblasTrans : CblasNoTrans;
  }

  private static final class Floats implements Step {
    private final Product p;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    Floats(Product product) {
      p = product;
      a = new FloatPointer(product.a().data());
      b = new FloatPointer(product.b().data());
      c = new FloatPointer(new float[product.m() * product.n()]);
    }

    @Override
    public double run() {
      cblas_sgemm(
          CblasRowMajor, transposition(p.transposeA()), transposition(p.transposeB()), p.m(), p.n(), p.k(), 1,
          a, p.lda(), b, p.ldb(), 0, c, p.n());
      return 0;
    }

    @Override
    public float[][] results() {
      run();
      float[] result = new float[p.m() * p.n()];
      c.get(result);
      return new float[][] {result};
    }
  }

  private static final class Doubles implements Step {
    private final Product p;
    private final DoublePointer a;
    private final DoublePointer b;
    private final DoublePointer c;

    Doubles(Product product) {
      p = product;
      a = new DoublePointer(product.a().toDoubles());
      b = new DoublePointer(product.b().toDoubles());
      c = new DoublePointer(new double[product.m() * product.n()]);
    }

    @Override
    public double run() {
      cblas_dgemm(
          CblasRowMajor, transposition(p.transposeA()), transposition(p.transposeB()), p.m(), p.n(), p.k(), 1,
          a, p.lda(), b, p.ldb(), 0, c, p.n());
      return 0;
    }

    @Override
    public float[][] results() {
      run();
      double[] result = new double[p.m() * p.n()];
      c.get(result);
      return new float[][] {Numbers.rounded(result)};
    }
  }
}
