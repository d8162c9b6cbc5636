package dev.adjoint.ops.kernel.row;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Scratch;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.pointwise.Placement;
import dev.adjoint.ops.kernel.reduce.ReduceKernel;
import dev.adjoint.ops.kernel.reduce.ReduceLevel;
import dev.adjoint.ops.kernel.row.RowProgram.Owner;
import dev.adjoint.ops.kernel.row.RowProgram.Role;
import dev.adjoint.ops.kernel.row.RowProgram.Slot;
import dev.adjoint.ops.kernel.row.RowProgram.Step;

/// One run of a [RowProgram]: which rows are taken at a time, and how they lie.
///
/// - Rows as long as a chunk of [ReduceKernel] or longer stay as they are.
/// - Shorter ones are laid side by side in scratch space, where neighbours are elements of different rows:
///   vectors are full whatever the length, and a reduction adds vectors.
/// - A row longer than a block of [ReduceLevel] is cut into such blocks, and each phase of the program runs
///   over all of them before the next.
final class RowTiles {
  /// Elements that are worked on together: a few rows' inputs and outputs in the L1 cache.
  private static final int TILE = 2048;
  private static final int LEAST_SIDE = 128;
  private static final int MOST_SIDE = 512;
  /// Elements times operations in a task, and how many more are not worth a second thread.
  private static final int TASK = 1 << 19;
  /// Between two arrays in scratch space, lest they lie in the same sets of the cache.
  private static final int GAP = 16;

  private final RowKernels kernels;
  private final Slot[] slots;
  private final Step[] steps;
  private final Workers workers;
  private final DType dtype;
  private final int m;
  private final int k;
  private final Object[] x;
  private final Object[] y;
  private final boolean side;
  private final int block;
  private final int rows;

  RowTiles(RowProgram program, DType dtype, int m, int k, Object[] x, Object[] y) {
    this.dtype = dtype;
    this.m = m;
    this.k = k;
    this.x = x;
    this.y = y;
    workers = program.workers();
    block = Math.min(k, ReduceLevel.rowBlock(dtype));
    side = k < ReduceKernel.ROW_BYTES / dtype.bytes();
    kernels = program.kernels(dtype, side);
    slots = kernels.slots;
    steps = kernels.steps;
    int fitting = TILE / k;
    rows = side ? Math.clamp(fitting / LEAST_SIDE * LEAST_SIDE, LEAST_SIDE, MOST_SIDE) : Math.max(1, fitting);
  }

  void run() {
    if (block < k) {
      for (int row = 0; row < m; row++) {
        longRow(row);
      }
      return;
    }
    int tiles = Math.ceilDiv(m, rows);
    int tilesInTask = Math.clamp((long) TASK / ((long) rows * k * kernels.operations), 1, tiles);
    workers.run(Math.ceilDiv(tiles, tilesInTask), task -> {
      Tile tile = new Tile();
      for (int i = task * tilesInTask; i < Math.min(tiles, (task + 1) * tilesInTask); i++) {
        tile.run(i * rows, Math.min(rows, m - i * rows));
      }
      tile.end();
    });
  }

  /// Elements that a role takes in a tile.
  private int size(Role role) {
    return (role == Role.ROW ? rows * block : rows) + GAP;
  }

  /// Whether a slot lies in scratch space.
  private boolean isLocal(Slot slot) {
    return slot.owner() == Owner.TILE || side && slot.role() == Role.ROW;
  }

  /// Some rows, or a block of one, being worked on.
  private final class Tile {
    private final Object scratch;
    private final Object[] arrays = new Object[slots.length];
    private final int[] bases = new int[slots.length];
    private final int[] at = new int[slots.length];
    private final Placement places = new Placement(slots.length);
    private final Object rest = dtype.newArray(side ? 0 : ReduceKernel.ROW_BYTES / dtype.bytes());

    Tile() {
      int size = 0;
      for (int i = 0; i < bases.length; i++) {
        if (isLocal(slots[i])) {
          bases[i] = size;
          size += size(slots[i].role());
        }
      }
      scratch = Scratch.take(dtype, size);
      for (int i = 0; i < arrays.length; i++) {
        Slot slot = slots[i];
        Object[] given = slot.owner() == Owner.CALLER_IN ? x : y;
        arrays[i] = isLocal(slot) ? scratch : given[slot.number()];
      }
    }

    void end() {
      Scratch.give(scratch);
    }

    /// All steps on `count` rows.
    void run(int first, int count) {
      place(first, count);
      if (side) {
        layOut(first, count);
      }
      for (int i = 0; i < steps.length; i++) {
        Step step = steps[i];
        ReduceKernel reduction = kernels.reduction(i);
        if (reduction == null) {
          boolean row = kernels.isRow(step);
          run(i, row && !side ? k : count, !row ? 1 : side ? k : count);
          continue;
        }
        int source = step.source();
        int target = step.target();
        if (side) {
          reduction.columns(arrays[source], at[source], count, k, count, arrays[target], at[target]);
        } else {
          reduction.rows(arrays[source], at[source], k, count, arrays[target], at[target], rest);
        }
      }
      if (side) {
        layBack(first, count);
      }
    }

