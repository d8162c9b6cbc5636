package dev.adjoint.examples.languageofname;

import java.util.Arrays;

/// The traits of a name that a language may be known by: its character n-grams, parted into kinds, each
/// hashed into one of [#BUCKETS] buckets. A kind is what a reader would look at: letters, syllable shapes,
/// words, beginnings, endings.
final class Traits {
  /// The number of buckets that all kinds share.
  static final int BUCKETS = 1 << 19;

  private static final int LONGEST = 6;
  private static final int LONGEST_PATTERN = 5;
  /// The kinds after the n-grams of 1 to 6 characters and those of 2 to 5 characters of a pattern.
  private static final int WORDS = LONGEST + LONGEST_PATTERN - 1;

  private static final int BEGINNINGS = WORDS + 1;
  private static final int ENDINGS = WORDS + 2;
  private static final int GAPS = WORDS + 3;

  /// The number of kinds.
  static final int KINDS = WORDS + 4;

  /// All traits of a name as one bag, for a model that does not tell kinds apart.
  static final Bagging BAGGING =
      new Bagging() {
        @Override
        public Bag bag(String name) {
          Traits traits = of(name);
          return Bag.of(Arrays.copyOf(traits.buckets, traits.size));
        }

        @Override
        public int buckets() {
          return BUCKETS;
        }
      };

  private int[] kinds = new int[64];
  private int[] buckets = new int[64];
  private int size;

  private Traits() {}

  /// The traits of a normalised name.
  static Traits of(String name) {
    Traits traits = new Traits();
    String marked = "^" + name + "$";
    for (int n = 1; n <= LONGEST; n++) {
      traits.addNgrams(n - 1, marked, n);
    }
    String pattern = "^" + NgramHasher.pattern(name) + "$";
    for (int n = 2; n <= LONGEST_PATTERN; n++) {
      traits.addNgrams(LONGEST + n - 2, pattern, n);
    }
    for (String word : name.split(" ")) {
      traits.add(WORDS, word);
      for (int n = 2; n <= 4 && n < word.length(); n++) {
        traits.add(BEGINNINGS, word.substring(0, n));
        traits.add(ENDINGS, word.substring(word.length() - n));
      }
    }
    for (int i = 0; i + 4 <= marked.length(); i++) {
      traits.add(GAPS, marked.charAt(i) + "?" + marked.substring(i + 2, i + 4));
      traits.add(GAPS, marked.substring(i, i + 2) + "?" + marked.charAt(i + 3));
    }
    return traits;
  }

  private void addNgrams(int kind, String marked, int n) {
    for (int from = 0; from + n <= marked.length(); from++) {
      add(kind, marked.substring(from, from + n));
    }
  }

  private void add(int kind, String text) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      buckets = Arrays.copyOf(buckets, 2 * size);
    }
    kinds[size] = kind;
    // The salt keeps equal characters of two kinds apart.
    int hash = Hash.of(text, 0, text.length(), 0x9e3779b9 * (kind + 1));
    buckets[size++] = Integer.remainderUnsigned(hash, BUCKETS);
  }

  /// The number of traits, each occurrence counted.
  int size() {
    return size;
  }

  /// The kind of the `i`-th trait, from 0 to `KINDS - 1`.
  int kind(int i) {
    return kinds[i];
  }

  /// The bucket of the `i`-th trait.
  int bucket(int i) {
    return buckets[i];
  }
}
