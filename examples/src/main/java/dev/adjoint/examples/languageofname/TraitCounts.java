package dev.adjoint.examples.languageofname;

import java.util.HashMap;
import java.util.Map;

/// How often each trait occurs in the training names of each language.
final class TraitCounts {
  private static final double SMOOTHING = 0.1;

  /// One trait.
  static final class Trait {
    private final int kind;
    private final int[] in;
    private int everywhere;

    private Trait(int kind, int languages) {
      this.kind = kind;
      in = new int[languages];
    }

    private void count(int language, int occurrences) {
      in[language] += occurrences;
      everywhere += occurrences;
    }

    int kind() {
      return kind;
    }

    /// The occurrences in a language.
    int in(int language) {
      return in[language];
    }

    /// The occurrences in all other languages.
    int elsewhere(int language) {
      return everywhere - in[language];
    }
  }

  private final int languages;
  private final Map<String, Trait> traits = new HashMap<>();
  private final Trait[] unknown = new Trait[Traits.KINDS];
  private final Trait[] all = new Trait[Traits.KINDS];
  private final int[] distinct = new int[Traits.KINDS];
  private final Trait anyCharacter;

  TraitCounts(int languages) {
    this.languages = languages;
    anyCharacter = new Trait(-1, languages);
    for (int kind = 0; kind < Traits.KINDS; kind++) {
      unknown[kind] = new Trait(kind, languages);
      all[kind] = new Trait(kind, languages);
    }
  }

  int languages() {
    return languages;
  }

  /// The traits of a training name, to be counted.
  Trait[] learn(Traits name) {
    Trait[] learnt = new Trait[name.size()];
    for (int i = 0; i < learnt.length; i++) {
      int kind = name.kind(i);
      learnt[i] = traits.computeIfAbsent(name.key(i), _ -> new Trait(kind, languages));
    }
    return learnt;
  }

  /// The traits of any name; one that was never learnt occurs nowhere.
  Trait[] find(Traits name) {
    Trait[] found = new Trait[name.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = traits.getOrDefault(name.key(i), unknown[name.kind(i)]);
    }
    return found;
  }

  /// Counts one training name.
  ///
  /// @param learnt its traits
  /// @param sign 1 to count them in, -1 to take them out again
  void count(Trait[] learnt, int language, int sign) {
    int characters = 0;
    for (Trait trait : learnt) {
      int before = trait.everywhere;
      trait.count(language, sign);
      all[trait.kind].count(language, sign);
      if (before == 0 || before + sign == 0) {
        distinct[trait.kind] += sign;
      }
      characters += trait.kind == Traits.Reading.TEXT.kind(1) ? 1 : 0;
    }
    anyCharacter.count(language, sign * (characters - 1));
  }

  /// Counts every character of the names, with one of the two marks of each.
  Trait anyCharacter() {
    return anyCharacter;
  }

  /// What naive Bayes adds for one trait: the logarithm of its smoothed frequency among those of its kind.
  double logLikelihood(int language, Trait trait) {
    double total = all[trait.kind].in(language) + SMOOTHING * distinct[trait.kind];
    return Math.log((trait.in(language) + SMOOTHING) / total);
  }
}
