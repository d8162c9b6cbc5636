package dev.adjoint.examples.languageofname;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.dump.GraphDump;
import dev.adjoint.examples.support.Progress;
import dev.adjoint.nn.Classifier;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Metrics;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.EarlyStopping;
import dev.adjoint.nn.train.Epoch;
import dev.adjoint.nn.train.Listener;
import dev.adjoint.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;

/// One model in training: its loss, how long to go on, and what came of it.
///
/// @param model what is trained
/// @param loss its losses, from logits and targets
/// @param history one entry for each epoch
/// @param bestEpoch the epoch whose parameters were kept
record Fit(Classifier model, BinaryOperator<Tensor> loss, List<Epoch> history, int bestEpoch) {
  private static final int BATCH = 256;
  private static final int PATIENCE = 4;

  /// How far a step goes: `first` in the first epoch, `decay` times as far in each that follows.
  record Rate(double first, double decay) {}

  /// Trains with a progress bar until the validation cost has not improved for some epochs.
  static Fit train(
      String task,
      Classifier model,
      BinaryOperator<Tensor> loss,
      Rate rate,
      Dataset train,
      Dataset validation,
      int epochs,
      long seed) {
    Adam adam = new Adam(model.parameters(), rate.first());
    EarlyStopping stopping = EarlyStopping.onCost(model.parameters(), PATIENCE);
    try (Progress progress = Progress.of(task, epochs)) {
      List<Epoch> history =
          trainer(model, loss, adam)
              .epochs(epochs)
              .seed(seed)
              .listen(stopping)
              .listen(
                  new Listener() {
                    @Override
                    public boolean epochEnded(Epoch e) {
                      adam.setLearningRate(rate.decay() * adam.learningRate());
                      progress.step(
                          String.format(
                              Locale.ROOT,
                              "cost %.3f accuracy %.3f, validation %.3f %.3f",
                              e.cost(),
                              e.accuracy(),
                              e.validationCost(),
                              e.validationAccuracy()));
                      return true;
                    }
                  })
              .fit(train, validation);
      return new Fit(model, loss, history, stopping.bestEpoch());
    }
  }

  private static Trainer trainer(Classifier model, BinaryOperator<Tensor> loss, Adam adam) {
    return new Trainer(model, loss, adam)
        .batchSize(BATCH)
        .metric(Metrics::accuracy);
  }

  /// The share of examples whose class the model finds.
  double accuracy(Dataset data) {
    return Metrics.accuracy(model.apply(data.x()), data.y());
  }

  /// The validation accuracy of the epoch that was kept.
  double validationAccuracy() {
    return history.get(bestEpoch - 1).validationAccuracy();
  }

  /// Draws the graph of one step of training on a few examples: `training-step.dot`, `.mmd` and `.html`.
  void drawStep(Dataset data, Path folder) throws IOException {
    Dataset few = data.rows(0, 1, 2, 3, 4, 5, 6, 7);
    try (Tape tape = Tape.training(1, 0)) {
      Tensor logits = model.apply(tape.data("x", few.x())).named("logits");
      Tensor cost = Losses.cost(loss.apply(logits, few.y().named("languages"))).named("cost");
      GraphDump dump = GraphDump.of(cost).values().gradients();
      for (String ending : List.of("dot", "mmd", "html")) {
        dump.write(folder.resolve("training-step." + ending));
      }
    }
  }
}
