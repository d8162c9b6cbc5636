package dev.adjoint.examples.languageofname;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.examples.support.Charts;
import dev.adjoint.nn.Classifier;
import dev.adjoint.nn.LogisticRegression;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Epoch;
import dev.adjoint.ops.Kernels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The course of the demo: data, baselines, logistic regression, a network, pictures, answers.
///
/// Figures, widths, dropout and learning rates were chosen by the validation part; the test part is looked
/// at in the end.
///
/// @param epochs the most epochs to train a model
/// @param seed of weights, dropout and the order of examples
/// @param out the folder for pictures and graphs
/// @param print where to report
public record Demo(int epochs, long seed, Path out, PrintStream print) {
  private static final Fit.Rate NETWORK_RATE = new Fit.Rate(6e-3, 0.75);
  private static final Fit.Rate LOGISTIC_RATE = new Fit.Rate(1e-3, 1);
  private static final NgramHasher LOGISTIC_FEATURES = new NgramHasher(1, 4, 5, 8192);
  /// Where any n-grams are allowed, naive Bayes does best on these.
  private static final List<NgramHasher> WIDE =
      List.of(
          new NgramHasher(1, 4, 4, 1 << 18),
          new NgramHasher(1, 5, 4, 1 << 18),
          new NgramHasher(1, 6, 4, 1 << 22));

  private static final String ONE_LANGUAGE = "fi";

  /// Runs the demo.
  ///
  /// @param questions names to answer for
  public void run(List<String> questions) throws IOException {
    List<Name> names = NameCorpus.read();
    List<Name> train = EntitySplit.TRAIN.select(names);
    List<Name> validation = EntitySplit.VALIDATION.select(names);
    List<Name> test = EntitySplit.TEST.select(names);
    print.println("JDK " + Runtime.version() + ", " + Kernels.describe());
    print.printf(
        Locale.ROOT,
        "N = %d names in %d languages: %d to learn from, %d to validate on, %d held out; no entity in two parts%n",
        names.size(), NameCorpus.LANGUAGES.size(), train.size(), validation.size(), test.size());

    Baseline same = Baseline.choose(train, validation, List.of(Traits.BAGGING));
    Baseline wide = Baseline.choose(train, validation, WIDE);
    report("naive Bayes, the network's n-grams", same.validationAccuracy(), same.accuracy(test));
    report("naive Bayes, the n-grams best for it", wide.validationAccuracy(), wide.accuracy(test));
    logisticRegression(train, validation, test);

    Evidence evidence = new Evidence(train, NameCorpus.LANGUAGES.size());
    Part trainPart = Part.of(train, evidence);
    Fit fit = network(trainPart, Part.of(validation, evidence));
    Part testPart = Part.of(test, evidence);
    draw(fit, trainPart, testPart);
    for (String question : questions) {
      print.println(answer(fit.model(), evidence, question));
    }
    print.printf(
        Locale.ROOT, "test accuracy %.3f on %d held-out names%n",
        fit.accuracy(testPart.languages()), test.size());
  }

  private void report(String model, double validation, double test) {
    print.printf(
        Locale.ROOT, "%-38s validation accuracy %.3f, test accuracy %.3f%n", model, validation, test);
  }

  /// Logistic regression for one language against the rest.
  private void logisticRegression(List<Name> train, List<Name> validation, List<Name> test) {
    int language = NameCorpus.LANGUAGES.indexOf(ONE_LANGUAGE);
    String name = NameCorpus.languageName(language);
    NgramFeatures features = new NgramFeatures(LOGISTIC_FEATURES);
    Fit fit =
        Fit.train(
            "logistic regression",
            new LogisticRegression(features.size(), DType.FLOAT32),
            Losses::sigmoidCrossEntropy,
            LOGISTIC_RATE,
            Part.of(train, features).oneAgainstTheRest(language),
            Part.of(validation, features).oneAgainstTheRest(language),
            epochs,
            seed);
    double accuracy = fit.accuracy(Part.of(test, features).oneAgainstTheRest(language));
    report("logistic regression, " + name + " or not", fit.validationAccuracy(), accuracy);
    long others = test.stream().filter(n -> n.language() != language).count();
    print.printf(Locale.ROOT, "  (always \"not\" reaches %.3f)%n", (double) others / test.size());
  }

  /// A network over all languages.
  private Fit network(Part train, Part validation) {
    int languages = NameCorpus.LANGUAGES.size();
    EvidenceNetwork model = new EvidenceNetwork(Evidence.FIGURES, languages, seed);
    print.printf(
        Locale.ROOT, "network %s for each of %d languages, %,d parameters%n",
        model.widths(), languages, model.parameterCount());
    Fit fit =
        Fit.train(
            "network", model, Losses::softmaxCrossEntropy, NETWORK_RATE,
            train.languages(), validation.languages(), epochs, seed);
    print.printf(
        Locale.ROOT, "network: validation accuracy %.3f in epoch %d, which is kept%n",
        fit.validationAccuracy(), fit.bestEpoch());
    return fit;
  }

  private void draw(Fit fit, Part train, Part test) throws IOException {
    Charts.save(
        out.resolve("learning-curves.png"),
        Charts.curves("Cost", "cost", curves(fit, Epoch::cost, Epoch::validationCost)),
        Charts.curves("Accuracy", "accuracy", curves(fit, Epoch::accuracy, Epoch::validationAccuracy)));
    int k = NameCorpus.LANGUAGES.size();
    int[][] counts = new int[k][k];
    int[] answers = fit.model().classes(test.x()).toIntArray();
    for (int i = 0; i < answers.length; i++) {
      counts[test.names().get(i).language()][answers[i]]++;
    }
    Charts.save(
        out.resolve("confusion.png"),
        Charts.confusion(
            "Held-out names: language (rows) and answer (columns), % of the row", NameCorpus.LANGUAGES, counts));
    Dataset data = train.languages();
    fit.drawStep(data, out);
    print.println(
        "pictures and graphs in " + out + ": learning-curves.png, confusion.png, training-step.html .dot .mmd");
  }

  private static SequencedMap<String, double[]> curves(
      Fit fit, ToDoubleFunction<Epoch> training, ToDoubleFunction<Epoch> validation) {
    SequencedMap<String, double[]> lines = new LinkedHashMap<>();
    lines.put("training (with dropout)", fit.history().stream().mapToDouble(training).toArray());
    lines.put("validation", fit.history().stream().mapToDouble(validation).toArray());
    return lines;
  }

  /// The three most probable languages of a name.
  private static String answer(Classifier model, Evidence evidence, String question) {
    String name = NameCorpus.normalise(question);
    int languages = NameCorpus.LANGUAGES.size();
    Tensor p = model.probabilities(Tensor.of(evidence.row(name), 1, languages, Evidence.FIGURES));
    List<String> best =
        IntStream.range(0, languages)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -p.get(0, i)))
            .limit(3)
            .map(i -> String.format(Locale.ROOT, "%s %.2f", NameCorpus.languageName(i), p.get(0, i)))
            .toList();
    return question + ": " + String.join(", ", best);
  }
}
