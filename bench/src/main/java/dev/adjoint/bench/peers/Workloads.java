package dev.adjoint.bench.peers;

import dev.adjoint.bench.peers.Workload.Cell;
import dev.adjoint.bench.peers.Workload.Chain;
import dev.adjoint.bench.peers.Workload.Elementwise;
import dev.adjoint.bench.peers.Workload.Hidden;
import dev.adjoint.bench.peers.Workload.LeNet;
import dev.adjoint.bench.peers.Workload.Loss;
import dev.adjoint.bench.peers.Workload.Mlp;
import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.bench.peers.Workload.Recurrent;
import dev.adjoint.bench.peers.Workload.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The workloads of the comparison.
final class Workloads {
  private static final int[][] SHAPES = {
    {64, 64, 64},
    {128, 128, 128},
    {256, 256, 256},
    {512, 512, 512},
    {1024, 1024, 1024},
    {2048, 2048, 2048},
    {128, 784, 512},
    {128, 512, 256},
    {512, 128, 784},
    {784, 128, 512},
    {128, 256, 10},
    {1, 12288, 209}
  };
  private static final int[][] TRANSPOSED_SHAPES = {{512, 512, 512}, {128, 784, 512}};
  private static final int[][] DOUBLE_SHAPES = {{256, 256, 256}, {512, 512, 512}, {128, 784, 512}};

  private Workloads() {}

  /// All of them, in the order of the table.
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    all.add(
        new Mlp(
            "B1", "logistic regression, 12288 features, 209 examples, SGD", Hidden.RELU,
            Loss.SIGMOID_CROSS_ENTROPY, 209, Update.SGD, 1e-4, List.of(12288, 1)));
    all.add(classifier("B2s", Update.SGD, 0.01));
    all.add(classifier("B2a", Update.ADAM, 1e-4));
    all.add(
        new Mlp(
            "B3", "20 inputs, 10 tanh layers of 32, 1 output, batch 64, SGD", Hidden.TANH,
            Loss.SQUARED_ERROR, 64, Update.SGD, 0.01, List.of(20, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 1)));
    all.add(new LeNet("B4", 64, 0.01));
    all.add(new Elementwise("B5", 1 << 20));
    all.add(new Chain("B6", 1000, 4));
    all.add(new Recurrent("B7", Cell.LSTM, 64, 128, 50, 32, 0.01));
    all.add(new Recurrent("B7g", Cell.GRU, 64, 128, 50, 32, 0.01));
    for (int[] s : SHAPES) {
      all.add(new Product(s[0], s[1], s[2], false, false, false));
    }
    for (int[] s : TRANSPOSED_SHAPES) {
      all.add(new Product(s[0], s[1], s[2], false, true, false));
      all.add(new Product(s[0], s[1], s[2], true, false, false));
      all.add(new Product(s[0], s[1], s[2], true, true, false));
    }
    for (int[] s : DOUBLE_SHAPES) {
      all.add(new Product(s[0], s[1], s[2], false, false, true));
    }
    return List.copyOf(all);
  }

  private static Mlp classifier(String name, Update update, double rate) {
    return new Mlp(
        name, "784-512-256-10, relu, batch 128, " + (update == Update.SGD ? "SGD" : "Adam"), Hidden.RELU,
        Loss.SOFTMAX_CROSS_ENTROPY, 128, update, rate, List.of(784, 512, 256, 10));
  }

  /// Chains of more and more ops.
  static List<Chain> tapes() {
    return IntStream.of(100, 1_000, 10_000, 100_000, 1_000_000)
        .mapToObj(ops -> new Chain("tape of " + ops, ops, 4))
        .toList();
  }

  /// Networks that grow from one in width, in depth and in batch.
  static List<Mlp> networks() {
    return List.of(
        network(128, 256, 256),
        network(128, 64, 64),
        network(128, 1024, 1024),
        network(128, 256),
        network(128, 256, 256, 256, 256),
        network(128, 256, 256, 256, 256, 256, 256, 256, 256),
        network(8, 256, 256),
        network(32, 256, 256),
        network(512, 256, 256));
  }

  private static Mlp network(int batch, Integer... hidden) {
    List<Integer> sizes = new ArrayList<>(List.of(hidden));
    sizes.addFirst(256);
    sizes.addLast(10);
    String name = sizes.stream().map(Object::toString).collect(Collectors.joining("-"));
    return new Mlp(
        name + ", " + batch, "relu, SGD", Hidden.RELU, Loss.SOFTMAX_CROSS_ENTROPY, batch, Update.SGD, 1e-3,
        List.copyOf(sizes));
  }

  /// The workload of this name, of the comparison or of what grows.
  static Workload named(String name) {
    return Stream.of(all(), tapes(), networks())
        .flatMap(List::stream)
        .filter(w -> w.name().equals(name))
        .map(Workload.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload is named " + name));
  }
}
