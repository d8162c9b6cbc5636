package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Scratch;
import dev.adjoint.ops.kernel.Workers;

/// One pass of a reduction: each block of elements along the axis gives one, so that `(outer, n, inner)`
/// becomes `(outer, blocks, inner)`.
public final class ReduceLevel implements Workers.Task {
  private static final int ROW_CHUNKS = 64;
  private static final int COLUMN_ROWS = 128;
  /// Elements below which a second thread is not worth waking, and elements of one task.
  private static final int SERIAL = 1 << 17;
  private static final int TASK = 1 << 15;

  /// What an item of work is: a block of a row, eight blocks of columns or of short rows, a block of a part
  /// of the columns.
  private enum Way { ROWS, LINES, COLUMNS }

  private final ReduceKernel kernel;
  private final Object x;
  private final int n;
  private final int inner;
  private final int block;
  private final int blocks;
  private final Way way;
  /// Parts that columns are divided into.
  private final int parts;
  private final int results;
  private final int items;
  private final int itemsInTask;
  private final Object y;

  private ReduceLevel(ReduceKernel kernel, Object x, int outer, int n, int inner, int block, Object y) {
    this.kernel = kernel;
    this.x = x;
    this.n = n;
    this.inner = inner;
    this.block = block;
    this.y = y;
    blocks = blocks(n, block);
    parts = Math.ceilDiv(inner, ReduceKernel.COLUMNS);
    results = outer * blocks * inner;
    boolean wide = inner > 1 && inner >= kernel.lanes();
    way = wide ? Way.COLUMNS : inner == 1 && n >= kernel.chunk() ? Way.ROWS : Way.LINES;
    items = switch (way) {
      case ROWS -> outer * blocks;
      case LINES -> Math.ceilDiv(results, ReduceKernel.EIGHT);
      case COLUMNS -> outer * blocks * parts;
    };
    long size = (long) outer * n * inner;
    itemsInTask = size < SERIAL ? items : (int) Math.max(1, TASK / Math.max(1, size / items));
  }

  /// Reduces `x` to `y`, level by level.
  public static void reduce(
      ReduceKernel kernel, Workers workers, Object x, int outer, int n, int inner, Object y) {
    DType dtype = Scratch.dtype(x);
    int block = inner == 1 ? rowBlock(dtype) : COLUMN_ROWS;
    int blocks = blocks(n, block);
    Object out = blocks == 1 ? y : Scratch.take(dtype, outer * blocks * inner);
    ReduceLevel level = new ReduceLevel(kernel, x, outer, n, inner, block, out);
    workers.run(Math.ceilDiv(level.items, level.itemsInTask), level);
    if (blocks > 1) {
      reduce(kernel, workers, out, outer, blocks, inner, y);
      Scratch.give(out);
    }
  }

  /// Elements of a row that are reduced together: 4096 floats, 2048 doubles.
  public static int rowBlock(DType dtype) {
    return ROW_CHUNKS * ReduceKernel.ROW_BYTES / dtype.bytes();
  }

  private static int blocks(int n, int block) {
    return Math.max(1, Math.ceilDiv(n, block));
  }

  @Override
  public void run(int task) {
    int from = task * itemsInTask;
    int end = Math.min(items, from + itemsInTask);
    switch (way) {
      case ROWS -> rows(from, end);
      case LINES -> lines(from, end);
      case COLUMNS -> {
        for (int item = from; item < end; item++) {
          columns(item);
        }
      }
    }
  }

  private void rows(int from, int end) {
    Object rest = kernel.rest();
    if (blocks == 1) {
      kernel.rows(x, from * n, n, end - from, y, from, rest);
      return;
    }
    for (int item = from; item < end; item++) {
      kernel.rows(x, start(item), length(item), 1, y, item, rest);
    }
  }

  private void lines(int from, int end) {
    int[] at = new int[ReduceKernel.EIGHT];
    int[] lengths = new int[ReduceKernel.EIGHT];
    int first = from * ReduceKernel.EIGHT;
    int last = Math.min(results, end * ReduceKernel.EIGHT);
    int row = first / inner;
    int column = first % inner;
    int start = start(row);
    int length = length(row);
    while (first < last) {
      int count = Math.min(ReduceKernel.EIGHT, last - first);
      boolean even = count == ReduceKernel.EIGHT;
      for (int i = 0; i < count; i++) {
        at[i] = start + column;
        lengths[i] = length;
        even &= length == lengths[0];
        if (++column == inner) {
          column = 0;
          row++;
          start = blocks == 1 ? start + n * inner : start(row);
          length = blocks == 1 ? n : length(row);
        }
      }
      if (even) {
        kernel.lines(x, at, inner, lengths[0], y, first);
      } else {
        for (int i = 0; i < count; i++) {
          kernel.columns(x, at[i], inner, lengths[i], 1, y, first + i);
        }
      }
      first += count;
    }
  }

  private void columns(int item) {
    int part = item % parts;
    int row = item / parts;
    int first = part * ReduceKernel.COLUMNS;
    int count = Math.min(inner - first, ReduceKernel.COLUMNS);
    kernel.columns(x, start(row) + first, inner, length(row), count, y, row * inner + first);
  }

  /// Where block number `row` begins, counted over all of `outer`.
  private int start(int row) {
    return (row / blocks * n + row % blocks * block) * inner;
  }

  /// Elements along the axis in block number `row`.
  private int length(int row) {
    return Math.min(block, n - row % blocks * block);
  }
}
