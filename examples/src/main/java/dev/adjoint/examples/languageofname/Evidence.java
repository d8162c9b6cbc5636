package dev.adjoint.examples.languageofname;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What speaks for each language: the input of the network, one row of figures for each language a name may
/// be in.
///
/// - How many of the name's traits of each kind occurred 0, 1, 2–3, 4–9 or more often in that language, and
///   0, 1–4, 5–29 or more often elsewhere. Naive Bayes weighs such counts by one formula; the network
///   learns how. Single characters and pairs are left out: they occur often everywhere.
/// - What naive Bayes would say by each kind alone.
/// - How probable the name is, character by character ([CharacterModels]).
/// - How like the name is to its nearest names in that language.
///
/// Counts are of the training names. The evidence for a training name leaves out all names of its own
/// entity, so that it is what the evidence for an unknown entity will be; otherwise the network would learn
/// to trust counts that contain the answer.
final class Evidence {
  private static final int[] IN = {1, 2, 4, 10};
  private static final int[] ELSEWHERE = {1, 5, 30};
  private static final int CELLS_OF_KIND = (IN.length + 1) * (ELSEWHERE.length + 1);
  /// Where the cells of each kind begin; -1 for those that have none.
  private static final int[] CELLS_AT = new int[Traits.KINDS];

  /// The number of cells, the first figures of each language.
  static final int CELLS = layOutCells();
  /// The number of figures for each language.
  static final int FIGURES = CELLS + Traits.KINDS + CharacterModels.FIGURES + Neighbours.FIGURES;
  /// These bring the figures to a like size, so that one learning rate suits all of them.
  private static final double CELL_SCALE = 0.3;

  private static final double LOGARITHM_SCALE = 0.2;
  private static final double NEIGHBOUR_SCALE = 5;

  private static int layOutCells() {
    int cells = 0;
    for (int kind = 0; kind < Traits.KINDS; kind++) {
      boolean common = Traits.isNgrams(kind, 1) || Traits.isNgrams(kind, 2);
      CELLS_AT[kind] = common ? -1 : cells;
      cells += common ? 0 : CELLS_OF_KIND;
    }
    return cells;
  }

  private final int languages;
  private final TraitCounts counts;
  private final CharacterModels models;
  private final Neighbours neighbours;
  private final Map<String, List<Known>> byEntity = new HashMap<>();

  /// A training name.
  private record Known(TraitCounts.Trait[] traits, int language) {}

  Evidence(List<Name> train, int languages) {
    this.languages = languages;
    counts = new TraitCounts(languages);
    models = new CharacterModels(counts);
    neighbours = new Neighbours(train, languages);
    for (Name name : train) {
      Known known = new Known(counts.learn(Traits.of(name.text())), name.language());
      byEntity.computeIfAbsent(name.entity(), _ -> new ArrayList<>()).add(known);
      counts.count(known.traits(), known.language(), 1);
    }
  }

  /// The evidence of these names, `(names, languages, FIGURES)`, each without what is known of its entity.
  float[] rows(List<Name> names) {
    int size = languages * FIGURES;
    float[] rows = new float[Math.multiplyExact(names.size(), size)];
    for (int i = 0; i < names.size(); i++) {
      String entity = names.get(i).entity();
      List<Known> same = byEntity.getOrDefault(entity, List.of());
      same.forEach(known -> counts.count(known.traits(), known.language(), -1));
      write(names.get(i).text(), entity, rows, i * size);
      same.forEach(known -> counts.count(known.traits(), known.language(), 1));
    }
    return rows;
  }

  /// The evidence of one normalised name, `(languages, FIGURES)`.
  float[] row(String name) {
    float[] row = new float[languages * FIGURES];
    write(name, "", row, 0);
    return row;
  }

  private void write(String name, String entity, float[] rows, int from) {
    Traits traits = Traits.of(name);
    TraitCounts.Trait[] found = counts.find(traits);
    double[][] likelihood = new double[Traits.KINDS][languages];
    for (int language = 0; language < languages; language++) {
      int at = from + language * FIGURES;
      for (TraitCounts.Trait trait : found) {
        int cells = CELLS_AT[trait.kind()];
        if (cells >= 0) {
          int in = rank(trait.in(language), IN);
          int elsewhere = rank(trait.elsewhere(language), ELSEWHERE);
          rows[at + cells + in * (ELSEWHERE.length + 1) + elsewhere]++;
        }
        likelihood[trait.kind()][language] += counts.logLikelihood(language, trait);
      }
      for (int cell = 0; cell < CELLS; cell++) {
        rows[at + cell] = (float) (CELL_SCALE * Math.sqrt(rows[at + cell]));
      }
    }
    int at = from + CELLS;
    double scale = LOGARITHM_SCALE / Math.sqrt(name.length() + 1);
    for (double[] ofKind : likelihood) {
      writeCentered(ofKind, scale, rows, at++);
    }
    for (double[] ofModel : models.of(traits, found)) {
      writeCentered(ofModel, scale, rows, at++);
    }
    for (double[] ofNearest : neighbours.of(name, entity)) {
      writeCentered(ofNearest, NEIGHBOUR_SCALE, rows, at++);
    }
  }

  /// Writes one figure of each language: what it is beyond the mean of all.
  private void writeCentered(double[] figures, double scale, float[] rows, int at) {
    double mean = Arrays.stream(figures).average().orElse(0);
    for (int language = 0; language < languages; language++) {
      rows[at + language * FIGURES] = (float) (scale * (figures[language] - mean));
    }
  }

  /// How many of the bounds `count` reaches.
  private static int rank(int count, int[] bounds) {
    int rank = 0;
    while (rank < bounds.length && count >= bounds[rank]) {
      rank++;
    }
    return rank;
  }
}
