package dev.adjoint.ops.kernel;

import java.lang.reflect.Array;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A few arrays of one element type that nobody uses at the moment, for any thread to take.
public final class Spares {
  private final AtomicReferenceArray<@Nullable Object> free;

  /// @param most how many are kept
  public Spares(int most) {
    free = new AtomicReferenceArray<>(most);
  }

  /// An array of at least `length` elements, whose content is arbitrary; null if there is none.
  public @Nullable Object take(int length) {
    for (int i = 0; i < free.length(); i++) {
      Object array = free.get(i);
      if (array != null && Array.getLength(array) >= length && free.compareAndSet(i, array, null)) {
        return array;
      }
    }
    return null;
  }

  /// Hands an array over, which the caller must not use afterwards. Where there is no room for it, it takes
  /// the place of a shorter one, or is dropped.
  public void give(Object array) {
    for (int i = 0; i < free.length(); i++) {
      Object there = free.get(i);
      boolean shorter = there == null || Array.getLength(there) < Array.getLength(array);
      if (shorter && free.compareAndSet(i, there, array)) {
        return;
      }
    }
  }
}
