package consumer;

import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.div;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;
import static dev.adjoint.ops.Linalg.matmul;
import static dev.adjoint.ops.Reduce.mean;

import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Kernels;
import dev.adjoint.ops.Random;
import java.util.Arrays;

/// Trains a small network, then prints which kernels ran and a digest of the weights, the same in every JVM.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Tensor key = Random.key(7);
    Tensor x = Random.normal(Random.split(key, 0), Type.of(FLOAT32, 203, 11));
    Tensor labels = Random.uniform(Random.split(key, 1), Type.of(FLOAT32, 203, 3));
    Tensor hidden = Random.normal(Random.split(key, 2), Type.of(FLOAT32, 37, 11));
    Tensor output = Random.normal(Random.split(key, 3), Type.of(FLOAT32, 3, 37));
    for (int step = 0; step < 40; step++) {
      try (Tape tape = new Tape()) {
        Tensor w1 = tape.variable("w1", hidden);
        Tensor w2 = tape.variable("w2", output);
        Tensor z = matmul(x, w1, TRANSPOSED);
        Tensor error = sub(matmul(div(z, add(mul(z, z), 1)), w2, TRANSPOSED), labels);
        Tensor loss = mean(mul(error, error));
        if (step % 13 == 0) {
          System.out.println("loss: " + loss.item());
        }
        Gradients g = tape.gradients(loss, w1, w2);
        hidden = sub(hidden, mul(g.of(w1), 0.1)).detach();
        output = sub(output, mul(g.of(w2), 0.1)).detach();
      }
    }
    System.out.println("kernels: " + Kernels.describe());
    System.out.println("bits: " + Arrays.hashCode(hidden.toFloatArray()) + " " + Arrays.hashCode(output.toFloatArray()));
  }
}
