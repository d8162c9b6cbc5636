package dev.adjoint.core;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The storage that a tape owns, and what it holds back from others.
final class Holdings {
  private static final @Nullable Storage[] NONE = {};

  private @Nullable Storage[] owned = NONE;
  private int count;
  private long bytes;
  private long peakBytes;
  private final List<Storage> leases = new ArrayList<>();

  void own(Type type, Storage storage) {
    if (count == owned.length) {
      owned = Arrays.copyOf(owned, Math.max(16, 2 * count));
    }
    storage.place = count;
    owned[count++] = storage;
    bytes += type.bytes();
    peakBytes = Math.max(peakBytes, bytes);
  }

  private boolean owns(Storage storage) {
    return storage.place < count && owned[storage.place] == storage;
  }

  /// Moves the array of an owned storage into another, unless somebody beside the one lessee needs it.
  @Nullable Storage move(Storage from, String why) {
    Object array = owns(from) ? from.takeFromLessee(why) : null;
    if (array == null) {
      return null;
    }
    Storage to = new Storage(array);
    to.place = from.place;
    owned[to.place] = to;
    return to;
  }

  /// Hands the array of a storage to the pool, unless it is not owned or somebody needs it.
  void release(Storage storage, String why) {
    if (owns(storage) && give(storage, why)) {
      Storage last = owned[--count];
      owned[count] = null;
      if (last != null && last != storage) {
        owned[storage.place] = last;
        last.place = storage.place;
      }
    }
  }

  private boolean give(Storage storage, String why) {
    Object array = storage.take(why);
    if (array == null) {
      return false;
    }
    DType dtype = DType.of(array);
    int length = Array.getLength(array);
    bytes -= (long) length * dtype.bytes();
    Buffers.give(dtype, length, array);
    return true;
  }

  void releaseAll(String why) {
    for (int i = 0; i < count; i++) {
      Storage storage = owned[i];
      if (storage != null) {
        give(storage, why);
      }
    }
    owned = NONE;
    count = 0;
    bytes = 0;
  }

  /// Keeps the array of a storage, owned or not, from being taken until [#endLeases].
  void lease(Storage storage) {
    storage.lease();
    leases.add(storage);
  }

  void endLeases() {
    for (Storage s : leases) {
      s.endLease();
    }
    leases.clear();
  }

  long bytes() {
    return bytes;
  }

  long peakBytes() {
    return peakBytes;
  }
}
