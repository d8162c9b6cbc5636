package dev.adjoint.bench.peers;

import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.ops.kernel.gemm.GemmKernels;

/// [AdjointProduct] in FLOAT64.
final class AdjointDoubleProduct implements Step {
  private final Product p;
  private final double[] a;
  private final double[] b;
  private final double[] c;

  AdjointDoubleProduct(Product product) {
    p = product;
    a = product.a().toDoubles();
    b = product.b().toDoubles();
    c = new double[product.m() * product.n()];
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
    return new float[][] {Numbers.rounded(c)};
  }
}
