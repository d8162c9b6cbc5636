package dev.adjoint.bench.peers;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.gru;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.lstm;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.mse_loss;

import dev.adjoint.bench.peers.Workload.Cell;
import dev.adjoint.bench.peers.Workload.Chain;
import dev.adjoint.bench.peers.Workload.Elementwise;
import dev.adjoint.bench.peers.Workload.Hidden;
import dev.adjoint.bench.peers.Workload.LeNet;
import dev.adjoint.bench.peers.Workload.Mlp;
import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.bench.peers.Workload.Recurrent;
import dev.adjoint.bench.peers.Workload.Update;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// PyTorch's C++ interface, with its own optimizers.
final class LibTorch implements Competitor {
  LibTorch() {
    torch.set_num_threads(THREADS);
  }

  @Override
  public String describe() {
    return "libtorch 2.13, " + torch.get_cpu_capability().getString() + "; "
        + OpenBlas.library("openblas_get_config");
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

  private static Tensor tensor(Numbers numbers) {
    return AbstractTensor.create(numbers.data(), numbers.longShape());
  }

  private static Tensor labels(int[] labels) {
    return AbstractTensor.create(Arrays.stream(labels).asLongStream().toArray(), labels.length);
  }

  private static List<Tensor> variables(List<Numbers> numbers) {
    List<Tensor> variables = new ArrayList<>();
    for (Numbers n : numbers) {
      variables.add(tensor(n).requires_grad_(true));
    }
    return variables;
  }

  private static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }

  private static Optimizer sgd(List<Tensor> parameters, double rate) {
    return new SGD(vector(parameters), new SGDOptions(rate));
  }

  private static Step mlp(Mlp w) {
    List<Tensor> p = variables(w.parameters());
    Tensor x = tensor(w.x());
    Tensor targets =
        switch (w.loss()) {
          case SOFTMAX_CROSS_ENTROPY -> labels(w.labels());
          case SIGMOID_CROSS_ENTROPY, SQUARED_ERROR -> tensor(w.targets());
        };
    Supplier<Tensor> loss =
        () -> {
          Tensor y = x;
          for (int l = 0; l < w.layers(); l++) {
            y = linear(y, p.get(2 * l), new TensorOptional(p.get(2 * l + 1)));
            if (l < w.layers() - 1) {
              y = w.hidden() == Hidden.RELU ? y.relu() : y.tanh();
            }
          }
          return switch (w.loss()) {
            case SOFTMAX_CROSS_ENTROPY -> cross_entropy_loss(y, targets);
            case SIGMOID_CROSS_ENTROPY -> binary_cross_entropy_with_logits(y, targets);
            case SQUARED_ERROR -> mse_loss(y, targets);
          };
        };
    Optimizer optimizer =
        w.update() == Update.SGD ? sgd(p, w.rate()) : new Adam(vector(p), new AdamOptions(w.rate()));
    return new Differentiated(p, optimizer, loss);
  }

  private static Step leNet(LeNet w) {
    List<Tensor> p = variables(w.parameters());
    Tensor x = tensor(w.x());
    Tensor labels = labels(w.labels());
    long[] ones = {1, 1};
    long[] none = {0, 0};
    Supplier<Tensor> loss =
        () -> {
          Tensor y = conv2d(x, p.get(0), new TensorOptional(p.get(1)), ones, none, ones, 1).relu();
          y = max_pool2d(y, 2, 2);
          y = conv2d(y, p.get(2), new TensorOptional(p.get(3)), ones, none, ones, 1).relu();
          y = max_pool2d(y, 2, 2).reshape(w.batch(), 256);
          y = linear(y, p.get(4), new TensorOptional(p.get(5))).relu();
          y = linear(y, p.get(6), new TensorOptional(p.get(7))).relu();
          return cross_entropy_loss(linear(y, p.get(8), new TensorOptional(p.get(9))), labels);
        };
    return new Differentiated(p, sgd(p, w.rate()), loss);
  }

  private static Step elementwise(Elementwise w) {
    List<Tensor> p = variables(List.of(w.x(), w.y()));
    Tensor x = p.get(0);
    Tensor y = p.get(1);
    return new Differentiated(
        p, null, () -> x.sigmoid().mul(y.tanh()).add(x.square().neg().exp().mul(y.relu())).mean());
  }

  private static Step chain(Chain w) {
    List<Tensor> p = variables(List.of(w.start()));
    Tensor factor = tensor(w.factor());
    Tensor summand = tensor(w.summand());
    Supplier<Tensor> sum =
        () -> {
          Tensor y = p.getFirst();
          for (int i = 0; i < w.ops(); i++) {
            y =
                switch (i % 3) {
                  case 0 -> y.mul(factor);
                  case 1 -> y.add(summand);
                  default -> y.tanh();
                };
          }
          return y.sum();
        };
    return new Differentiated(p, null, sum);
  }

  /// PyTorch's LSTM has two biases; the second one stays zero.
  private static Step recurrent(Recurrent w) {
    List<Tensor> p = variables(w.parameters());
    Tensor second = w.cell() == Cell.GRU ? p.get(3) : tensor(Numbers.zeros("c", 4 * w.hidden()));
    TensorVector weights = new TensorVector(p.get(0), p.get(1), p.get(2), second);
    Tensor x = tensor(w.x());
    Tensor targets = tensor(w.targets());
    Tensor zeros = tensor(Numbers.zeros("h", 1, w.batch(), w.hidden()));
    TensorVector states = new TensorVector(zeros, zeros);
    Supplier<Tensor> loss =
        () -> {
          Tensor last =
              w.cell() == Cell.LSTM
                  ? lstm(x, states, weights, true, 1, 0, true, false, false).get1()
                  : gru(x, zeros, weights, true, 1, 0, true, false, false).get1();
          return mse_loss(last.reshape(w.batch(), w.hidden()), targets);
        };
    return new Differentiated(p, sgd(p, w.rate()), loss);
  }

  /// A loss, its gradients, and an update if there is one.
  private record Differentiated(
      List<Tensor> variables, @Nullable Optimizer optimizer, Supplier<Tensor> loss) implements Step {
    @Override
    public double run() {
      try (PointerScope _ = new PointerScope()) {
        clear();
        Tensor y = loss.get();
        y.backward();
        if (optimizer != null) {
          optimizer.step();
        }
        return y.item_float();
      }
    }

    @Override
    public float[][] results() {
      try (PointerScope _ = new PointerScope()) {
        clear();
        loss.get().backward();
        float[][] results = new float[variables.size()][];
        for (int i = 0; i < results.length; i++) {
          FloatBuffer gradient = variables.get(i).grad().createBuffer();
          results[i] = new float[gradient.remaining()];
          gradient.get(results[i]);
        }
        return results;
      }
    }

    private void clear() {
      for (Tensor v : variables) {
        v.mutable_grad().reset();
      }
    }
  }
}
