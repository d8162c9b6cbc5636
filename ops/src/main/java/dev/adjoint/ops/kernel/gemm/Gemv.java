package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.ops.kernel.Scratch;
import dev.adjoint.ops.kernel.Workers;

/// The product of a matrix and a vector, `y = A · x` or `y = y + A · x`, cut into parts of y.
///
/// No element of the matrix is used twice, so what matters is that it is read once and as it lies. Where its
/// rows are contiguous, an element of y is a dot product of virtual lanes ([GemvKernel#dots]). Where its
/// columns are, they are added up, for some of y's elements at a time, which are fma chains in order of k.
final class Gemv implements Workers.Task {
  /// Bytes of y that stay in the L1 cache while columns are added to them.
  private static final int CHUNK_BYTES = 1 << 13;
  private static final int LEAST_COLUMN_BYTES = 1 << 12;
  /// Bytes of a column that are worth a task, and multiply-adds that are worth a second thread.
  private static final int PIECE_BYTES = 256;
  private static final int SERIAL = 1 << 16;
  private static final int TASKS_PER_THREAD = 4;

  private final GemvKernels kernels;
  private final int rows;
  private final int k;
  private final MatrixView a;
  private final MatrixView x;
  private final MatrixView y;
  private final boolean accumulate;
  private final int tasks;

  /// @param a the matrix, `(rows, k)`, of which rows or columns are contiguous
  /// @param x the vector, `(k, 1)`, contiguous
  /// @param y the result, `(rows, 1)`, contiguous
  Gemv(GemvKernels kernels, int threads, int rows, int k, MatrixView a, MatrixView x, MatrixView y,
      boolean accumulate) {
    this.kernels = kernels;
    this.rows = rows;
    this.k = k;
    this.a = a;
    this.x = x;
    this.y = y;
    this.accumulate = accumulate;
    int most = a.col() == 1 ? rows / 2 : rows * kernels.dtype.bytes() / PIECE_BYTES;
    int wanted = threads == 1 || (long) rows * k < SERIAL ? 1 : Math.min(threads * TASKS_PER_THREAD, most);
    tasks = Math.max(1, wanted - wanted % threads);
  }

  /// Whether a product is one for this: vectors must be contiguous, and rows or columns of A as long as pays.
  /// Along short columns y would come back from the store buffer before it has left it.
  static boolean suits(GemvKernels kernels, int rows, int k, MatrixView a, MatrixView x, MatrixView y) {
    if (x.row() != 1 && k > 1 || y.row() != 1 && rows > 1) {
      return false;
    }
    return a.col() == 1
        ? k >= kernels.lanes
        : a.row() == 1 && rows * kernels.dtype.bytes() >= LEAST_COLUMN_BYTES;
  }

  int tasks() {
    return tasks;
  }

  @Override
  public void run(int task) {
    int first = GemmBlocks.cut(rows, tasks, task);
    int end = GemmBlocks.cut(rows, tasks, task + 1);
    if (!accumulate) {
      GemvKernel.zero(y.array(), y.at(first, 0), end - first);
    }
    if (a.col() == 1) {
      dots(first, end - first);
    } else {
      down(first, end);
    }
  }

  private void dots(int first, int count) {
    Object room = Scratch.take(kernels.dtype, kernels.lanes);
    kernels.dots((long) count * k).dots(count, k - k % kernels.lanes, k, a.array(), a.at(first, 0), a.row(),
        x.array(), x.offset(), y.array(), y.at(first, 0), room);
    Scratch.give(room);
  }

  private void down(int first, int end) {
    GemvKernel kernel = kernels.down((long) (end - first) * k);
    int chunk = CHUNK_BYTES / kernels.dtype.bytes();
    for (int row = first; row < end; row += chunk) {
      kernel.down(k, Math.min(chunk, end - row), a.array(), a.at(row, 0), a.col(), x.array(), x.offset(),
          y.array(), y.at(row, 0));
    }
  }
}
