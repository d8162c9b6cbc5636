package dev.adjoint.ops;

/// Integers of a call that say which of several things is meant, INT32 or INT64.
final class Indices {
  private Indices() {}

  /// What to say of one that means nothing.
  @FunctionalInterface
  interface Complaint {
    String of(int position, long index);
  }

  /// The indices in an array of a call, not to be changed.
  ///
  /// @throws IndexOutOfBoundsException if one is not from 0 to `n − 1`
  static int[] checked(Object indices, int n, Complaint complaint) {
    int length = indices instanceof int[] a ? a.length : ((long[]) indices).length;
    int[] checked = indices instanceof int[] a ? a : new int[length];
    for (int i = 0; i < length; i++) {
      long index = indices instanceof int[] a ? a[i] : ((long[]) indices)[i];
      if (index < 0 || index >= n) {
        throw new IndexOutOfBoundsException(complaint.of(i, index));
      }
      if (checked != indices) {
        checked[i] = (int) index;
      }
    }
    return checked;
  }
}
