package dev.adjoint.examples.languageofname;

import java.util.Arrays;

/// The traits of a name that a language may be known by: its character n-grams, parted into kinds. A kind is
/// what a reader would look at: letters, syllable shapes, words, beginnings, endings.
final class Traits {
  /// What n-grams are taken of, and the kinds they are, one for each length.
  enum Reading {
    /// The characters of `^name$`.
    TEXT(0, 6),
    /// Their pattern, [NgramHasher#pattern].
    PATTERN(TEXT.longest, 5);

    private final int firstKind;
    /// The most characters of an n-gram.
    final int longest;

    Reading(int firstKind, int longest) {
      this.firstKind = firstKind;
      this.longest = longest;
    }

    /// The kind of the n-grams of `n` characters.
    int kind(int n) {
      return firstKind + n - 1;
    }
  }

  private static final int WORDS = Reading.TEXT.longest + Reading.PATTERN.longest;
  private static final int BEGINNINGS = WORDS + 1;
  private static final int ENDINGS = WORDS + 2;
  private static final int GAPS = WORDS + 3;

  /// The number of kinds.
  static final int KINDS = WORDS + 4;

  /// Whether a kind is n-grams of this many characters, of the text or of its pattern.
  static boolean isNgrams(int kind, int n) {
    return kind == Reading.TEXT.kind(n) || kind == Reading.PATTERN.kind(n);
  }

  /// All traits of a name as one bag, hashed, for a model that does not tell kinds apart.
  static final Bagging BAGGING =
      new Bagging() {
        @Override
        public Bag bag(String name) {
          Traits traits = of(name);
          int[] hashed = new int[traits.size];
          Arrays.setAll(hashed, i -> Integer.remainderUnsigned(Hash.of(traits.keys[i]), buckets()));
          return Bag.of(hashed);
        }

        @Override
        public int buckets() {
          return 1 << 20;
        }
      };

  private final int length;
  private String[] keys = new String[64];
  private final int[] starts = new int[WORDS]; // of the n-grams of each kind
  private int size;

  private Traits(int length) {
    this.length = length;
  }

  /// The traits of a normalised name.
  static Traits of(String name) {
    String marked = "^" + name + "$";
    Traits traits = new Traits(marked.length());
    traits.addNgrams(Reading.TEXT, marked);
    traits.addNgrams(Reading.PATTERN, "^" + NgramHasher.pattern(name) + "$");
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

  private void addNgrams(Reading reading, String marked) {
    for (int n = 1; n <= reading.longest; n++) {
      starts[reading.kind(n)] = size;
      for (int from = 0; from + n <= marked.length(); from++) {
        add(reading.kind(n), marked.substring(from, from + n));
      }
    }
  }

  private void add(int kind, String text) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = (char) kind + text;
  }

  /// The number of traits, each occurrence counted.
  int size() {
    return size;
  }

  /// The `i`-th trait: its kind as a character, so that a text of two kinds is two traits, then its text.
  String key(int i) {
    return keys[i];
  }

  /// The kind of the `i`-th trait, from 0 to `KINDS - 1`.
  int kind(int i) {
    return keys[i].charAt(0);
  }

  /// The number of characters of the name with its marks, `^name$`.
  int length() {
    return length;
  }

  /// Which trait is the n-gram of `n` characters that begins at a character of `^name$`.
  int ngram(Reading reading, int from, int n) {
    return starts[reading.kind(n)] + from;
  }
}
