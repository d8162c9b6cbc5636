package dev.adjoint.bench.peers;

import dev.adjoint.ops.Kernels;
import java.util.Arrays;

/// Trains B2, with SGD and with Adam, B4 and B7 for as many steps as the argument says, and prints a digest of
/// the bits of every loss and of the gradients in the end.
final class TrainingBits {
  private TrainingBits() {}

  public static void main(String... args) {
    System.out.println(Kernels.describe());
    StringBuilder line = new StringBuilder();
    for (String name : new String[] {"B2s", "B2a", "B4", "B7"}) {
      line.append(name).append(' ').append(digest(name, Integer.parseInt(args[0]))).append(' ');
    }
    System.out.println(line.toString().strip());
  }

  private static String digest(String name, int steps) {
    long digest = 0;
    try (Step step = new Adjoint().prepare(Workloads.named(name))) {
      for (int i = 0; i < steps; i++) {
        digest = 31 * digest + Double.doubleToRawLongBits(step.run());
      }
      for (float[] gradient : step.results()) {
        int[] bits = new int[gradient.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(gradient[i]));
        digest = 31 * digest + Arrays.hashCode(bits);
      }
    }
    return Long.toHexString(digest);
  }
}
