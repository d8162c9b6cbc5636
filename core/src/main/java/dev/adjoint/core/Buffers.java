package dev.adjoint.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The pool of arrays behind tapes: what a closed tape held serves the next one, so that a training loop,
/// whose steps ask for the same sizes again and again, allocates next to nothing. It serves any number of
/// threads and tapes at once.
///
/// Arrays come back as they were left: a kernel writes every element of its outputs. With
/// `-Dadjoint.buffers.poison=true` arrays are handed out full of NaN (or the smallest integer), which shows a
/// kernel that does not. The pool holds at most `adjoint.buffers.bytes` (a quarter of the heap by default)
/// and drops what exceeds that.
///
/// What a program needs at its peak is [Tape#peakBytes] of the tapes that are open at once, its variables,
/// and what the pool holds for the next ones.
public final class Buffers {
  /// Smaller arrays cost less to allocate than to look up.
  private static final int SMALLEST_POOLED_BYTES = 512;

  private static final boolean POISON = Boolean.getBoolean("adjoint.buffers.poison");
  private static final long CAPACITY =
      Long.getLong("adjoint.buffers.bytes", Runtime.getRuntime().maxMemory() / 4);

  /// A thread gives to its own shelf and takes from it first; a power of two.
  private static final Shelf[] SHELVES = new Shelf[8];

  static {
    Arrays.setAll(SHELVES, i -> new Shelf());
  }

  private Buffers() {}

  /// A new array that will not come back to the pool.
  static Object fresh(DType dtype, int length) {
    Object array = dtype.newArray(length);
    if (POISON) {
      poison(array);
    }
    return array;
  }

  /// An array of exactly `length` elements whose content is arbitrary.
  static Object take(DType dtype, int length) {
    Object array = isPooled(dtype, length) ? find(dtype, length) : null;
    if (array == null) {
      return fresh(dtype, length);
    }
    if (POISON) {
      poison(array);
    }
    return array;
  }

  private static @Nullable Object find(DType dtype, int length) {
    int own = ownShelf();
    for (int i = 0; i < SHELVES.length; i++) {
      Shelf shelf = SHELVES[own ^ i];
      Object array = shelf.bytes() == 0 ? null : shelf.take(dtype, length);
      if (array != null) {
        return array;
      }
    }
    return null;
  }

  /// Hands an array back; nobody may use it afterwards.
  static void give(DType dtype, int length, Object array) {
    if (isPooled(dtype, length) && pooledBytes() + (long) length * dtype.bytes() <= CAPACITY) {
      SHELVES[ownShelf()].give(dtype, length, array);
    }
  }

  private static boolean isPooled(DType dtype, int length) {
    return (long) length * dtype.bytes() >= SMALLEST_POOLED_BYTES;
  }

  private static int ownShelf() {
    return (int) Thread.currentThread().threadId() & SHELVES.length - 1;
  }

  /// How many bytes of arrays the pool holds, ready for use.
  public static long pooledBytes() {
    long sum = 0;
    for (Shelf shelf : SHELVES) {
      sum += shelf.bytes();
    }
    return sum;
  }

  /// Drops all pooled arrays.
  public static void clear() {
    for (Shelf shelf : SHELVES) {
      shelf.clear();
    }
  }

  private static void poison(Object array) {
    switch (array) {
      case float[] a -> Arrays.fill(a, Float.NaN);
      case double[] a -> Arrays.fill(a, Double.NaN);
      case int[] a -> Arrays.fill(a, Integer.MIN_VALUE);
      case long[] a -> Arrays.fill(a, Long.MIN_VALUE);
      case boolean[] a -> Arrays.fill(a, true);
      default -> throw new IllegalArgumentException("not a tensor's array: " + array.getClass());
    }
  }
}
