package dev.adjoint.examples.languageofname;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NaiveBayesTest {
  /// Class 0 saw bucket 0 three times and bucket 1 once; class 1 saw bucket 1 twice and bucket 2 twice.
  private static final List<Bag> BAGS = List.of(Bag.of(0, 0, 1), Bag.of(0), Bag.of(1, 2, 1, 2));
  private static final int[] LABELS = {0, 0, 1};

  @Test
  void agreesWithAComputationByHand() {
    NaiveBayes model = NaiveBayes.fit(BAGS, LABELS, 2, 3, 1);
    // P(0) = 2/3; P(b | 0) = 4/7, 2/7, 1/7; P(1) = 1/3; P(b | 1) = 1/7, 3/7, 3/7
    double[] expected = {
        Math.log(2 / 3.0 * (4 / 7.0) * (2 / 7.0) * (2 / 7.0)),
        Math.log(1 / 3.0 * (1 / 7.0) * (3 / 7.0) * (3 / 7.0))};
    assertArrayEquals(expected, model.logJoint(Bag.of(0, 1, 1)), 1e-6); // the table is float32
    assertEquals(0, model.predict(Bag.of(0, 1, 1)));
    assertEquals(1, model.predict(Bag.of(1, 2)));
    assertEquals(0, model.predict(Bag.of()), "the prior alone decides");
  }

  @Test
  void accuracyIsTheShareOfRightAnswers() {
    NaiveBayes model = NaiveBayes.fit(BAGS, LABELS, 2, 3, 1);
    List<Bag> bags = List.of(Bag.of(0), Bag.of(0, 0), Bag.of(2), Bag.of(2));
    assertEquals(0.75, model.accuracy(bags, new int[] {0, 0, 1, 0}));
  }

  @Test
  void refusesWhatItCannotFit() {
    assertThrows(IllegalArgumentException.class, () -> NaiveBayes.fit(BAGS, new int[] {0}, 2, 3, 1));
    assertThrows(IllegalArgumentException.class, () -> NaiveBayes.fit(BAGS, LABELS, 2, 3, 0));
  }

  @Test
  void theBaselineIsTheBestCandidateOnTheValidationPart() {
    List<Name> corpus = NameCorpus.read();
    List<Name> train = EntitySplit.TRAIN.select(corpus);
    List<Name> validation = EntitySplit.VALIDATION.select(corpus);
    NgramHasher letters = new NgramHasher(1, 1, 1, 1 << 12);
    NgramHasher trigrams = new NgramHasher(1, 3, 1, 1 << 16);
    Baseline baseline = Baseline.choose(train, validation, List.of(letters, trigrams));
    assertEquals(trigrams, baseline.bagging());
    assertEquals(baseline.validationAccuracy(), baseline.accuracy(validation));
    assertTrue(baseline.accuracy(validation) > 0.70, "accuracy " + baseline.accuracy(validation));
    assertTrue(Baseline.choose(train, validation, List.of(letters)).validationAccuracy() < 0.6);
  }
}
