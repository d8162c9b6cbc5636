package dev.adjoint.examples.languageofname;

/// A way to turn a name into a bag of buckets.
interface Bagging {
  /// The bag of a normalised name.
  Bag bag(String name);

  /// The number of buckets.
  int buckets();
}
