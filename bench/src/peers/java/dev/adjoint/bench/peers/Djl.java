package dev.adjoint.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.adjoint.bench.peers.Workload.Cell;
import dev.adjoint.bench.peers.Workload.Chain;
import dev.adjoint.bench.peers.Workload.Elementwise;
import dev.adjoint.bench.peers.Workload.Hidden;
import dev.adjoint.bench.peers.Workload.LeNet;
import dev.adjoint.bench.peers.Workload.Mlp;
import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.bench.peers.Workload.Recurrent;
import dev.adjoint.bench.peers.Workload.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// DJL with PyTorch: its arrays, gradient collector, losses and optimizers.
final class Djl implements Competitor {
  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDManager manager = engine.newBaseManager();

  @Override
  public String describe() {
    return "DJL " + Engine.getDjlVersion() + ", " + engine.getEngineName() + " " + engine.getVersion();
  }

  @Override
  public @Nullable Step prepare(Workload workload) {
    return switch (workload) {
      case Mlp w -> mlp(w);
      case LeNet w -> leNet(w);
      case Elementwise w -> elementwise(w);
      case Chain w -> chain(w);
      case Recurrent w -> recurrent(w);
      case Product _ -> null;
    };
  }

  private NDArray array(Numbers numbers) {
    return manager.create(numbers.data(), new Shape(numbers.longShape()));
  }

  private List<NDArray> variables(List<Numbers> numbers) {
    List<NDArray> variables = new ArrayList<>();
    for (Numbers n : numbers) {
      NDArray v = array(n);
      v.setRequiresGradient(true);
      variables.add(v);
    }
    return variables;
  }

