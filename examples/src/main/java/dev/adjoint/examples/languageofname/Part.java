package dev.adjoint.examples.languageofname;

import dev.adjoint.core.Tensor;
import dev.adjoint.nn.train.Dataset;
import java.util.List;

/// The names of one part of the corpus, as numbers for a model.
///
/// @param names one for each row
/// @param x FLOAT32, one row for each name: features `(m, size)`, or evidence `(m, languages, figures)`
record Part(List<Name> names, Tensor x) {
  static Part of(List<Name> names, NgramFeatures features) {
    return new Part(names, Tensor.of(features.rows(names), names.size(), features.size()));
  }

  static Part of(List<Name> names, Evidence evidence) {
    int languages = NameCorpus.LANGUAGES.size();
    return new Part(names, Tensor.of(evidence.rows(names), names.size(), languages, Evidence.FIGURES));
  }

  int size() {
    return names.size();
  }

  /// With the language of each name as its label, INT32 `(m,)`.
  Dataset languages() {
    return new Dataset(x, Tensor.of(names.stream().mapToInt(Name::language).toArray(), size()));
  }

  /// With 1 for the names of one language and 0 for the rest, FLOAT32 `(m, 1)`.
  Dataset oneAgainstTheRest(int language) {
    float[] y = new float[size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = names.get(i).language() == language ? 1 : 0;
    }
    return new Dataset(x, Tensor.of(y, size(), 1));
  }
}
