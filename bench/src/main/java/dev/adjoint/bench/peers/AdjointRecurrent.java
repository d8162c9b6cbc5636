package dev.adjoint.bench.peers;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Reduce.mean;

import dev.adjoint.bench.peers.Workload.Recurrent;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.nn.Gru;
import dev.adjoint.nn.Lstm;
import dev.adjoint.nn.RecurrentBlock;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Random;

/// A recurrent block over a sequence.
final class AdjointRecurrent extends AdjointTraining {
  private final RecurrentBlock block;
  private final Tensor x;
  private final Tensor targets;

  AdjointRecurrent(Recurrent workload) {
    this(workload, block(workload));
  }

  private AdjointRecurrent(Recurrent workload, RecurrentBlock block) {
    super(new Sgd(block.parameters(), workload.rate()));
    this.block = block;
    x = Adjoint.tensor(workload.x());
    targets = Adjoint.tensor(workload.targets());
  }

  private static RecurrentBlock block(Recurrent workload) {
    Tensor key = Random.key(0);
    RecurrentBlock block =
        switch (workload.cell()) {
          case LSTM -> new Lstm("lstm", workload.inputs(), workload.hidden(), FLOAT32, key);
          case GRU -> new Gru("gru", workload.inputs(), workload.hidden(), FLOAT32, key);
        };
    assign(block.parameters(), workload.parameters());
    return block;
  }

  @Override
  Tensor cost(Tape tape) {
    Tensor last = block.run(tape.data(x)).last().hidden();
    return mean(square(sub(last, targets)));
  }
}
