package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.kernel.Workers;

/// Shares the rows of a run out among threads: sequences side by side do not touch each other, so that a
/// thread takes some of them through all steps. No bit depends on which.
final class Rows {
  /// Multiply-adds of a run below which a second thread is not worth waking.
  private static final long SERIAL = 1 << 20;
  /// Rows below which a product wastes what it reads of the weights.
  private static final int FEWEST = 8;

  /// Some of the rows.
  @FunctionalInterface
  interface Part {
    void run(int from, int to);
  }

  private Rows() {}

  static void run(CellPlan plan, Extent e, Part part) {
    long work = (long) e.steps() * e.rows() * plan.gates() * e.units() * e.units();
    int most = Math.min(Workers.shared().threads(), e.rows() / FEWEST);
    int parts = work < SERIAL ? 1 : Math.max(1, most);
    Workers.shared().run(parts, i -> part.run(cut(e.rows(), parts, i), cut(e.rows(), parts, i + 1)));
  }

  private static int cut(int rows, int parts, int i) {
    return (int) ((long) rows * i / parts);
  }
}
