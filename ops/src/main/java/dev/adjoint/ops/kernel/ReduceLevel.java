package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;

/// One pass of a reduction: each block of elements along the axis gives one, so that `(outer, n, inner)`
/// becomes `(outer, blocks, inner)`.
final class ReduceLevel implements Workers.Task {
  private static final int ROW_CHUNKS = 64;
  private static final int COLUMN_ROWS = 128;
  /// Columns that one item of work takes at most.
  private static final int COLUMNS = 1024;
  /// Elements below which a second thread is not worth waking, and elements of one task.
  private static final int SERIAL = 1 << 17;
  private static final int TASK = 1 << 15;
  /// Short rows that are reduced side by side: at least the elements of a vector.
  private static final int SIDE = 32;

  private final ReduceKernel kernel;
  private final ReduceKernel scalar;
  private final DType dtype;
  /// Elements in a vector, and in a chunk of a row.
  private final int lanes;
  private final int chunk;
  private final Object x;
  private final int n;
  private final int inner;
  private final int block;
  private final int blocks;
  /// Parts that columns are divided into.
  private final int parts;
  /// Items of work: one block of one part of the columns, or of a row.
  private final int items;
  private final int itemsInTask;
  private final Object y;

  private ReduceLevel(
      Reduction reduction, DType dtype, int bits, Object x, int outer, int n, int inner, int block,
      Object y) {
    this.dtype = dtype;
    this.x = x;
    this.n = n;
    this.inner = inner;
    this.block = block;
    this.y = y;
    kernel = ReduceKernel.of(reduction, dtype, bits);
    scalar = ReduceKernel.of(reduction, dtype, 0);
    lanes = bits == 0 ? 1 : bits / 8 / dtype.bytes();
    chunk = ReduceKernel.ROW_BYTES / dtype.bytes();
    blocks = blocks(n, block);
    parts = Math.ceilDiv(inner, COLUMNS);
    items = outer * blocks * parts;
    long size = (long) outer * n * inner;
    itemsInTask = size < SERIAL ? items : (int) Math.max(1, TASK / (size / items));
  }

  /// Reduces `x` to `y`, level by level.
  static void reduce(
      Reduction reduction, DType dtype, int bits, Workers workers, Object x, int outer, int n, int inner,
      Object y) {
    int block = inner == 1 ? ROW_CHUNKS * ReduceKernel.ROW_BYTES / dtype.bytes() : COLUMN_ROWS;
    int blocks = blocks(n, block);
    Object out = blocks == 1 ? y : dtype.newArray(outer * blocks * inner);
    ReduceLevel level = new ReduceLevel(reduction, dtype, bits, x, outer, n, inner, block, out);
    workers.run(Math.ceilDiv(level.items, level.itemsInTask), level);
    if (blocks > 1) {
      reduce(reduction, dtype, bits, workers, out, outer, blocks, inner, y);
    }
  }

  private static int blocks(int n, int block) {
    return Math.max(1, Math.ceilDiv(n, block));
  }

  @Override
  public void run(int task) {
    int end = Math.min(items, (task + 1) * itemsInTask);
    if (inner == 1 && n > 0 && n < chunk && dtype.isFloating()) {
      shortRows(task * itemsInTask, end);
    } else if (inner == 1) {
      Object rest = dtype.newArray(chunk);
      for (int item = task * itemsInTask; item < end; item++) {
        row(item, rest);
      }
    } else {
      for (int item = task * itemsInTask; item < end; item++) {
        columns(item);
      }
    }
  }

  private void row(int item, Object rest) {
    int from = item % blocks * block;
    int length = Math.min(block, n - from);
    int at = item / blocks * n + from;
    int chunks = length / chunk;
    int left = length % chunk;
    if (left > 0) {
      System.arraycopy(kernel.identities, 0, rest, 0, chunk);
      System.arraycopy(x, at + length - left, rest, 0, left);
    }
    kernel.row(x, at, chunks, rest, left > 0, y, item);
  }

  /// Rows of less than one chunk, many at a time: side by side in scratch, where each vector holds elements
  /// of as many rows. The accumulators that a row would leave at the identity are left out.
  private void shortRows(int from, int end) {
    Object side = dtype.newArray((n + 1) * SIDE);
    System.arraycopy(kernel.identities, 0, side, n * SIDE, Math.min(chunk, SIDE));
    for (int row = from; row < end; row += SIDE) {
      int rows = Math.min(SIDE, end - row);
      GemmPacking.transpose(x, row * n, n, n, rows, side, 0, SIDE);
      for (int left = n; left > 1; ) {
        int half = Integer.highestOneBit(left - 1);
        kernel.pairs(side, (left - half) * SIDE, half * SIDE);
        left = half;
      }
      kernel.pairs(side, SIDE, n * SIDE);
      System.arraycopy(side, 0, y, row, rows);
    }
  }

  private void columns(int item) {
    int part = item % parts;
    int row = item / parts;
    int from = row % blocks * block;
    int rows = Math.min(block, n - from);
    int at = (row / blocks * n + from) * inner;
    int yAt = row * inner;
    int first = part * COLUMNS;
    int end = Math.min(inner, first + COLUMNS);
    int j = first;
    for (; j <= end - ReduceKernel.STRIP * lanes; j += ReduceKernel.STRIP * lanes) {
      kernel.strip(x, at + j, inner, rows, y, yAt + j);
    }
    for (; j <= end - lanes; j += lanes) {
      kernel.vector(x, at + j, inner, rows, y, yAt + j);
    }
    if (j < end && end - first >= lanes) {
      // Some columns once more, with the same result.
      kernel.vector(x, at + end - lanes, inner, rows, y, yAt + end - lanes);
      return;
    }
    for (; j <= end - ReduceKernel.STRIP; j += ReduceKernel.STRIP) {
      scalar.strip(x, at + j, inner, rows, y, yAt + j);
    }
    for (; j < end; j++) {
      scalar.vector(x, at + j, inner, rows, y, yAt + j);
    }
  }
}
