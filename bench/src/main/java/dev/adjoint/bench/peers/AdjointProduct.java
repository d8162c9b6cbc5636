package dev.adjoint.bench.peers;

import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.ops.kernel.gemm.GemmKernels;

/// The kernel behind `matmul`, into an array that is there, as the native libraries are called.
final class AdjointProduct implements Step {
  private final Product p;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  AdjointProduct(Product product) {
    p = product;
    a = product.a().data();
    b = product.b().data();
    c = new float[product.m() * product.n()];
  }

  @Override
  public double run() {
    GemmKernels.multiply(
        p.transposeA(), p.transposeB(), p.m(), p.n(), p.k(), a, 0, p.lda(), b, 0, p.ldb(), c, 0, p.n(),
        false);
    return 0;
  }

  @Override
  public float[][] results() {
    run();
    return new float[][] {c};
  }
}
