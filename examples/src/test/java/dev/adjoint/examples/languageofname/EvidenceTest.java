package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final Name NORGE = new Name("norge", 0, "country NO");
  private static final Name NORJA = new Name("norja", 1, "country NO");
  private static final Name SVERIGE = new Name("sverige", 0, "country SE");
  private static final Name RUOTSI = new Name("ruotsi", 1, "country SE");
  private static final Name SUOMI = new Name("suomi", 1, "country FI");

  @Test
  void leavesOutWhatIsKnownOfTheNamesOwnEntity() {
    // The evidence for a training name is what it would be had its entity never been seen.
    Evidence with = new Evidence(List.of(NORGE, NORJA, SVERIGE, RUOTSI, SUOMI), 2);
    Evidence without = new Evidence(List.of(SVERIGE, RUOTSI, SUOMI), 2);
    float[] own = with.rows(List.of(NORGE));
    float[] unseen = without.rows(List.of(NORGE));
    int neighbours = Evidence.FIGURES - Neighbours.FIGURES;
    for (int language = 0; language < 2; language++) {
      int from = language * Evidence.FIGURES;
      assertArrayEquals(
          Arrays.copyOfRange(unseen, from, from + neighbours),
          Arrays.copyOfRange(own, from, from + neighbours),
          1e-6f);
    }
    assertFalse(Arrays.equals(own, with.row("norge")), "a question is answered with all that is known");
  }

  @Test
  void countsAreWholeAgainAfterwards() {
    Evidence evidence = new Evidence(List.of(NORGE, NORJA, SVERIGE, RUOTSI), 2);
    float[] before = evidence.row("norge");
    evidence.rows(List.of(NORGE, RUOTSI));
    assertArrayEquals(before, evidence.row("norge"));
  }

  @Test
  void everyTraitLongerThanAPairFallsIntoOneCellOfEachLanguage() {
    float[] row = new Evidence(List.of(NORGE, RUOTSI), 2).row("norge");
    int cells = Evidence.CELLS;
    Traits traits = Traits.of("norge");
    long rare = IntStream.range(0, traits.size()).map(traits::kind)
        .filter(kind -> !Traits.isNgrams(kind, 1) && !Traits.isNgrams(kind, 2)).count();
    for (int language = 0; language < 2; language++) {
      double total = 0;
      for (int cell = 0; cell < cells; cell++) {
        total += Math.pow(row[language * Evidence.FIGURES + cell] / 0.3, 2);
      }
      assertEquals(rare, total, 1e-3); // squares of float32 roots
    }
  }

  @Test
  void whatIsCenteredSumsToZeroOverLanguages() {
    float[] row = new Evidence(List.of(NORGE, NORJA, SVERIGE), 2).row("sverige");
    boolean speaks = false;
    for (int figure = Evidence.CELLS; figure < Evidence.FIGURES; figure++) {
      assertEquals(0, row[figure] + row[Evidence.FIGURES + figure], 1e-6);
      speaks |= row[figure] > 0.1;
    }
    assertTrue(speaks, "for the language that knows the name");
  }

  @Test
  void neighboursAreNearestFirst() {
    Neighbours neighbours = new Neighbours(List.of(NORGE, NORJA, SVERIGE), 2);
    double[][] all = neighbours.of("norge", "");
    assertEquals(1, all[0][0], 1e-6, "itself");
    assertTrue(all[0][1] > 0 && all[0][1] < 1, "norja shares its beginning");
    double[][] others = neighbours.of("norge", "country NO");
    assertEquals((1 + others[0][0]) / 5, all[1][0], 1e-6);
    assertEquals(0, others[0][1], "no other name in that language");
  }

  @Test
  void traitsOfAKindAreCountedByKind() {
    // ^ab$: 4 + 3 + 2 + 1 n-grams of up to 4 characters, as many of the pattern ^aC$, a word, no beginning or
    // ending shorter than it, two n-grams with a gap.
    Traits traits = Traits.of("ab");
    int[] perKind = new int[Traits.KINDS];
    for (int i = 0; i < traits.size(); i++) {
      perKind[traits.kind(i)]++;
    }
    assertArrayEquals(new int[] {4, 3, 2, 1, 0, 0, 4, 3, 2, 1, 0, 1, 0, 0, 2}, perKind);
    assertEquals(23, traits.size());
  }

  @Test
  void ngramsAreFoundWhereTheyBegin() {
    Traits traits = Traits.of("abe");
    assertEquals("ab", text(traits, traits.ngram(Traits.Reading.TEXT, 1, 2)));
    assertEquals("be$", text(traits, traits.ngram(Traits.Reading.TEXT, 2, 3)));
    assertEquals("^abe$", text(traits, traits.ngram(Traits.Reading.TEXT, 0, 5)));
    assertEquals("aC", text(traits, traits.ngram(Traits.Reading.PATTERN, 1, 2)));
    assertEquals("e", text(traits, traits.ngram(Traits.Reading.PATTERN, 3, 1)));
  }

  private static String text(Traits traits, int i) {
    return traits.key(i).substring(1);
  }
}
