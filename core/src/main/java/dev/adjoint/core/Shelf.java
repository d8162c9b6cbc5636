package dev.adjoint.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Free arrays by dtype and length, under one lock. [Buffers] has several, so that threads seldom meet at
/// one.
final class Shelf {
  /// The arrays of one dtype and length, the last given on top.
  private static final class Pile {
    final DType dtype;
    final int length;
    private @Nullable Object[] arrays = new @Nullable Object[4];
    private int size;

    Pile(DType dtype, int length) {
      this.dtype = dtype;
      this.length = length;
    }

    void push(Object array) {
      if (size == arrays.length) {
        arrays = Arrays.copyOf(arrays, 2 * size);
      }
      arrays[size++] = array;
    }

    @Nullable Object pop() {
      if (size == 0) {
        return null;
      }
      Object array = arrays[--size];
      arrays[size] = null;
      return array;
    }
  }

  /// Hashed by dtype and length, with linear probing; a power of two, at most half full.
  private @Nullable Pile[] piles = new @Nullable Pile[16];

  private int used;

  /// Read without the lock, for sums over shelves.
  private volatile long bytes;

  long bytes() {
    return bytes;
  }

  synchronized @Nullable Object take(DType dtype, int length) {
    Pile pile = piles[find(dtype, length)];
    Object array = pile == null ? null : pile.pop();
    if (array != null) {
      bytes -= (long) length * dtype.bytes();
    }
    return array;
  }

  synchronized void give(DType dtype, int length, Object array) {
    int at = find(dtype, length);
    Pile pile = piles[at];
    if (pile == null) {
      pile = new Pile(dtype, length);
      piles[at] = pile;
      if (2 * ++used > piles.length) {
        grow();
      }
    }
    pile.push(array);
    bytes += (long) length * dtype.bytes();
  }

  synchronized void clear() {
    piles = new @Nullable Pile[16];
    used = 0;
    bytes = 0;
  }

  /// Where the pile of such arrays is or belongs.
  private int find(DType dtype, int length) {
    int mask = piles.length - 1;
    int hash = (length * 8 + dtype.ordinal()) * 0x9e3779b9;
    for (int at = hash >>> 16 & mask; ; at = at + 1 & mask) {
      Pile pile = piles[at];
      if (pile == null || pile.length == length && pile.dtype == dtype) {
        return at;
      }
    }
  }

  private void grow() {
    @Nullable Pile[] before = piles;
    piles = new @Nullable Pile[2 * before.length];
    for (Pile pile : before) {
      if (pile != null) {
        piles[find(pile.dtype, pile.length)] = pile;
      }
    }
  }
}
