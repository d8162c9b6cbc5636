package dev.adjoint.ops;

import dev.adjoint.ops.kernel.SimdSupport;

/// What computes the ops in this JVM.
public final class Kernels {
  private Kernels() {}

  /// One line: SIMD or scalar kernels, how wide, and how to get more. Both give the same bits.
  public static String describe() {
    return SimdSupport.describe();
  }
}
