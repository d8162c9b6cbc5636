package dev.adjoint.bench.peers;

import dev.adjoint.bench.peers.Workload.Hidden;
import dev.adjoint.bench.peers.Workload.Mlp;
import dev.adjoint.bench.peers.Workload.Update;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.nn.Activation;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Layer;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.optim.Optimizer;
import dev.adjoint.nn.optim.Sgd;
import java.util.List;

/// A deep network (without hidden layers: logistic regression) on one batch.
final class AdjointMlp extends AdjointTraining {
  private final Mlp workload;
  private final Layer network;
  private final Tensor x;
  private final Tensor targets;

  AdjointMlp(Mlp workload) {
    this(workload, network(workload));
  }

  private AdjointMlp(Mlp workload, Layer network) {
    super(optimizer(workload, network.parameters()));
    this.workload = workload;
    this.network = network;
    x = Adjoint.tensor(workload.x());
    targets =
        switch (workload.loss()) {
          case SOFTMAX_CROSS_ENTROPY -> Tensor.of(workload.labels(), workload.batch());
          case SIGMOID_CROSS_ENTROPY, SQUARED_ERROR -> Adjoint.tensor(workload.targets());
        };
  }

  private static Layer network(Mlp workload) {
    DeepNetwork.Builder builder = DeepNetwork.of(workload.inputs()).outputs(workload.outputs());
    for (int l = 1; l < workload.layers(); l++) {
      builder.hidden(
          workload.sizes().get(l), workload.hidden() == Hidden.RELU ? Activation.RELU : Activation.TANH);
    }
    DeepNetwork network = builder.build();
    assign(network.parameters(), workload.parameters());
    return network;
  }

  private static Optimizer optimizer(Mlp workload, List<Parameter> parameters) {
    return workload.update() == Update.ADAM
        ? new Adam(parameters, workload.rate())
        : new Sgd(parameters, workload.rate());
  }

  @Override
  Tensor cost(Tape tape) {
    Tensor outputs = network.apply(tape.data(x));
    return Losses.cost(
        switch (workload.loss()) {
          case SOFTMAX_CROSS_ENTROPY -> Losses.softmaxCrossEntropy(outputs, targets);
          case SIGMOID_CROSS_ENTROPY -> Losses.sigmoidCrossEntropy(outputs, targets);
          case SQUARED_ERROR -> Losses.squaredError(outputs, targets);
        });
  }
}
