package dev.adjoint.core.dump;

/// How wide text is in a sans-serif font, near enough to fit it into a box without asking a font.
final class TextWidth {
  private static final String NARROW = "iljI.,:;'|!";
  private static final String SLIM = " ftr()[]{}/\\-\"`*°·";
  private static final String WIDE = "mwMW@%…—∞";

  private TextWidth() {}

  /// In the unit of `size`, the height of the font.
  static double of(String s, double size) {
    double em = 0;
    for (int i = 0; i < s.length(); ) {
      int c = s.codePointAt(i);
      i += Character.charCount(c);
      em += em(c);
    }
    return em * size;
  }

  private static double em(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
      return 0;
    }
    if (NARROW.indexOf(c) >= 0) {
      return 0.3;
    }
    if (SLIM.indexOf(c) >= 0) {
      return 0.38;
    }
    if (WIDE.indexOf(c) >= 0) {
      return 0.95;
    }
    boolean eastAsian = c >= 0x3000 && c < 0xA000 || c >= 0xAC00 && c < 0xFB00;
    if (Character.isIdeographic(c) || eastAsian || c > 0xFFFF) {
      return 1.05;
    }
    return Character.isUpperCase(c) ? 0.72 : 0.58;
  }
}
