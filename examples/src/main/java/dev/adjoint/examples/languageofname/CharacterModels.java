package dev.adjoint.examples.languageofname;

import java.util.Arrays;

/// How probable each language makes the characters of a name, one after another, given their neighbours:
///
/// ```text
/// P(c | h) = (n(hc) + A · P(c | h′)) / (n(h) + A)
/// ```
///
/// where n counts in the training names, and h′ is the history h without its farthest character; where there
/// is no history, P(c | h′) is one share for all. So a rare history leans on its shorter ones (D. J. C. MacKay,
/// L. C. Bauman Peto, *A hierarchical Dirichlet language model*, Natural Language Engineering 1, 1995).
///
/// Naive Bayes counts a character once for each n-gram it is in; here it counts once. A name is read forwards,
/// with the history before a character, and backwards, with what follows it; its text and its pattern.
final class CharacterModels {
  /// A: how many occurrences the shorter history is worth.
  private static final double STRENGTH = 8;

  private static final double CHARACTERS = 150;
  /// The length of the n-grams that give bounded sums.
  private static final int BOUNDED = 4;

  /// The number of figures for each language.
  static final int FIGURES = 2 * (Traits.Reading.TEXT.longest + 2) + 2 * (Traits.Reading.PATTERN.longest + 2);

  private final TraitCounts counts;

  CharacterModels(TraitCounts counts) {
    this.counts = counts;
  }

  /// What the models say of a name, `(FIGURES, languages)`. For each way to read it:
  ///
  /// - its log-probability by histories of 0, 1, … characters;
  /// - how much more probable its characters are than by the mean of languages, each logarithm bounded by 1
  ///   so that no foreign stem outweighs an ending; then the sum of those that speak for the language.
  ///
  /// @param found its traits
  double[][] of(Traits name, TraitCounts.Trait[] found) {
    double[][] figures = new double[FIGURES][counts.languages()];
    int first = 0;
    for (Traits.Reading reading : Traits.Reading.values()) {
      for (boolean forwards : new boolean[] {true, false}) {
        read(name, found, reading, forwards, Arrays.copyOfRange(figures, first, first + reading.longest + 2));
        first += reading.longest + 2;
      }
    }
    return figures;
  }

  private void read(
      Traits name, TraitCounts.Trait[] found, Traits.Reading reading, boolean forwards, double[][] figures) {
    int end = name.length();
    double[] p = new double[counts.languages()];
    for (int read = 1; read < end; read++) {
      int at = forwards ? read : end - 1 - read;
      Arrays.fill(p, 1 / CHARACTERS);
      for (int n = 1; n <= reading.longest; n++) {
        int from = forwards ? at - n + 1 : at;
        if (from >= 0 && from + n <= end) {
          TraitCounts.Trait ngram = found[name.ngram(reading, from, n)];
          TraitCounts.Trait history =
              n == 1
                  ? counts.anyCharacter()
                  : found[name.ngram(reading, forwards ? from : from + 1, n - 1)];
          for (int language = 0; language < p.length; language++) {
            p[language] =
                (ngram.in(language) + STRENGTH * p[language]) / (history.in(language) + STRENGTH);
          }
        }
        for (int language = 0; language < p.length; language++) {
          figures[n - 1][language] += Math.log(p[language]);
        }
        if (n == BOUNDED) {
          addBounded(p, figures[reading.longest], figures[reading.longest + 1]);
        }
      }
    }
  }

  private static void addBounded(double[] p, double[] bounded, double[] positive) {
    double mean = Arrays.stream(p).average().orElseThrow();
    for (int language = 0; language < p.length; language++) {
      double more = Math.log(p[language] / mean);
      bounded[language] += Math.clamp(more, -1, 1);
      positive[language] += Math.max(0, more);
    }
  }
}
