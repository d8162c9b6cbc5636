package dev.adjoint.ops.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// SIMD code that becomes fast on the side, while scalar code of the same bits does its work.
///
/// Before C2 has compiled it, code that uses the Vector API is a thousand times slower than after, and a hundred
/// times slower than scalar code; the first step of a training would take seconds. So a thread runs the SIMD
/// code on data of its own until its time shows that it is compiled: one piece after another, the one first
/// whose scalar stand-in has had most to do. The thread ends when there are none left. What C2 does not compile
/// stays scalar.
public final class Warming {
  /// C2's code takes up to about 5 ns for an operation on a vector, C1's fifty to thousands.
  private static final int OPERATION_NANOS = 10;
  /// What a trial may take besides.
  private static final int CALL_NANOS = 400;
  private static final int TRIALS_TO_PASS = 3;
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// What waits for its turn; the thread runs while there is something.
  private static final List<Warming> WAITING = new ArrayList<>();
  private static boolean running;
  /// Whether code was compiled in time, and whether some was not: in a JVM without C2 the first tells.
  private static boolean someCompiled;
  private static volatile boolean hopeless;

  private final Runnable trial;
  private final long bound;
  /// Threads may lose counts of each other; it only says which piece is wanted most.
  private long used;
  private volatile boolean warm;

  private Warming(Runnable trial, long bound) {
    this.trial = trial;
    this.bound = bound;
  }

  /// Starts to warm up.
  ///
  /// A trial must take every way through the code, loops that are not entered among them: C2 compiles only
  /// what it has seen happen, and throws its code away when something else does. The code would be as slow as
  /// at the beginning, and nobody would notice.
  ///
  /// @param trial runs the SIMD code, on data of its own
  /// @param operations how many vector operations that takes
  public static Warming of(Runnable trial, long operations) {
    Warming warming = new Warming(trial, operations * OPERATION_NANOS + CALL_NANOS);
    if (!hopeless) {
      synchronized (WAITING) {
        WAITING.add(warming);
        if (!running) {
          running = true;
          Thread.ofPlatform().daemon().name("adjoint-warm-up").inheritInheritableThreadLocals(false)
              .start(Warming::runAll);
        }
      }
    }
    return warming;
  }

  /// Whether the SIMD code is compiled. If it is not, takes note of what scalar code has to do for it.
  ///
  /// @param work in any unit that all share, such as multiply-adds
  public boolean isOver(long work) {
    if (warm) {
      return true;
    }
    used += work;
    return false;
  }

  /// Whether nothing waits or runs now.
  static boolean isIdle() {
    synchronized (WAITING) {
      return !running;
    }
  }

  private static void runAll() {
    for (Warming next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private static @Nullable Warming next() {
    synchronized (WAITING) {
      Warming most = null;
      for (Warming w : WAITING) {
        most = most == null || w.used > most.used ? w : most;
      }
      running = most != null && !hopeless;
      if (!running) {
        WAITING.clear();
        return null;
      }
      WAITING.remove(most);
      return most;
    }
  }

  private void run() {
    long begin = System.nanoTime();
    int passed = 0;
    while (passed < TRIALS_TO_PASS) {
      long start = System.nanoTime();
      trial.run();
      long end = System.nanoTime();
      passed = end - start < bound ? passed + 1 : 0;
      if (end - begin > GIVE_UP_NANOS) {
        hopeless = !someCompiled;
        return;
      }
    }
    someCompiled = true;
    warm = true;
  }
}
