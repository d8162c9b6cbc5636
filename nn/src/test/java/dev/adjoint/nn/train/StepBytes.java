package dev.adjoint.nn.train;

import static dev.adjoint.nn.Activation.RELU;

import com.sun.management.ThreadMXBean;
import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.nn.DeepNetwork;
import dev.adjoint.nn.Losses;
import dev.adjoint.nn.optim.Adam;
import dev.adjoint.nn.optim.Optimizer;
import dev.adjoint.nn.optim.Sgd;
import dev.adjoint.ops.Random;
import java.lang.management.ManagementFactory;

/// Trains a network 784-512-256-10 on batches of 128, and prints how many bytes each step allocated in all
/// threads, and what a step took at its peak. Scalar kernels, since the Vector API allocates until the JIT
/// has compiled what uses it.
final class StepBytes {
  private static final int BATCH = 128;
  private static final int STEPS = 12;

  private StepBytes() {}

  public static void main(String... args) {
    Tensor x = Random.uniform(Random.key(1), Type.of(DType.FLOAT32, STEPS * BATCH, 784));
    int[] labels = new int[STEPS * BATCH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 10;
    }
    Dataset data = new Dataset(x, Tensor.of(labels, labels.length));
    DeepNetwork net = DeepNetwork.of(784).hidden(512, RELU).hidden(256, RELU).outputs(10).seed(1).build();
    Optimizer optimizer =
        args[0].equals("adam") ? new Adam(net.parameters(), 1e-3) : new Sgd(net.parameters(), 0.01);
    long[] allocated = new long[STEPS];
    Listener watch =
        new Listener() {
          @Override
          public void stepped(int epoch, int step, int steps, double cost) {
            allocated[step - 1] = allocatedBytes();
          }
        };
    Trainer trainer =
        new Trainer(net, Losses::softmaxCrossEntropy, optimizer).epochs(1).batchSize(BATCH).listen(watch);
    trainer.fit(data);
    for (int i = STEPS / 2; i < STEPS; i++) {
      System.out.println("allocated " + (allocated[i] - allocated[i - 1]));
    }
    System.out.println("peak " + trainer.peakBytes());
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(bytes, 0); // -1 of a thread that has ended
    }
    return sum;
  }
}
