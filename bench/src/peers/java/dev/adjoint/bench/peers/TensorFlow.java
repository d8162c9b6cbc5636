package dev.adjoint.bench.peers;

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
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// TensorFlow: a graph that holds a whole step, run by a session. Inputs are fed as tensors that are there,
/// without a copy.
final class TensorFlow implements Competitor {
  @Override
  public String describe() {
    return "TensorFlow " + org.tensorflow.TensorFlow.version();
  }

  /// There is no differentiable recurrent layer.
  @Override
  public @Nullable Step prepare(Workload workload) {
    return switch (workload) {
      case Mlp w -> mlp(w);
      case LeNet w -> leNet(w);
      case Elementwise w -> elementwise(w);
      case Chain w -> chain(w);
      case Recurrent _ -> null;
      case Product _ -> null;
    };
  }

  private static TFloat32 tensor(Numbers numbers) {
    return TFloat32.tensorOf(Shape.of(numbers.longShape()), DataBuffers.of(numbers.data()));
  }

  private Step mlp(Mlp w) {
    Building g = new Building();
    Operand<TFloat32> y = g.input(w.x());
    for (int l = 1; l <= w.layers(); l++) {
      Numbers weights = w.parameters().get(2 * l - 2);
      Numbers biases = w.parameters().get(2 * l - 1);
      Operand<TFloat32> z = g.dense(y, weights, biases);
      y = l == w.layers() ? z : w.hidden() == Hidden.RELU ? g.tf.nn.relu(z) : g.tf.math.tanh(z);
    }
    g.loss =
        switch (w.loss()) {
          case SOFTMAX_CROSS_ENTROPY -> g.softmaxCrossEntropy(y, w.labels(), w.outputs());
          case SIGMOID_CROSS_ENTROPY -> g.sigmoidCrossEntropy(y, g.input(w.targets()));
          case SQUARED_ERROR -> g.mean(g.tf.math.square(g.tf.math.sub(y, g.input(w.targets()))), 2);
        };
    return g.training(w.update(), w.rate());
  }

  /// Images have channels last: that is how TensorFlow's kernels for processors want them.
  private Step leNet(LeNet w) {
    Building g = new Building();
    List<Numbers> p = w.parameters();
    List<Long> one = List.of(1L, 1L, 1L, 1L);
    Numbers x = w.x();
    Operand<TFloat32> y = g.input(new Numbers("x", x.data(), w.batch(), 28, 28, 1));
    y = g.tf.nn.biasAdd(g.tf.nn.conv2d(y, g.filters(p.get(0)), one, "VALID"), g.variable(p.get(1)));
    y = g.maxPool(g.tf.nn.relu(y));
    y = g.tf.nn.biasAdd(g.tf.nn.conv2d(y, g.filters(p.get(2)), one, "VALID"), g.variable(p.get(3)));
    y = g.maxPool(g.tf.nn.relu(y));
    Operand<TFloat32> channelsFirst = g.tf.linalg.transpose(y, g.tf.constant(new int[] {0, 3, 1, 2}));
    y = g.tf.reshape(channelsFirst, g.tf.constant(new int[] {w.batch(), 256}));
    for (int i = 4; i < p.size(); i += 2) {
      y = g.dense(y, p.get(i), p.get(i + 1));
      y = i == p.size() - 2 ? y : g.tf.nn.relu(y);
    }
    g.loss = g.softmaxCrossEntropy(y, w.labels(), 10);
    return g.training(Update.SGD, w.rate());
  }

  private Step elementwise(Elementwise w) {
    Building g = new Building();
    Operand<TFloat32> x = g.input(w.x());
    Operand<TFloat32> y = g.input(w.y());
    g.wanted.addAll(List.of(x, y));
    g.layouts.addAll(List.of(Layout.AS_IS, Layout.AS_IS));
    Operand<TFloat32> gate = g.tf.math.mul(g.tf.math.sigmoid(x), g.tf.math.tanh(y));
    Operand<TFloat32> bell = g.tf.math.exp(g.tf.math.neg(g.tf.math.square(x)));
    g.loss = g.mean(g.tf.math.add(gate, g.tf.math.mul(bell, g.tf.nn.relu(y))), 1);
    return g.gradientsOnly();
  }