    /// Where each slot begins, and how far it advances from run to run.
    private void place(int first, int count) {
      for (int i = 0; i < at.length; i++) {
        boolean local = isLocal(slots[i]);
        int advance = 0;
        switch (slots[i].role()) {
          case ROW -> {
            at[i] = local ? bases[i] : first * k;
            advance = side ? count : k;
          }
          case VALUE -> {
            at[i] = local ? bases[i] : first;
            advance = side ? 0 : 1;
          }
          case SHARED -> advance = side ? 1 : 0;
          case SCALAR -> { }
        }
        places.set(i, at[i], advance);
      }
    }

    /// A step that is a formula, where slots were placed.
    private void run(int step, int n, int runs) {
      int target = steps[step].target();
      places.output(at[target], n, kernels.splat(steps[step]));
      kernels.formula(step).run(arrays, arrays[target], places, steps[step].constants(), runs);
    }

    /// Lays the inputs' rows side by side.
    private void layOut(int first, int count) {
      for (int i = 0; i < at.length; i++) {
        if (slots[i].role() == Role.ROW && slots[i].owner() == Owner.CALLER_IN) {
          SideBySide.in(x[slots[i].number()], first * k, k, count, scratch, at[i]);
        }
      }
    }

    /// Lays the outputs' rows one after the other.
    private void layBack(int first, int count) {
      for (int i = 0; i < at.length; i++) {
        if (slots[i].role() == Role.ROW && slots[i].owner() == Owner.CALLER_OUT) {
          SideBySide.out(scratch, at[i], k, count, y[slots[i].number()], first * k);
        }
      }
    }

    /// The steps of one phase that compute rows, on one block of a row; what it reduces goes to element
    /// `number` of `partial`.
    void runBlock(int row, int number, int phase, Object[] values, Object[] partial) {
      int from = number * block;
      int n = Math.min(block, k - from);
      for (int i = 0; i < at.length; i++) {
        boolean local = isLocal(slots[i]);
        switch (slots[i].role()) {
          case ROW -> at[i] = local ? bases[i] : row * k + from;
          case VALUE -> {
            at[i] = local ? 0 : row;
            arrays[i] = local ? values[i] : arrays[i];
          }
          case SHARED -> at[i] = from;
          case SCALAR -> { }
        }
        places.set(i, at[i], 0);
      }
      for (int i = 0; i < steps.length; i++) {
        Step step = steps[i];
        int source = step.source();
        if (step.phase() != phase) {
          continue;
        }
        ReduceKernel reduction = kernels.reduction(i);
        if (reduction != null) {
          reduction.rows(arrays[source], at[source], n, 1, partial[i], number, rest);
        } else if (kernels.isRow(step)) {
          run(i, n, 1);
        }
      }
    }

    /// The steps of a phase that compute values.
    void runValues(int row, int phase, Object[] values) {
      for (int i = 0; i < at.length; i++) {
        boolean local = isLocal(slots[i]);
        arrays[i] = local && slots[i].role() == Role.VALUE ? values[i] : arrays[i];
        at[i] = local || slots[i].role() == Role.SCALAR ? 0 : row;
        places.set(i, at[i], 0);
      }
      for (int i = 0; i < steps.length; i++) {
        Step step = steps[i];
        if (step.phase() == phase && kernels.reduction(i) == null && !kernels.isRow(step)) {
          run(i, 1, 1);
        }
      }
    }
  }

  private void longRow(int row) {
    int blocks = Math.ceilDiv(k, block);
    Object[] values = new Object[slots.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype.newArray(1);
    }
    int phases = 0;
    for (Step step : steps) {
      phases = Math.max(phases, step.phase() + 1);
    }
    int blocksInTask = Math.clamp((long) TASK * phases / ((long) block * kernels.operations), 1, blocks);
    for (int p = 0; p < phases; p++) {
      int phase = p;
      Object[] partial = new Object[steps.length];
      for (int i = 0; i < partial.length; i++) {
        boolean reduces = steps[i].phase() == phase && kernels.reduction(i) != null;
        partial[i] = reduces ? Scratch.take(dtype, blocks) : values;
      }
      workers.run(Math.ceilDiv(blocks, blocksInTask), task -> {
        Tile tile = new Tile();
        for (int b = task * blocksInTask; b < Math.min(blocks, (task + 1) * blocksInTask); b++) {
          tile.runBlock(row, b, phase, values, partial);
        }
        tile.end();
      });
      for (int i = 0; i < partial.length; i++) {
        ReduceKernel kernel = kernels.reduction(i);
        if (partial[i] != values && kernel != null) {
          ReduceLevel.reduce(kernel, workers, partial[i], 1, blocks, 1, values[steps[i].target()]);
          Scratch.give(partial[i]);
        }
      }
      Tile tile = new Tile();
      tile.runValues(row, phase, values);
      tile.end();
    }
  }
}
