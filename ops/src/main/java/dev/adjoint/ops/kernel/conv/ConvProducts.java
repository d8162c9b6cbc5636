package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.gemm.GemmKernels;

/// Convolutions whose window is a single element, as products of matrices: a row for each channel, a column
/// for each element of an image.
final class ConvProducts {
  private ConvProducts() {}

  static void forward(ConvShape s, Workers workers, Object x, Object w, Object y) {
    int n = s.plane();
    workers.run(s.images() * s.groups(), i -> multiply(
        false, false, s.outputs(), n, s.channels(), w, weights(s, i), s.channels(),
        x, i * s.channels() * n, n, y, i * s.outputs() * n, n, false));
  }

  static void transpose(ConvShape s, Workers workers, Object dy, Object w, Object dx) {
    int n = s.plane();
    workers.run(s.images() * s.groups(), i -> multiply(
        true, false, s.channels(), n, s.outputs(), w, weights(s, i), s.channels(),
        dy, i * s.outputs() * n, n, dx, i * s.channels() * n, n, false));
  }

  /// The chain of an element goes on from image to image.
  static void weights(ConvShape s, Object x, Object dy, Object dw) {
    int n = s.plane();
    for (int i = 0; i < s.images() * s.groups(); i++) {
      multiply(false, true, s.outputs(), s.channels(), n, dy, i * s.outputs() * n, n,
          x, i * s.channels() * n, n, dw, weights(s, i), s.channels(), i >= s.groups());
    }
  }

  /// Where the weights of a group begin, given the number of an image and group.
  private static int weights(ConvShape s, int i) {
    return i % s.groups() * s.outputs() * s.channels();
  }

  private static void multiply(
      boolean transposeA, boolean transposeB, int m, int n, int k, Object a, int aOffset, int lda,
      Object b, int bOffset, int ldb, Object c, int cOffset, int ldc, boolean accumulate) {
    if (c instanceof float[] floats) {
      GemmKernels.multiply(transposeA, transposeB, m, n, k, (float[]) a, aOffset, lda,
          (float[]) b, bOffset, ldb, floats, cOffset, ldc, accumulate);
    } else {
      GemmKernels.multiply(transposeA, transposeB, m, n, k, (double[]) a, aOffset, lda,
          (double[]) b, bOffset, ldb, (double[]) c, cOffset, ldc, accumulate);
    }
  }
}
