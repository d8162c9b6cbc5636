package dev.adjoint.examples.languageofname;

import java.util.Arrays;
import java.util.List;

/// Multinomial naive Bayes, the baseline of text classification: each class draws n-grams independently, with
/// the frequencies seen in training plus a smoothing count for each bucket (C. D. Manning, P. Raghavan,
/// H. Schütze, *Introduction to Information Retrieval*, 2008, section 13.2).
final class NaiveBayes {
  private final float[][] logLikelihood; // (buckets, classes): a row per bucket; all unseen ones share one
  private final double[] logPrior;

  private NaiveBayes(float[][] logLikelihood, double[] logPrior) {
    this.logLikelihood = logLikelihood;
    this.logPrior = logPrior;
  }

  /// Estimates the frequencies.
  ///
  /// @param smoothing the count added to each (bucket, class), above 0
  static NaiveBayes fit(List<Bag> bags, int[] labels, int classes, int buckets, double smoothing) {
    if (bags.size() != labels.length || !(smoothing > 0)) {
      throw new IllegalArgumentException(
          bags.size() + " bags, " + labels.length + " labels, smoothing " + smoothing
              + ": one label per bag and a smoothing above 0 are needed");
    }
    float[] unseen = new float[classes];
    float[][] counts = new float[buckets][];
    Arrays.fill(counts, unseen);
    double[] totals = new double[classes];
    double[] names = new double[classes];
    for (int example = 0; example < labels.length; example++) {
      Bag bag = bags.get(example);
      int label = labels[example];
      names[label]++;
      for (int i = 0; i < bag.size(); i++) {
        int bucket = bag.bucket(i);
        if (counts[bucket] == unseen) {
          counts[bucket] = new float[classes];
        }
        counts[bucket][label] += bag.count(i);
        totals[label] += bag.count(i);
      }
    }
    for (float[] row : counts) {
      if (row != unseen) {
        toLogarithms(row, totals, smoothing, buckets);
      }
    }
    toLogarithms(unseen, totals, smoothing, buckets);
    double[] logPrior = new double[classes];
    for (int label = 0; label < classes; label++) {
      logPrior[label] = Math.log(names[label] / labels.length);
    }
    return new NaiveBayes(counts, logPrior);
  }

  private static void toLogarithms(float[] row, double[] totals, double smoothing, int buckets) {
    for (int label = 0; label < row.length; label++) {
      row[label] = (float) Math.log((row[label] + smoothing) / (totals[label] + smoothing * buckets));
    }
  }

  /// The logarithms of P(class) · P(bag | class), up to one constant for the bag.
  double[] logJoint(Bag bag) {
    double[] sum = logPrior.clone();
    for (int i = 0; i < bag.size(); i++) {
      float[] row = logLikelihood[bag.bucket(i)];
      for (int label = 0; label < sum.length; label++) {
        sum[label] += bag.count(i) * (double) row[label];
      }
    }
    return sum;
  }

  /// The most probable class, the smaller index at a tie.
  int predict(Bag bag) {
    double[] joint = logJoint(bag);
    int best = 0;
    for (int label = 1; label < joint.length; label++) {
      if (joint[label] > joint[best]) {
        best = label;
      }
    }
    return best;
  }

  /// The share of the bags whose label is predicted.
  double accuracy(List<Bag> bags, int[] labels) {
    int right = 0;
    for (int example = 0; example < labels.length; example++) {
      right += predict(bags.get(example)) == labels[example] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
