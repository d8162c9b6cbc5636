package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterModelsTest {
  private static final double A = 8;
  private static final double SHARE = 1 / 150.0;

  private static double[][] figures(TraitCounts counts, String name) {
    Traits traits = Traits.of(name);
    return new CharacterModels(counts).of(traits, counts.find(traits));
  }

  private static TraitCounts counts(String... oneNameOfEachLanguage) {
    TraitCounts counts = new TraitCounts(oneNameOfEachLanguage.length);
    for (int language = 0; language < oneNameOfEachLanguage.length; language++) {
      counts.count(counts.learn(Traits.of(oneNameOfEachLanguage[language])), language, 1);
    }
    return counts;
  }

  @Test
  void agreeWithAComputationByHand() {
    // The training names are aba and c; three characters are read of the name ab: a, b, $.
    double[][] figures = figures(counts("aba", "c"), "ab");
    double a = (2 + A * SHARE) / (4 + A);
    double b = (1 + A * SHARE) / (4 + A);
    double end = b;
    assertEquals(Math.log(a) + Math.log(b) + Math.log(end), figures[0][0], 1e-12, "no history");
    double aAfterMark = (1 + A * a) / (1 + A);
    double bAfterA = (1 + A * b) / (2 + A);
    double endAfterB = A * end / (1 + A);
    assertEquals(
        Math.log(aAfterMark) + Math.log(bAfterA) + Math.log(endAfterB), figures[1][0], 1e-12, "one before");
    double other = A * SHARE / (2 + A);
    assertEquals(2 * Math.log(other) + Math.log((1 + A * SHARE) / (2 + A)), figures[0][1], 1e-12, "c");
  }

  @Test
  void probabilitiesOfAllCharactersSumToOne() {
    TraitCounts counts = counts("aba");
    double end = Math.exp(figures(counts, "")[0][0]);
    double seen = end;
    for (String c : List.of("a", "b")) {
      seen += Math.exp(figures(counts, c)[0][0]) / end;
    }
    double unseen = Math.exp(figures(counts, "x")[0][0]) / end;
    assertEquals(1, seen + 147 * unseen, 1e-12);
  }

  @Test
  void backwardsIsForwardsOfMirroredNames() {
    double[][] straight = figures(counts("norge", "norja"), "norma");
    double[][] mirrored = figures(counts("egron", "ajron"), "amron");
    int figuresOfReading = Traits.Reading.TEXT.longest + 2;
    for (int figure = 0; figure < figuresOfReading; figure++) {
      assertArrayEquals(straight[figure], mirrored[figuresOfReading + figure], 1e-12, "figure " + figure);
      assertArrayEquals(straight[figuresOfReading + figure], mirrored[figure], 1e-12, "figure " + figure);
    }
  }

  @Test
  void boundedFiguresSpeakForTheLanguageThatKnowsTheName() {
    double[][] figures = figures(counts("norge", "suomi"), "norge");
    int bounded = Traits.Reading.TEXT.longest;
    assertTrue(figures[bounded][0] > 0 && figures[bounded][1] < 0, "for Norwegian");
    assertTrue(figures[bounded][0] <= 6 && figures[bounded][1] >= -6, "one of n, o, r, g, e, $ at most");
    assertTrue(figures[bounded + 1][0] >= figures[bounded][0], "what speaks against it is left out");
    assertTrue(figures[bounded + 1][1] >= 0);
  }
}
