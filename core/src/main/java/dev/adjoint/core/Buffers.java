package dev.adjoint.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pool of arrays behind tapes: what a closed tape held serves the next one, so that a training loop, whose steps
/// ask for the same sizes again and again, allocates next to nothing.
///
/// Arrays come back as they were left: a kernel writes every element of its outputs. With `-Dadjoint.buffers.poison=true`
/// arrays are handed out full of NaN (or the smallest integer), which shows a kernel that does not. The pool holds at
/// most `adjoint.buffers.bytes` (a quarter of the heap by default) and drops what exceeds that.
public final class Buffers {
  /// Smaller arrays cost less to allocate than to look up.
  private static final int SMALLEST_POOLED_BYTES = 512;

  private static final boolean POISON = Boolean.getBoolean("adjoint.buffers.poison");
  private static final long CAPACITY =
      Long.getLong("adjoint.buffers.bytes", Runtime.getRuntime().maxMemory() / 4);

  private static final Object LOCK = new Object();
  private static final Map<Integer, ArrayDeque<Object>>[] FREE = maps();
  private static long pooledBytes;

  private Buffers() {}

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of maps, one for each dtype
  private static Map<Integer, ArrayDeque<Object>>[] maps() {
    Map[] maps = new Map[DType.values().length];
    Arrays.setAll(maps, i -> new HashMap<Integer, ArrayDeque<Object>>());
    return maps;
  }

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
    Object array = null;
    if ((long) length * dtype.bytes() >= SMALLEST_POOLED_BYTES) {
      synchronized (LOCK) {
        ArrayDeque<Object> free = FREE[dtype.ordinal()].get(length);
        array = free == null ? null : free.pollLast();
        if (array != null) {
          pooledBytes -= (long) length * dtype.bytes();
        }
      }
    }
    if (array == null) {
      return fresh(dtype, length);
    }
    if (POISON) {
      poison(array);
    }
    return array;
  }

  /// Hands an array back; nobody may use it afterwards.
  static void give(DType dtype, int length, @Nullable Object array) {
    long bytes = (long) length * dtype.bytes();
    if (array == null || bytes < SMALLEST_POOLED_BYTES) {
      return;
    }
    synchronized (LOCK) {
      if (pooledBytes + bytes <= CAPACITY) {
        FREE[dtype.ordinal()].computeIfAbsent(length, k -> new ArrayDeque<>()).addLast(array);
        pooledBytes += bytes;
      }
    }
  }

  /// How many bytes of arrays the pool holds, ready for use.
  public static long pooledBytes() {
    synchronized (LOCK) {
      return pooledBytes;
    }
  }

  /// Drops all pooled arrays.
  public static void clear() {
    synchronized (LOCK) {
      for (Map<Integer, ArrayDeque<Object>> map : FREE) {
        map.clear();
      }
      pooledBytes = 0;
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
