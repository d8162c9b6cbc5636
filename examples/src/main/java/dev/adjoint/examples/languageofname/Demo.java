package dev.adjoint.examples.languageofname;

import static dev.adjoint.nn.Activation.RELU;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.examples.support.Charts;
import dev.adjoint.nn.Classifier;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Layer;
import dev.adjoint.nn.LogisticRegression;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Sequential;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Epoch;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Random;
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
/// Features, widths, dropout and learning rate were chosen by the validation part; the test part is looked at in the end.
///
/// @param epochs the most epochs to train a model
/// @param seed of weights, dropout and the order of examples
/// @param out the folder for pictures and graphs
/// @param print where to report
public record Demo(int epochs, long seed, Path out, PrintStream print) {
  private static final int FEATURES = 8192;
  private static final int HIDDEN = 256;
  private static final double DROPOUT = 0.5;
  private static final NgramHasher HASHER = new NgramHasher(1, 4, 5, FEATURES);
  /// With no limit on features, counting does best on long n-grams in many buckets.
  private static final List<NgramHasher> WIDE =
      List.of(new NgramHasher(1, 4, 4, 1 << 18), new NgramHasher(1, 5, 4, 1 << 18));

  private static final String ONE_LANGUAGE = "fi";

  /// Runs the demo.
  ///
  /// @param questions names to answer for
  public void run(List<String> questions) throws IOException {
    List<Name> names = NameCorpus.read();
    NgramFeatures features = new NgramFeatures(HASHER);
    Part train = Part.of(EntitySplit.TRAIN, names, features);
    Part validation = Part.of(EntitySplit.VALIDATION, names, features);
    Part test = Part.of(EntitySplit.TEST, names, features);
    print.println("JDK " + Runtime.version() + ", " + Kernels.describe());
    print.printf(
        Locale.ROOT,
        "N = %d names in %d languages: %d to learn from, %d to validate on, %d held out; no entity in two parts%n",
        names.size(), NameCorpus.LANGUAGES.size(), train.size(), validation.size(), test.size());

    Baseline same = Baseline.choose(train.names(), validation.names(), List.of(HASHER));
    Baseline wide = Baseline.choose(train.names(), validation.names(), WIDE);
    report("naive Bayes, the network's features", same.validationAccuracy(), same.accuracy(test.names()));
    report("naive Bayes, 2^18 features", wide.validationAccuracy(), wide.accuracy(test.names()));

    logisticRegression(train, validation, test);
    Fit fit = network(train, validation);
    draw(fit, train, test);
    for (String question : questions) {
      print.println(answer(fit.model(), features, question));
    }
    print.printf(
        Locale.ROOT, "test accuracy %.3f on %d held-out names%n", fit.accuracy(test.languages()), test.size());
  }

  private void report(String model, double validation, double test) {
    print.printf(Locale.ROOT, "%-38s validation accuracy %.3f, test accuracy %.3f%n", model, validation, test);
  }

  /// Logistic regression for one language against the rest.
  private void logisticRegression(Part train, Part validation, Part test) {
    int language = NameCorpus.LANGUAGES.indexOf(ONE_LANGUAGE);
    String name = NameCorpus.languageName(language);
    LogisticRegression model = new LogisticRegression(FEATURES, DType.FLOAT32);
    Fit fit =
        Fit.train(
            "logistic regression", model, Losses::sigmoidCrossEntropy,
            train.oneAgainstTheRest(language), validation.oneAgainstTheRest(language), epochs, seed);
    long others = test.names().stream().filter(n -> n.language() != language).count();
    report("logistic regression, " + name + " or not", fit.validationAccuracy(), fit.accuracy(test.oneAgainstTheRest(language)));
    print.printf(Locale.ROOT, "  (always \"not\" reaches %.3f)%n", (double) others / test.size());
  }

  /// A network over all languages.
  private Fit network(Part train, Part validation) {
    DeepNetwork net =
        DeepNetwork.of(FEATURES)
            .hidden(HIDDEN, RELU, DROPOUT)
            .outputs(NameCorpus.LANGUAGES.size())
            .seed(seed)
            .build();
    Classifier model = Sequential.of(Layer.of(x -> Random.dropout(x, DROPOUT)), net);
    print.printf(
        Locale.ROOT, "network %d-%d-%d, %,d parameters%n", FEATURES, HIDDEN, NameCorpus.LANGUAGES.size(), model.parameterCount());
    Fit fit =
        Fit.train(
            "network", model, Losses::softmaxCrossEntropy, train.languages(), validation.languages(), epochs, seed);
    print.printf(
        Locale.ROOT, "network: validation accuracy %.3f in epoch %d, which is kept%n", fit.validationAccuracy(), fit.bestEpoch());
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
        Charts.confusion("Held-out names: language (rows) and answer (columns), % of the row", NameCorpus.LANGUAGES, counts));
    Dataset data = train.languages();
    fit.drawStep(data, out);
    print.println("pictures and graphs in " + out + ": learning-curves.png, confusion.png, training-step.html .dot .mmd");
  }

  private static SequencedMap<String, double[]> curves(
      Fit fit, ToDoubleFunction<Epoch> training, ToDoubleFunction<Epoch> validation) {
    SequencedMap<String, double[]> lines = new LinkedHashMap<>();
    lines.put("training (with dropout)", fit.history().stream().mapToDouble(training).toArray());
    lines.put("validation", fit.history().stream().mapToDouble(validation).toArray());
    return lines;
  }

  /// The three most probable languages of a name.
  private static String answer(Classifier model, NgramFeatures features, String question) {
    String name = NameCorpus.normalise(question);
    Tensor p = model.probabilities(Tensor.of(features.row(name), 1, features.size()));
    List<String> best =
        IntStream.range(0, NameCorpus.LANGUAGES.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -p.get(0, i)))
            .limit(3)
            .map(i -> String.format(Locale.ROOT, "%s %.2f", NameCorpus.languageName(i), p.get(0, i)))
            .toList();
    return question + ": " + String.join(", ", best);
  }
}
