package consumer;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.nn.Activation.GELU;
import static dev.adjoint.nn.Activation.TANH;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.train.Dataset;
import dev.adjoint.nn.train.Trainer;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import java.util.Arrays;

/// Trains a small network, then prints which kernels ran and a digest of the weights, the same in every JVM.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Tensor key = Random.key(7);
    Tensor x = Random.normal(Random.split(key, 0), Type.of(FLOAT32, 203, 11));
    Tensor classes = Random.normal(Random.split(key, 1), Type.of(FLOAT32, 11, 3));
    Dataset data = new Dataset(x, Reduce.argmax(Linalg.matmul(x, classes), 1));

    DeepNetwork net = DeepNetwork.of(11).hidden(37, GELU, 0.1).hidden(19, TANH).outputs(3).seed(7).build();
    new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 1e-2))
        .epochs(6)
        .fit(data)
        .forEach(epoch -> System.out.println("cost: " + epoch.cost()));

    int bits = 0;
    for (Parameter w : net.parameters()) {
      bits = 31 * bits + Arrays.hashCode(w.value().toFloatArray());
    }
    System.out.println("kernels: " + Kernels.describe());
    System.out.println("bits: " + bits);
  }
}
