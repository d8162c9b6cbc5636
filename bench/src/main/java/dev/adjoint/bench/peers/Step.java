package dev.adjoint.bench.peers;

/// A workload made ready by a competitor.
interface Step extends AutoCloseable {
  /// Does it once: forward, loss, backward, update. The result is the loss before the update; of a matrix
  /// product, 0.
  double run();

  /// What is compared with the other competitors: the gradients at the current parameters, in the order of
  /// the workload's parameters, with nothing updated; or the product.
  float[][] results();

  /// Which of the library's kernels runs, where it has several and says so.
  default String kernel() {
    return "";
  }

  @Override
  default void close() {}
}
