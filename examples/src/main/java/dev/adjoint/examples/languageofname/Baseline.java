package dev.adjoint.examples.languageofname;

import java.util.List;

/// Naive Bayes with the n-grams and the smoothing that do best on the validation part: a baseline worth
/// beating.
///
/// @param bagging            the n-grams chosen
/// @param smoothing          the smoothing chosen
/// @param validationAccuracy what it reached there
/// @param model              fitted to the training part
record Baseline(Bagging bagging, double smoothing, double validationAccuracy, NaiveBayes model) {
  private static final double[] SMOOTHINGS = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};

  /// The candidate that does best on `validation`, the first at a tie.
  static Baseline choose(List<Name> train, List<Name> validation, List<? extends Bagging> candidates) {
    int[] trainLabels = labels(train);
    int[] validationLabels = labels(validation);
    Baseline best = null;
    for (Bagging bagging : candidates) {
      List<Bag> trainBags = bags(bagging, train);
      List<Bag> validationBags = bags(bagging, validation);
      for (double smoothing : SMOOTHINGS) {
        NaiveBayes model = NaiveBayes.fit(
            trainBags, trainLabels, NameCorpus.LANGUAGES.size(), bagging.buckets(), smoothing);
        double accuracy = model.accuracy(validationBags, validationLabels);
        if (best == null || accuracy > best.validationAccuracy()) {
          best = new Baseline(bagging, smoothing, accuracy, model);
        }
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("a baseline needs at least one candidate");
    }
    return best;
  }

  /// The share of `names` whose language the model finds.
  double accuracy(List<Name> names) {
    return model.accuracy(bags(bagging, names), labels(names));
  }

  private static List<Bag> bags(Bagging bagging, List<Name> names) {
    return names.stream().map(name -> bagging.bag(name.text())).toList();
  }

  private static int[] labels(List<Name> names) {
    return names.stream().mapToInt(Name::language).toArray();
  }
}
