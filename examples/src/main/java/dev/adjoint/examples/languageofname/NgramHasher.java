package dev.adjoint.examples.languageofname;

import java.util.Arrays;

/// Turns a name into a bag of hashed character n-grams: every run of `shortest` to `longest` characters of
/// `^name$` falls into one of `buckets` buckets. The marks let a model tell a beginning or an ending from the
/// same letters within a word. No dictionary is kept, so that unseen n-grams have a place too, at the price
/// of collisions (K. Weinberger et al., *Feature Hashing for Large Scale Multitask Learning*, ICML 2009).
///
/// @param shortest       the fewest characters of an n-gram, at least 1
/// @param longest        the most characters of an n-gram
/// @param longestPattern the most characters of an n-gram of its [#pattern]; they begin at 2, so 1 means none
/// @param buckets        the number of features
record NgramHasher(int shortest, int longest, int longestPattern, int buckets) implements Bagging {
  /// Salts: the same characters are other features in a pattern than in a name.
  private static final int TEXT = 0;
  private static final int PATTERN = 0x9e3779b9;

  NgramHasher {
    if (shortest < 1 || longest < shortest || longestPattern < 1 || buckets < 1) {
      throw new IllegalArgumentException("n-grams of " + shortest + " to " + longest + " characters, patterns"
          + " up to " + longestPattern + ", " + buckets + " buckets: all must be at least 1, in ascending order");
    }
  }

  @Override
  public Bag bag(String name) {
    int length = name.length() + 2;
    int[] hashed = new int[length * (longest - shortest + 1) + length * (longestPattern - 1)];
    int size = addNgrams("^" + name + "$", shortest, longest, TEXT, hashed, 0);
    size = addNgrams("^" + pattern(name) + "$", 2, longestPattern, PATTERN, hashed, size);
    return Bag.of(Arrays.copyOf(hashed, size));
  }

  private int addNgrams(String marked, int shortest, int longest, int salt, int[] hashed, int size) {
    for (int n = shortest; n <= longest; n++) {
      for (int from = 0; from + n <= marked.length(); from++) {
        hashed[size++] = Integer.remainderUnsigned(Hash.of(marked, from, from + n, salt), buckets);
      }
    }
    return size;
  }

  /// The name with its plain consonants made alike: `österrike` becomes `öCCeCCiCe`. Vowels, accented letters
  /// and the shape of syllables tell a language even where the stem is foreign to it.
  static String pattern(String name) {
    StringBuilder pattern = new StringBuilder(name);
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c >= 'a' && c <= 'z' && "aeiouy".indexOf(c) < 0) {
        pattern.setCharAt(i, 'C');
      }
    }
    return pattern.toString();
  }
}
