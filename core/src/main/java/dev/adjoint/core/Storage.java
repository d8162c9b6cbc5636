package dev.adjoint.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The array behind one or more plain tensors, apart from who recorded them.
///
/// A storage can lose its array: a tape that is closed hands its arrays back to [Buffers], and a variable
/// that is updated reuses the array of a value nobody needs. The array moves on into another storage, so that
/// a tensor that still points here can say so instead of showing another tensor's numbers.
final class Storage {
  private static final int PINNED = 1 << 30;
  private static final int TAKEN = 1 << 31;
  private static final VarHandle HOLDS;

  static {
    try {
      HOLDS = MethodHandles.lookup().findVarHandle(Storage.class, "holds", int.class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /// The array; where it was taken, a string that says why.
  private Object content;

  /// How many tapes need the value, and the flags. A variable's storage is held and taken by many threads.
  @SuppressWarnings("UnusedVariable") // only by its handle
  private volatile int holds;

  /// Where its owner keeps it, for [Holdings].
  int place;

  Storage(Object array) {
    content = array;
  }

  Object array() {
    Object array = content;
    if (array instanceof String why) {
      throw new TapeException(why);
    }
    return array;
  }

  /// Makes this storage keep its array for good.
  void pin() {
    HOLDS.getAndBitwiseOr(this, PINNED);
  }

  /// Counts one tape that still needs the value.
  void lease() {
    HOLDS.getAndAdd(this, 1);
  }

  void endLease() {
    HOLDS.getAndAdd(this, -1);
  }

  /// Takes the array out, or gives null where somebody may still read it here.
  @Nullable Object take(String why) {
    return take(why, 0);
  }

  /// Takes the array out of a storage that nobody but the caller needs, whose lease is to be ended yet; gives null
  /// where others do.
  @Nullable Object takeFromLessee(String why) {
    return take(why, 1);
  }

  private @Nullable Object take(String why, int leases) {
    if (!HOLDS.compareAndSet(this, leases, TAKEN | leases)) {
      return null;
    }
    Object array = content;
    content = why;
    return array;
  }
}