  private Step chain(Chain w) {
    Building g = new Building();
    Operand<TFloat32> start = g.input(w.start());
    g.wanted.add(start);
    g.layouts.add(Layout.AS_IS);
    Operand<TFloat32> factor = g.input(w.factor());
    Operand<TFloat32> summand = g.input(w.summand());
    Operand<TFloat32> y = start;
    for (int i = 0; i < w.ops(); i++) {
      y =
          switch (i % 3) {
            case 0 -> g.tf.math.mul(y, factor);
            case 1 -> g.tf.math.add(y, summand);
            default -> g.tf.math.tanh(y);
          };
    }
    g.loss = g.tf.sum(y, g.tf.constant(new int[] {0}));
    return g.gradientsOnly();
  }

  /// How an array of the workload lies in the graph.
  private enum Layout {
    AS_IS,
    /// A matrix with its axes exchanged: products run faster when no operand is to be transposed.
    TRANSPOSED,
    /// Filters `(out, in, h, w)` as `(h, w, in, out)`.
    FILTERS;

    Numbers to(Numbers n) {
      return switch (this) {
        case AS_IS -> n;
        case TRANSPOSED -> n.transposed();
        case FILTERS -> {
          int[] s = n.shape();
          Numbers rows = new Numbers(n.name(), n.data(), s[0], s[1] * s[2] * s[3]);
          Numbers moved = rows.transposed(); // (in h w, out)
          float[] data = new float[moved.data().length];
          int area = s[2] * s[3];
          for (int c = 0; c < s[1]; c++) {
            for (int a = 0; a < area; a++) {
              System.arraycopy(moved.data(), (c * area + a) * s[0], data, (a * s[1] + c) * s[0], s[0]);
            }
          }
          yield new Numbers(n.name(), data, s[2], s[3], s[1], s[0]);
        }
      };
    }

    /// Back to the workload's order.
    float[] from(float[] data, long[] shape) {
      return switch (this) {
        case AS_IS -> data;
        case TRANSPOSED -> new Numbers("gradient", data, (int) shape[0], (int) shape[1]).transposed().data();
        case FILTERS -> {
          int area = (int) (shape[0] * shape[1]);
          int in = (int) shape[2];
          int out = (int) shape[3];
          float[] moved = new float[data.length];
          for (int a = 0; a < area; a++) {
            for (int c = 0; c < in; c++) {
              for (int o = 0; o < out; o++) {
                moved[(o * in + c) * area + a] = data[(a * in + c) * out + o];
              }
            }
          }
          yield moved;
        }
      };
    }
  }

  /// A graph in the making.
  private static final class Building {
    final Graph graph = new Graph();
    final Ops tf = Ops.create(graph);
    final List<Placeholder<TFloat32>> placeholders = new ArrayList<>();
    final List<TFloat32> fed = new ArrayList<>();
    final List<Operand<TFloat32>> wanted = new ArrayList<>();
    final List<Layout> layouts = new ArrayList<>();
    final List<Op> initial = new ArrayList<>();
    @Nullable Operand<TFloat32> loss;

