package dev.adjoint.examples;

import static dev.adjoint.nn.Activation.RELU;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Metrics;
import dev.adjoint.nn.data.Idx;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Epoch;
import dev.adjoint.nn.train.Listener;
import dev.adjoint.nn.train.Trainer;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Conversion;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Layout;
import dev.adjoint.ops.Random;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Handwritten digits: a deep network on images in IDX files, such as MNIST. A fifth of the images of each class is held
/// out; the network is trained from several seeds and the accuracy on the held-out images is their mean.
@Command(
    name = "Digits",
    mixinStandardHelpOptions = true,
    description = "Trains a deep network on labelled images in IDX files (plain or gzip), such as MNIST.")
public final class Digits implements Callable<Integer> {
  @Option(names = "--images", required = true, paramLabel = "FILE", description = "images, IDX (m, rows, columns)")
  private Path images = Path.of("");

  @Option(names = "--labels", required = true, paramLabel = "FILE", description = "labels, IDX (m,)")
  private Path labels = Path.of("");

  @Option(names = "--epochs", defaultValue = "20", description = "passes over the data, default ${DEFAULT-VALUE}")
  private int epochs = 20;

  @Option(names = "--seeds", defaultValue = "3", description = "how many trainings, default ${DEFAULT-VALUE}")
  private int seeds = 3;

  @Option(names = "--split-seed", defaultValue = "1", description = "seed of the split, default ${DEFAULT-VALUE}")
  private long splitSeed = 1;

  /// Runs the example.
  public static void main(String... args) {
    System.exit(new CommandLine(new Digits()).execute(args));
  }

  /// Examples to train on and examples held out.
  record Split(Dataset train, Dataset test) {}

  /// Images as rows of numbers from 0 to 1, split so that every class has a fifth of its examples held out.
  ///
  /// @throws IOException if a file cannot be read, or images and labels do not belong together
  static Split read(Path images, Path labels, long seed) throws IOException {
    Tensor pixels = Idx.read(images);
    Tensor classes = Idx.read(labels);
    if (pixels.shape().rank() != 3 || classes.shape().rank() != 1 || pixels.shape().dim(0) != classes.shape().dim(0)) {
      throw new IOException(
          images + " holds " + pixels.shape() + " and " + labels + " holds " + classes.shape()
              + "; images are (m, rows, columns) and labels (m,)");
    }
    int m = pixels.shape().dim(0);
    Tensor rows = Layout.reshape(pixels, m, -1);
    Tensor x = Arithmetic.div(Conversion.cast(rows, DType.FLOAT32), 255);
    Dataset all = new Dataset(x, classes);
    int[] label = classes.toIntArray();
    int[] total = new int[256];
    for (int c : label) {
      total[c]++;
    }
    List<Integer> train = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    int[] seen = new int[256];
    for (int i : Dataset.shuffled(m, Random.key(seed))) {
      boolean held = seen[label[i]]++ < Math.round(total[label[i]] / 5.0);
      (held ? test : train).add(i);
    }
    return new Split(all.rows(toArray(train)), all.rows(toArray(test)));
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Integer call() {
    if (epochs < 1 || seeds < 1) {
      throw new CommandLine.ParameterException(new CommandLine(this), "epochs and seeds are positive");
    }
    Split split;
    try {
      split = read(images, labels, splitSeed);
    } catch (IOException e) {
      System.err.println("Digits: " + e.getMessage());
      return 1;
    }
    System.out.println(Kernels.describe());
    System.out.printf("%d images to train on, %d held out%n", split.train().size(), split.test().size());
    double sum = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      double accuracy = train(split, seed);
      System.out.printf(Locale.ROOT, "seed %d: test accuracy %.4f%n", seed, accuracy);
      sum += accuracy;
    }
    System.out.printf(
        Locale.ROOT, "test accuracy %.3f on %d held-out images%n", sum / seeds, split.test().size());
    return 0;
  }

  private double train(Split split, long seed) {
    int classes = 1;
    for (int c : split.train().y().toIntArray()) {
      classes = Math.max(classes, c + 1);
    }
    DeepNetwork net =
        DeepNetwork.of(split.train().x().shape().dim(1))
            .hidden(256, RELU, 0.3)
            .hidden(128, RELU, 0.3)
            .outputs(classes)
            .seed(seed)
            .build();
    Trainer trainer =
        new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 1e-3))
            .epochs(epochs)
            .batchSize(64)
            .seed(seed)
            .metric(Metrics::accuracy)
            .listen(
                new Listener() {
                  @Override
                  public boolean epochEnded(Epoch e) {
                    System.out.printf(
                        Locale.ROOT, "  epoch %2d/%d   cost %.4f   accuracy %.4f%n", e.number(), e.of(), e.cost(), e.accuracy());
                    return true;
                  }
                });
    trainer.fit(split.train());
    return trainer.evaluate(split.test()).metric();
  }
}
