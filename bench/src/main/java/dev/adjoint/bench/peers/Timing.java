package dev.adjoint.bench.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/// Times steps. The loss of the last one is looked at, so that nothing diverges unseen into numbers that
/// take another time to compute with.
final class Timing {
  /// A window of the warm-up.
  private static final long WINDOW_NANOS = 50_000_000;
  /// A step is steady when this many windows in a row were not faster than those before, and the JIT had next to
  /// nothing to do: what it works on may be what the step waits for.
  private static final int WINDOWS_IN_A_ROW = 12;
  private static final double FASTER = 0.98;
  private static final long COMPILING_MILLIS = 5;
  private static final int STEPS_TO_COUNT = 5;
  private static final CompilationMXBean JIT = ManagementFactory.getCompilationMXBean();

  private final Step step;

  Timing(Step step) {
    this.step = step;
  }

  /// Runs the step until it does not get faster any more and the JIT rests, or for `most` nanoseconds.
  ///
  /// @return nanoseconds for a step in the fastest window
  double warmUp(long least, long most) {
    long begin = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    int inARow = 0;
    while (System.nanoTime() - begin < most
        && (inARow < WINDOWS_IN_A_ROW || System.nanoTime() - begin < least)) {
      long compiling = JIT.getTotalCompilationTime();
      double nanos = sample(WINDOW_NANOS);
      boolean busy = JIT.getTotalCompilationTime() - compiling > COMPILING_MILLIS;
      inARow = busy || nanos < best * FASTER ? 0 : inARow + 1;
      best = Math.min(best, nanos);
    }
    return best;
  }

  /// Runs the step for about so many nanoseconds, at least once.
  ///
  /// @return nanoseconds for a step, on average
  double sample(long nanos) {
    long begin = System.nanoTime();
    long runs = 0;
    double loss;
    long took;
    do {
      loss = step.run();
      runs++;
      took = System.nanoTime() - begin;
    } while (took < nanos);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException("the loss became " + loss);
    }
    return (double) took / runs;
  }

  /// The bytes that a step allocates in the calling thread, a mean of several.
  double allocation() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS_TO_COUNT; i++) {
      step.run();
    }
    return (double) (threads.getCurrentThreadAllocatedBytes() - before) / STEPS_TO_COUNT;
  }
}
