package dev.adjoint.core.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0", "-0.0, -0", "3, 3", "-17, -17", "999999, 999999", "1000000, 1e6", "0.1, 0.1", "0.12345, 0.1235",
    "-2.5, -2.5", "123456.7, 123500", "0.001, 0.001", "0.0009999, 9.999e-4", "1e-320, 1e-320",
    "1.7976931348623157e308, 1.798e308",
    "NaN, NaN", "Infinity, ∞", "-Infinity, -∞"
  })
  void numbersHaveFourDigits(double x, String text) {
    assertEquals(text, Text.number(x));
  }

  @Test
  void whatCannotBeSeenIsEscaped() {
    assertEquals("a\\nb\\tc\\r", Text.visible("a\nb\tc\r"));
    assertEquals("\\u0000\\u202e\\ud800\\ufffe", Text.visible("\u0000\u202E\uD800\uFFFE"));
    assertEquals("\"\"", Text.visible(""));
    assertEquals("\" \"", Text.visible(" "));
    assertEquals("ünï 日本 😀", Text.visible("ünï 日本 😀"));
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertEquals("😀😀…", Text.shorten("😀😀😀😀", 3));
    assertEquals("abc", Text.shorten("abc", 3));
  }

  @Test
  void pathsOfScopes() {
    assertEquals("a/b", Scopes.prefix("a/b/c", 2));
    assertEquals("", Scopes.prefix("a/b/c", 0));
    assertEquals("a", Scopes.prefix("a", 7));
    assertEquals("a/b", Scopes.common("a/b/c", "a/b/d"));
    assertEquals("", Scopes.common("ab/c", "a/c"));
    assertEquals("a", Scopes.common("a", "a/c"));
    assertEquals("a/c", Scopes.common("a/c", "a/c"));
    assertEquals(0, Scopes.depth(""));
    assertEquals(3, Scopes.depth("a/b/c"));
  }

  /// Boxes must hold their text in whatever sans-serif font there is: wide text counts as wide.
  @Test
  void widthFollowsTheCharacters() {
    assertTrue(TextWidth.of("iiii", 10) < TextWidth.of("aaaa", 10));
    assertTrue(TextWidth.of("aaaa", 10) < TextWidth.of("MMMM", 10));
    assertTrue(TextWidth.of("aaaa", 10) < TextWidth.of("日本日本", 10));
    assertEquals(TextWidth.of("e", 10), TextWidth.of("e\u0301", 10));
    assertEquals(2 * TextWidth.of("abc", 10), TextWidth.of("abc", 20), 1e-12);
  }
}
