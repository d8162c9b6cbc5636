package consumer;

import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.mul;

import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Kernels;
import java.util.Arrays;

/// Prints which kernels run and a digest of what they compute, the same in every JVM.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    float[] values = new float[1003];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 500) / 7f;
    }
    Tape tape = new Tape();
    Tensor x = tape.variable("x", Tensor.of(values, values.length));
    Tensor y = mul(add(mul(x, x), 3), x);
    System.out.println("kernels: " + Kernels.describe());
    System.out.println("bits: " + Arrays.hashCode(y.toFloatArray()));
  }
}
