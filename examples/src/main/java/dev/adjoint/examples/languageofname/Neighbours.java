package dev.adjoint.examples.languageofname;

import java.util.Arrays;
import java.util.List;

/// How like a name is to its nearest names in each language: the cosine of their bags, each n-gram weighted
/// by its rarity (tf-idf).
final class Neighbours {
  /// Over how many of the nearest names similarities are averaged.
  private static final int[] NEAREST = {1, 5, 20};
  /// The number of figures for each language.
  static final int FIGURES = NEAREST.length;

  private static final NgramHasher HASHER = new NgramHasher(1, 5, 4, 1 << 20);

  private final List<Name> names;
  private final int languages;
  private final double[] rarity = new double[HASHER.buckets()];
  private final int[][] holders; // of each bucket: the names that have it
  private final float[][] shares; // and its weight in each of them

  Neighbours(List<Name> names, int languages) {
    this.names = names;
    this.languages = languages;
    List<Bag> bags = names.stream().map(name -> HASHER.bag(name.text())).toList();
    int[] frequency = new int[HASHER.buckets()];
    for (Bag bag : bags) {
      for (int i = 0; i < bag.size(); i++) {
        frequency[bag.bucket(i)]++;
      }
    }
    Arrays.setAll(rarity, b -> 1 + Math.log((1.0 + names.size()) / (1 + frequency[b])));
    holders = new int[frequency.length][];
    shares = new float[frequency.length][];
    Arrays.setAll(holders, b -> new int[frequency[b]]);
    Arrays.setAll(shares, b -> new float[frequency[b]]);
    int[] filled = new int[frequency.length];
    for (int n = 0; n < bags.size(); n++) {
      Bag bag = bags.get(n);
      float[] weights = weights(bag);
      for (int i = 0; i < weights.length; i++) {
        int b = bag.bucket(i);
        holders[b][filled[b]] = n;
        shares[b][filled[b]++] = weights[i];
      }
    }
  }

  private float[] weights(Bag bag) {
    float[] weights = new float[bag.size()];
    double squares = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) ((1 + Math.log(bag.count(i))) * rarity[bag.bucket(i)]);
      squares += weights[i] * (double) weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= (float) Math.sqrt(squares);
    }
    return weights;
  }

  /// The mean similarities of the nearest names, `(FIGURES, languages)`.
  ///
  /// @param entity whose names do not count
  double[][] of(String name, String entity) {
    float[] similarity = new float[names.size()];
    Bag bag = HASHER.bag(name);
    float[] weights = weights(bag);
    for (int i = 0; i < weights.length; i++) {
      int[] holder = holders[bag.bucket(i)];
      float[] share = shares[bag.bucket(i)];
      for (int j = 0; j < holder.length; j++) {
        similarity[holder[j]] += weights[i] * share[j];
      }
    }
    float[][] nearest = new float[languages][NEAREST[NEAREST.length - 1]]; // of each language, descending
    for (int n = 0; n < similarity.length; n++) {
      Name other = names.get(n);
      float[] best = nearest[other.language()];
      if (similarity[n] > best[best.length - 1] && !other.entity().equals(entity)) {
        insert(similarity[n], best);
      }
    }
    double[][] means = new double[FIGURES][languages];
    for (int language = 0; language < languages; language++) {
      for (int k = 0; k < FIGURES; k++) {
        double sum = 0;
        for (int i = 0; i < NEAREST[k]; i++) {
          sum += nearest[language][i];
        }
        means[k][language] = sum / NEAREST[k];
      }
    }
    return means;
  }

  /// Puts a value where it belongs in a descending row; the last one falls out.
  private static void insert(float value, float[] descending) {
    int at = descending.length - 1;
    while (at > 0 && descending[at - 1] < value) {
      descending[at] = descending[--at];
    }
    descending[at] = value;
  }
}