    Placeholder<TFloat32> input(Numbers numbers) {
      Placeholder<TFloat32> placeholder =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(numbers.longShape())));
      placeholders.add(placeholder);
      fed.add(tensor(numbers));
      return placeholder;
    }

    Variable<TFloat32> variable(Numbers numbers) {
      return variable(numbers, Layout.AS_IS);
    }

    Operand<TFloat32> dense(Operand<TFloat32> x, Numbers weights, Numbers biases) {
      Operand<TFloat32> w = variable(weights, Layout.TRANSPOSED);
      return tf.nn.biasAdd(tf.linalg.matMul(x, w), variable(biases));
    }

    Operand<TFloat32> maxPool(Operand<TFloat32> images) {
      Operand<TInt32> two = tf.constant(new int[] {1, 2, 2, 1});
      return tf.nn.maxPool(images, two, two, "VALID");
    }

    Variable<TFloat32> filters(Numbers numbers) {
      return variable(numbers, Layout.FILTERS);
    }

    private Variable<TFloat32> variable(Numbers numbers, Layout layout) {
      Variable<TFloat32> variable = state(layout.to(numbers));
      wanted.add(variable);
      layouts.add(layout);
      return variable;
    }

    private Variable<TFloat32> state(Numbers numbers) {
      Variable<TFloat32> variable = tf.variable(Shape.of(numbers.longShape()), TFloat32.class);
      initial.add(tf.assign(variable, tf.constantOf(tensor(numbers))));
      return variable;
    }

    Operand<TFloat32> mean(Operand<TFloat32> x, int rank) {
      return tf.math.mean(x, tf.constant(rank == 1 ? new int[] {0} : new int[] {0, 1}));
    }

    Operand<TFloat32> softmaxCrossEntropy(Operand<TFloat32> logits, int[] labels, int classes) {
      Numbers oneHot = Numbers.zeros("labels", labels.length, classes);
      for (int i = 0; i < labels.length; i++) {
        oneHot.data()[i * classes + labels[i]] = 1;
      }
      return mean(tf.nn.softmaxCrossEntropyWithLogits(logits, input(oneHot)).loss(), 1);
    }

    Operand<TFloat32> sigmoidCrossEntropy(Operand<TFloat32> z, Operand<TFloat32> targets) {
      return mean(
          tf.math.add(
              tf.math.sub(tf.nn.relu(z), tf.math.mul(z, targets)),
              tf.math.log1p(tf.math.exp(tf.math.neg(tf.math.abs(z))))),
          2);
    }

    Step gradientsOnly() {
      Gradients gradients = tf.gradients(loss, wanted);
      List<Op> targets = new ArrayList<>();
      gradients.forEach(targets::add);
      return new Run(this, gradients, targets, List.of());
    }

    Step training(Update update, double rate) {
      Gradients gradients = tf.gradients(loss, wanted);
      // A variable must not move while another gradient still reads it.
      Ops after = tf.withControlDependencies(new ArrayList<Op>(gradients.dy()));
      Operand<TFloat32> alpha = tf.constant((float) rate);
      List<Placeholder<TFloat32>> powers = new ArrayList<>();
      List<Op> targets = new ArrayList<>();
      if (update == Update.ADAM) {
        powers.add(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())));
        powers.add(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar())));
      }
      for (int i = 0; i < wanted.size(); i++) {
        Operand<TFloat32> w = wanted.get(i);
        Operand<TFloat32> dw = gradients.<TFloat32>dy(i);
        if (update == Update.SGD) {
          targets.add(after.train.applyGradientDescent(w, alpha, dw));
        } else {
          Numbers zeros = Numbers.zeros("state", ints(w.shape().asArray()));
          targets.add(
              after.train.applyAdam(
                  w, state(zeros), state(zeros), powers.get(0), powers.get(1), alpha, tf.constant(0.9f),
                  tf.constant(0.999f), tf.constant(1e-8f), dw));
        }
      }
      return new Run(this, gradients, targets, powers);
    }

    private static int[] ints(long[] longs) {
      int[] ints = new int[longs.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) longs[i];
      }
      return ints;
    }
  }

  /// A graph that is run.
  private static final class Run implements Step {
    private final Building g;
    private final Gradients gradients;
    private final List<Op> targets;
    private final List<Placeholder<TFloat32>> powers;
    private final Session session;
    private int steps;

    /// @param powers placeholders of Adam's β₁ᵗ and β₂ᵗ, if it is Adam
    Run(Building g, Gradients gradients, List<Op> targets, List<Placeholder<TFloat32>> powers) {
      this.g = g;
      this.gradients = gradients;
      this.targets = targets;
      this.powers = powers;
      ConfigProto config =
          ConfigProto.newBuilder()
              .setIntraOpParallelismThreads(THREADS)
              .setInterOpParallelismThreads(1)
              .build();
      session = new Session(g.graph, config);
      Session.Runner runner = session.runner();
      if (!g.initial.isEmpty()) {
        g.initial.forEach(runner::addTarget);
        runner.run().close();
      }
    }

    private Session.Runner runner() {
      Session.Runner runner = session.runner();
      for (int i = 0; i < g.placeholders.size(); i++) {
        runner.feed(g.placeholders.get(i), g.fed.get(i));
      }
      return runner;
    }

    @Override
    public double run() {
      steps++;
      Session.Runner runner = runner();
      targets.forEach(runner::addTarget);
      if (powers.isEmpty()) {
        return loss(runner);
      }
      try (TFloat32 first = TFloat32.scalarOf((float) Math.pow(0.9, steps));
          TFloat32 second = TFloat32.scalarOf((float) Math.pow(0.999, steps))) {
        return loss(runner.feed(powers.get(0), first).feed(powers.get(1), second));
      }
    }

    private double loss(Session.Runner runner) {
      try (Result result = runner.fetch(g.loss).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }

    @Override
    public float[][] results() {
      Session.Runner runner = runner();
      gradients.forEach(runner::fetch);
      try (Result result = runner.run()) {
        float[][] results = new float[g.wanted.size()][];
        for (int i = 0; i < results.length; i++) {
          TFloat32 gradient = (TFloat32) result.get(i);
          float[] data = new float[(int) gradient.size()];
          gradient.asRawTensor().data().asFloats().read(data);
          results[i] = g.layouts.get(i).from(data, gradient.shape().asArray());
        }
        return results;
      }
    }

    @Override
    public void close() {
      session.close();
      g.graph.close();
    }
  }
}
