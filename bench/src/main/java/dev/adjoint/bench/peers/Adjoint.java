package dev.adjoint.bench.peers;

import dev.adjoint.bench.peers.Workload.Chain;
import dev.adjoint.bench.peers.Workload.Elementwise;
import dev.adjoint.bench.peers.Workload.LeNet;
import dev.adjoint.bench.peers.Workload.Mlp;
import dev.adjoint.bench.peers.Workload.Product;
import dev.adjoint.bench.peers.Workload.Recurrent;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Kernels;

/// This library, used as anybody would.
final class Adjoint implements Competitor {
  @Override
  public String describe() {
    return "Adjoint, " + Kernels.describe();
  }

  @Override
  public Step prepare(Workload workload) {
    return switch (workload) {
      case Mlp w -> new AdjointMlp(w);
      case LeNet w -> new AdjointLeNet(w);
      case Elementwise w -> new AdjointElementwise(w);
      case Chain w -> new AdjointChain(w);
      case Recurrent w -> new AdjointRecurrent(w);
      case Product w -> w.isDouble() ? new AdjointDoubleProduct(w) : new AdjointProduct(w);
    };
  }

  static Tensor tensor(Numbers numbers) {
    return Tensor.of(numbers.data(), numbers.shape());
  }
}
