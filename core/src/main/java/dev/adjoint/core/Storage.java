package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// The array behind one or more plain tensors, apart from who recorded them.
///
/// A storage can lose its array: a tape that is closed hands its arrays back to [Buffers], and a variable
/// that is updated reuses the array of a value nobody needs. The array moves on into another storage, so that
/// a tensor that still points here can say so instead of showing another tensor's numbers.
final class Storage {
  private @Nullable Object array;
  private String lost = "";
  private boolean pinned;
  private int leases;

  Storage(Object array) {
    this.array = array;
  }

  Object array() {
    Object a = array;
    if (a == null) {
      throw new TapeException(lost);
    }
    return a;
  }

  /// Makes this storage keep its array for good.
  synchronized void pin() {
    pinned = true;
  }

  /// Counts one tape that still needs the value.
  synchronized void lease() {
    leases++;
  }

  synchronized void endLease() {
    leases--;
  }

  /// Takes the array out, or gives null where somebody may still read it here.
  synchronized @Nullable Object take(String why) {
    if (pinned || leases > 0 || array == null) {
      return null;
    }
    Object a = array;
    array = null;
    lost = why;
    return a;
  }
}
