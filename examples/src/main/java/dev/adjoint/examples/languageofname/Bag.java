package dev.adjoint.examples.languageofname;

import java.util.Arrays;

/// How often each bucket occurs in one name: a sparse vector of counts.
final class Bag {
  private final int[] buckets;
  private final int[] counts;

  private Bag(int[] buckets, int[] counts) {
    this.buckets = buckets;
    this.counts = counts;
  }

  /// Counts equal buckets together.
  static Bag of(int... occurrences) {
    int[] sorted = occurrences.clone();
    Arrays.sort(sorted);
    int[] buckets = new int[sorted.length];
    int[] counts = new int[sorted.length];
    int size = 0;
    for (int bucket : sorted) {
      if (size == 0 || buckets[size - 1] != bucket) {
        buckets[size++] = bucket;
      }
      counts[size - 1]++;
    }
    return new Bag(Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
  }

  /// The number of different buckets.
  int size() {
    return buckets.length;
  }

  /// The `i`-th bucket; they ascend.
  int bucket(int i) {
    return buckets[i];
  }

  /// The count of the `i`-th bucket, at least 1.
  int count(int i) {
    return counts[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bag that
        && Arrays.equals(buckets, that.buckets) && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(buckets) + Arrays.hashCode(counts);
  }
}
