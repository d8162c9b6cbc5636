package dev.adjoint.examples.languageofname;

/// How often each trait occurs in the training names of each language.
final class TraitCounts {
  private static final double SMOOTHING = 0.1;

  private final int languages;
  private final int[] counts; // (buckets, languages)
  private final int[] sums; // over languages, (buckets,)
  private final int[][] totals; // (kinds, languages)
  private final int[] distinct; // (kinds,)

  TraitCounts(int languages) {
    this.languages = languages;
    counts = new int[Traits.BUCKETS * languages];
    sums = new int[Traits.BUCKETS];
    totals = new int[Traits.KINDS][languages];
    distinct = new int[Traits.KINDS];
  }

  /// Counts the traits of one name.
  ///
  /// @param sign 1 to count them in, -1 to take them out again
  void count(Traits traits, int language, int sign) {
    for (int i = 0; i < traits.size(); i++) {
      int before = sums[traits.bucket(i)];
      sums[traits.bucket(i)] += sign;
      counts[traits.bucket(i) * languages + language] += sign;
      totals[traits.kind(i)][language] += sign;
      if (before == 0 || before + sign == 0) {
        distinct[traits.kind(i)] += sign;
      }
    }
  }

  /// The occurrences of the trait in a language.
  int in(int language, int bucket) {
    return counts[bucket * languages + language];
  }

  /// The occurrences of the trait in all other languages.
  int elsewhere(int language, int bucket) {
    return sums[bucket] - in(language, bucket);
  }

  /// What naive Bayes adds for one trait: the logarithm of its smoothed frequency among those of its kind.
  double logLikelihood(int language, int kind, int bucket) {
    double all = totals[kind][language] + SMOOTHING * distinct[kind];
    return Math.log((in(language, bucket) + SMOOTHING) / all);
  }
}