  private static Optimizer sgd(double rate) {
    return Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) rate)).build();
  }

  private static Optimizer adam(double rate) {
    return Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) rate)).build();
  }

  private static NDArray linear(NDArray x, NDArray w, NDArray b) {
    return Linear.linear(x, w, b).singletonOrThrow();
  }

  private Step mlp(Mlp w) {
    List<NDArray> p = variables(w.parameters());
    NDArray targets =
        switch (w.loss()) {
          case SOFTMAX_CROSS_ENTROPY -> manager.create(w.labels());
          case SIGMOID_CROSS_ENTROPY, SQUARED_ERROR -> array(w.targets());
        };
    Loss softmax = Loss.softmaxCrossEntropyLoss();
    Loss sigmoid = Loss.sigmoidBinaryCrossEntropyLoss();
    Function<NDArray, NDArray> loss =
        x -> {
          NDArray y = x;
          for (int l = 0; l < w.layers(); l++) {
            y = linear(y, p.get(2 * l), p.get(2 * l + 1));
            if (l < w.layers() - 1) {
              y = w.hidden() == Hidden.RELU ? y.getNDArrayInternal().relu() : y.tanh();
            }
          }
          return switch (w.loss()) {
            case SOFTMAX_CROSS_ENTROPY -> softmax.evaluate(new NDList(targets), new NDList(y));
            case SIGMOID_CROSS_ENTROPY -> sigmoid.evaluate(new NDList(targets), new NDList(y));
            case SQUARED_ERROR -> y.sub(targets).square().mean();
          };
        };
    return new Training(
        array(w.x()), p, w.update() == Update.SGD ? sgd(w.rate()) : adam(w.rate()), loss);
  }

  private Step leNet(LeNet w) {
    List<NDArray> p = variables(w.parameters());
    NDArray labels = manager.create(w.labels());
    Loss softmax = Loss.softmaxCrossEntropyLoss();
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    Shape none = new Shape(0, 0);
    Function<NDArray, NDArray> loss =
        x -> {
          NDArray y = Conv2d.conv2d(x, p.get(0), p.get(1), one, none, one, 1).singletonOrThrow();
          y = Pool.maxPool2d(y.getNDArrayInternal().relu(), two, two, none, false);
          y = Conv2d.conv2d(y, p.get(2), p.get(3), one, none, one, 1).singletonOrThrow();
          y = Pool.maxPool2d(y.getNDArrayInternal().relu(), two, two, none, false);
          y = y.reshape(w.batch(), 256);
          y = linear(y, p.get(4), p.get(5)).getNDArrayInternal().relu();
          y = linear(y, p.get(6), p.get(7)).getNDArrayInternal().relu();
          return softmax.evaluate(new NDList(labels), new NDList(linear(y, p.get(8), p.get(9))));
        };
    return new Training(array(w.x()), p, sgd(w.rate()), loss);
  }

  private Step elementwise(Elementwise w) {
    return new Derivative(
        List.of(array(w.x()), array(w.y())),
        leaves -> {
          NDArray x = leaves.get(0);
          NDArray y = leaves.get(1);
          NDArray gate = x.getNDArrayInternal().sigmoid().mul(y.tanh());
          return gate.add(x.square().neg().exp().mul(y.getNDArrayInternal().relu())).mean();
        });
  }

  private Step chain(Chain w) {
    NDArray factor = array(w.factor());
    NDArray summand = array(w.summand());
    return new Derivative(
        List.of(array(w.start())),
        leaves -> {
          NDArray y = leaves.getFirst();
          for (int i = 0; i < w.ops(); i++) {
            y =
                switch (i % 3) {
                  case 0 -> y.mul(factor);
                  case 1 -> y.add(summand);
                  default -> y.tanh();
                };
          }
          return y.sum();
        });
  }

  /// PyTorch's LSTM has two biases; the second one stays zero.
  private Step recurrent(Recurrent w) {
    List<NDArray> p = variables(w.parameters());
    NDArray second = w.cell() == Cell.GRU ? p.get(3) : array(Numbers.zeros("c", 4 * w.hidden()));
    NDArray zeros = array(Numbers.zeros("h", 1, w.batch(), w.hidden()));
    NDArray targets = array(w.targets());
    Function<NDArray, NDArray> loss =
        x -> {
          NDList weights = new NDList(p.get(0), p.get(1), p.get(2), second);
          NDList result =
              w.cell() == Cell.LSTM
                  ? x.getNDArrayInternal()
                      .lstm(x, new NDList(zeros, zeros), weights, true, 1, 0, true, false, false)
                  : x.getNDArrayInternal().gru(x, zeros, weights, true, 1, 0, true, false, false);
          return result.get(1).reshape(w.batch(), w.hidden()).sub(targets).square().mean();
        };
    return new Training(array(w.x()), p, sgd(w.rate()), loss);
  }

  /// A loss, its gradients and an update, which also clears the gradients. What a step makes belongs to a
  /// manager of its own, to which the input is lent: DJL gives a result to the manager of its first
  /// operand.
  private final class Training implements Step {
    private final NDArray x;
    private final List<NDArray> variables;
    private final Optimizer optimizer;
    private final Function<NDArray, NDArray> loss;
    private final List<String> names;

    Training(NDArray x, List<NDArray> variables, Optimizer optimizer, Function<NDArray, NDArray> loss) {
      this.x = x;
      this.variables = variables;
      this.optimizer = optimizer;
      this.loss = loss;
      names = IntStream.range(0, variables.size()).mapToObj(Integer::toString).toList();
    }

    @Override
    public double run() {
      float y = backward();
      for (int i = 0; i < variables.size(); i++) {
        try (NDArray gradient = variables.get(i).getGradient()) {
          optimizer.update(names.get(i), variables.get(i), gradient);
        }
      }
      return y;
    }

    private float backward() {
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = engine.newGradientCollector()) {
        x.tempAttach(step);
        NDArray y = loss.apply(x);
        collector.backward(y);
        return y.getFloat();
      }
    }

    @Override
    public float[][] results() {
      backward();
      float[][] results = new float[variables.size()][];
      for (int i = 0; i < results.length; i++) {
        try (NDArray gradient = variables.get(i).getGradient()) {
          results[i] = gradient.toFloatArray();
          gradient.subi(gradient);
        }
      }
      return results;
    }
  }

  /// Gradients alone. Each step makes leaves of its own over the same numbers, since gradients add up in a
  /// leaf.
  private final class Derivative implements Step {
    private final List<NDArray> x;
    private final Function<List<NDArray>, NDArray> loss;

    Derivative(List<NDArray> x, Function<List<NDArray>, NDArray> loss) {
      this.x = x;
      this.loss = loss;
    }

    @Override
    public double run() {
      try (NDManager step = manager.newSubManager()) {
        return backward(step, new ArrayList<>());
      }
    }

    private float backward(NDManager step, List<NDArray> leaves) {
      try (GradientCollector collector = engine.newGradientCollector()) {
        for (NDArray numbers : x) {
          NDArray leaf = numbers.stopGradient();
          leaf.attach(step);
          leaf.setRequiresGradient(true);
          leaves.add(leaf);
        }
        NDArray y = loss.apply(leaves);
        collector.backward(y);
        return y.getFloat();
      }
    }

    @Override
    public float[][] results() {
      try (NDManager step = manager.newSubManager()) {
        List<NDArray> leaves = new ArrayList<>();
        backward(step, leaves);
        return leaves.stream().map(l -> l.getGradient().toFloatArray()).toArray(float[][]::new);
      }
    }
  }
}
