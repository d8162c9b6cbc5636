package dev.adjoint.examples.languageofname;

import java.util.List;

/// Names as rows of numbers for a network: `1 + ln(count)` in the bucket of each n-gram, 0 elsewhere, scaled
/// so that every row has one Euclidean length, however long the name.
final class NgramFeatures {
  /// The length of a row: with 1, Adam at its usual rate needs more epochs.
  static final float LENGTH = 3;

  private final NgramHasher hasher;

  NgramFeatures(NgramHasher hasher) {
    this.hasher = hasher;
  }

  /// The number of features, a row's dimension.
  int size() {
    return hasher.buckets();
  }

  /// The rows of these names, `(names, size)`, one after another.
  float[] rows(List<Name> names) {
    float[] rows = new float[Math.multiplyExact(names.size(), size())];
    for (int i = 0; i < names.size(); i++) {
      write(names.get(i).text(), rows, i * size());
    }
    return rows;
  }

  /// The row of one normalised name, `(size,)`.
  float[] row(String name) {
    float[] row = new float[size()];
    write(name, row, 0);
    return row;
  }

  private void write(String name, float[] rows, int from) {
    Bag bag = hasher.bag(name);
    double squares = 0;
    for (int i = 0; i < bag.size(); i++) {
      double value = 1 + Math.log(bag.count(i));
      squares += value * value;
    }
    double scale = LENGTH / Math.sqrt(squares);
    for (int i = 0; i < bag.size(); i++) {
      rows[from + bag.bucket(i)] = (float) (scale * (1 + Math.log(bag.count(i))));
    }
  }
}
