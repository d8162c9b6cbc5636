package dev.adjoint.examples.languageofname;

/// A hash of text that is the same everywhere and for ever and spreads short texts evenly: FNV-1a over UTF-16
/// units, then the finalizer of MurmurHash3, so that each bit of the result depends on each bit of the text.
///
/// FNV: G. Fowler, L. C. Noll, K.-P. Vo; finalizer: A. Appleby, MurmurHash3 (2011).
final class Hash {
  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private Hash() {}

  static int of(CharSequence text) {
    return of(text, 0, text.length(), 0);
  }

  /// The hash of the characters from `from` up to `to`; another salt gives another, unrelated hash.
  static int of(CharSequence text, int from, int to, int salt) {
    int h = OFFSET_BASIS ^ salt;
    for (int i = from; i < to; i++) {
      h = (h ^ text.charAt(i)) * PRIME;
    }
    h = (h ^ h >>> 16) * 0x85ebca6b;
    h = (h ^ h >>> 13) * 0xc2b2ae35;
    return h ^ h >>> 16;
  }
}
