package dev.adjoint.nn.train;

/// Follows a training: progress bars, curves, early stopping.
public interface Listener {
  /// A step was taken.
  ///
  /// @param epoch counted from 1
  /// @param step counted from 1 within the epoch
  /// @param steps the number of steps in each epoch
  /// @param cost the cost of the mini-batch before the update
  default void stepped(int epoch, int step, int steps, double cost) {}

  /// An epoch has ended. Training stops if any listener says so.
  ///
  /// @return whether to go on
  default boolean epochEnded(Epoch epoch) {
    return true;
  }

  /// Training has ended, by itself or because a listener stopped it.
  default void ended() {}
}
