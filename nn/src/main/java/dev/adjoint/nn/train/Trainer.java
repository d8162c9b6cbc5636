package dev.adjoint.nn.train;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.nn.Layer;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.optim.Optimizer;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Indexing;
import dev.adjoint.ops.Random;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/// Runs epochs of mini-batch gradient descent.
/// ```java
/// List<Epoch> history = new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 1e-3))
///     .epochs(20).batchSize(128).metric(Metrics::accuracy).fit(train, validation);
/// ```
/// Equal seeds give equal runs, bit for bit.
public final class Trainer {
  private final Layer model;
  private final BinaryOperator<Tensor> loss;
  private final Optimizer optimizer;
  private final List<Listener> listeners = new ArrayList<>();
  private int epochs = 10;
  private int batchSize = 32;
  private long seed;
  private double l2;
  private @Nullable ToDoubleBiFunction<Tensor, Tensor> metric;
  private long peakBytes;

  /// @param loss the losses, one for each example, from the model's outputs and the targets
  public Trainer(Layer model, BinaryOperator<Tensor> loss, Optimizer optimizer) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
  }

  /// How often to go over the data, by default 10 times.
  public Trainer epochs(int epochs) {
    this.epochs = positive("epochs", epochs);
    return this;
  }

  /// The number of examples in a step, by default 32; the last step of an epoch takes what is left. As many as there are
  /// makes it batch gradient descent.
  public Trainer batchSize(int batchSize) {
    this.batchSize = positive("batchSize", batchSize);
    return this;
  }

  /// The seed of the order of examples and of dropout, by default 0.
  public Trainer seed(long seed) {
    this.seed = seed;
    return this;
  }

  /// The factor of the L2 penalty, see [Losses#l2]; by default 0.
  public Trainer l2(double lambda) {
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("Trainer: l2 " + lambda + " is negative");
    }
    l2 = lambda;
    return this;
  }

  /// A figure to report besides the cost, from outputs and targets, such as `Metrics::accuracy`.
  public Trainer metric(ToDoubleBiFunction<Tensor, Tensor> metric) {
    this.metric = metric;
    return this;
  }

  /// One more listener.
  public Trainer listen(Listener listener) {
    listeners.add(listener);
    return this;
  }

  private static int positive(String what, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("Trainer: " + what + " " + n + " is not positive");
    }
    return n;
  }

  /// Trains on `train`; gives the epochs run.
  ///
  /// @throws ArithmeticException if the cost stops being finite; the parameters are those that gave it
  public List<Epoch> fit(Dataset train) {
    return run(train, null);
  }

  /// Trains on `train`, looking at `validation` after each epoch; gives the epochs run.
  ///
  /// @throws ArithmeticException if the cost stops being finite; the parameters are those that gave it
  public List<Epoch> fit(Dataset train, Dataset validation) {
    return run(train, validation);
  }

  private List<Epoch> run(Dataset train, @Nullable Dataset validation) {
    if (train.size() == 0) {
      throw new IllegalArgumentException("Trainer: no examples to learn from");
    }
    peakBytes = 0;
    List<Epoch> history = new ArrayList<>();
    boolean goOn = true;
    for (int number = 1; number <= epochs && goOn; number++) {
      Result trained = epoch(number, train);
      Result validated = validation == null ? Result.NONE : evaluate(validation);
      Epoch epoch =
          new Epoch(number, epochs, trained.cost, trained.metric, validated.cost, validated.metric);
      history.add(epoch);
      for (Listener listener : listeners) {
        goOn &= listener.epochEnded(epoch);
      }
    }
    listeners.forEach(Listener::ended);
    return history;
  }

  /// A cost and a metric, means over examples.
  ///
  /// @param cost without penalties
  /// @param metric NaN without a metric
  public record Result(double cost, double metric) {
    private static final Result NONE = new Result(Double.NaN, Double.NaN);
  }

  private Result epoch(int number, Dataset train) {
    int[] order = Dataset.shuffled(train.size(), Random.split(Random.key(seed), number));
    int steps = (order.length + batchSize - 1) / batchSize;
    double costs = 0;
    double metrics = 0;
    for (int s = 0; s < steps; s++) {
      int[] rows = Arrays.copyOfRange(order, s * batchSize, Math.min(order.length, (s + 1) * batchSize));
      Result result = step(train, rows);
      if (!Double.isFinite(result.cost)) {
        String way = number == 1 && s == 0
            ? "nothing was learned yet; look at the parameters and the loss"
            : "a smaller learning rate may help";
        throw new ArithmeticException(
            "Trainer: the cost became " + result.cost + " in step " + (s + 1) + " of epoch " + number
                + "; " + way);
      }
      costs += result.cost * rows.length;
      metrics += result.metric * rows.length;
      for (Listener listener : listeners) {
        listener.stepped(number, s + 1, steps, result.cost);
      }
    }
    return new Result(costs / order.length, metrics / order.length);
  }

  private Result step(Dataset train, int[] rows) {
    try (Tape tape = Tape.training(seed, optimizer.steps())) {
      Tensor indices = Tensor.of(rows, rows.length);
      Tensor x = Indexing.gather(tape.data("examples", train.x()), indices, 0).named("x");
      Tensor target = Indexing.gather(tape.data("targets", train.y()), indices, 0).named("target");
      Tensor output = model.apply(x);
      Tensor cost = Losses.cost(loss.apply(output, target)).named("cost");
      Tensor total = l2 == 0 ? cost : Arithmetic.add(cost, Losses.l2(l2, optimizer.parameters(), x)).named("total");
      Result result = new Result(cost.item(), measured(output, target));
      if (!Double.isFinite(result.cost)) {
        return result; // which ends the training: no parameter is to become NaN by it
      }
      Gradients g = tape.sweep(total).consume().to(optimizer.parameters());
      optimizer.step(g);
      peakBytes = Math.max(peakBytes, tape.peakBytes());
      return result;
    }
  }

  /// The most memory that a step of the last fit took for batch, activations and gradients, in bytes: what
  /// [Tape#peakBytes] was. Parameters and the optimizer's state come on top.
  public long peakBytes() {
    return peakBytes;
  }

  /// The cost and the metric of the model on data, with nothing learned and nothing dropped.
  public Result evaluate(Dataset data) {
    if (data.size() == 0) {
      throw new IllegalArgumentException("Trainer: no examples to evaluate");
    }
    double costs = 0;
    double metrics = 0;
    int chunk = Math.max(batchSize, 256);
    for (int from = 0; from < data.size(); from += chunk) {
      int n = Math.min(chunk, data.size() - from);
      try (Tape tape = new Tape()) { // for its pooled storage
        int first = from;
        int[] rows = new int[n];
        Arrays.setAll(rows, i -> first + i);
        Tensor indices = Tensor.of(rows, n);
        Tensor output = model.apply(Indexing.gather(tape.data(data.x()), indices, 0));
        Tensor target = Indexing.gather(tape.data(data.y()), indices, 0);
        costs += Losses.cost(loss.apply(output, target)).item() * n;
        metrics += measured(output, target) * n;
      }
    }
    return new Result(costs / data.size(), metrics / data.size());
  }

  private double measured(Tensor output, Tensor target) {
    return metric == null ? Double.NaN : metric.applyAsDouble(output, target);
  }
}
