package dev.adjoint.ops.kernel.pointwise;

/// Decides when a kernel moves from its scalar methods to its SIMD ones, and back.
///
/// Before C2 has compiled it, code that uses the Vector API is a thousand times slower than after, and a
/// hundred times slower than scalar code. Both compute the same bits, so a kernel starts out scalar.
/// Meanwhile its SIMD methods are called over and over with nothing to do, and now and then with a few
/// vectors: calls are what makes the JIT compile a method, the vectors show it what the method usually does.
/// Then a trial shows whether it is compiled: the times on the two sides are so far apart that one bound does
/// on any machine. The bound is kept in view afterwards, since compiled code may be thrown away again.
///
/// Threads may share this without synchronisation: what they may lose is a count.
final class WarmUp {
  /// C2's code takes up to about 5 ns for an operation on a vector, C1's fifty to thousands.
  private static final int TRIAL_NANOS = 10;
  /// Later runs may also wait for memory.
  private static final int WATCH_NANOS = 40;
  /// What a call may take besides.
  private static final int CALL_NANOS = 400;
  /// C2 is asked for after 200 calls in the interpreter and 5,000 in C1's code, more when it is busy.
  private static final int CALLS = 6000;
  private static final int CALLS_AT_A_TIME = 100;
  /// Enough vectors for a profile that makes C2 unroll a loop that is short enough for it.
  private static final int OPERATIONS_FOR_PROFILE = 128;
  private static final int VECTORS_FOR_TRIAL = 4;
  private static final int TRIALS_TO_PASS = 2;
  private static final int SLOW_RUNS_TO_FAIL = 4;
  /// The pause after a trial that failed, as a multiple of what it took: failing costs little.
  private static final int PAUSE = 20;
  private static final long LONGEST_PAUSE_NANOS = 10_000_000;

  private final int operations;
  private boolean over;
  private int calls;
  private int passed;
  private int slow;
  private long nextTrial = System.nanoTime();

  /// @param operations how many vector operations it takes to compute a vector
  /// @param over whether there is nothing to warm up
  WarmUp(int operations, boolean over) {
    this.operations = operations;
    this.over = over;
  }

  boolean isOver() {
    return over;
  }

  void skip() {
    over = true;
  }

  /// How many vectors to compute by SIMD now.
  int vectors() {
    if (calls < CALLS) {
      return Math.max(2, OPERATIONS_FOR_PROFILE / operations);
    }
    return System.nanoTime() - nextTrial < 0 ? 0 : VECTORS_FOR_TRIAL;
  }

  /// How many calls with nothing to do to make now.
  int idleCalls() {
    return CALLS_AT_A_TIME;
  }

  /// Takes note that this many vectors took so long.
  void tried(long nanos, int vectors) {
    if (calls < CALLS) {
      calls += CALLS_AT_A_TIME;
      return;
    }
    if (isSlow(nanos, vectors, TRIAL_NANOS)) {
      passed = 0;
      nextTrial = System.nanoTime() + Math.min(PAUSE * nanos, LONGEST_PAUSE_NANOS);
    } else if (++passed >= TRIALS_TO_PASS) {
      slow = 0;
      over = true;
    }
  }

  /// Takes note of a run after the warm-up. One slow run may be the machine's doing, several in a row are
  /// not.
  void watch(long nanos, int vectors) {
    if (!isSlow(nanos, vectors, WATCH_NANOS)) {
      slow = 0;
    } else if (++slow >= SLOW_RUNS_TO_FAIL) {
      calls = 0;
      passed = 0;
      over = false;
    }
  }

  /// Whether the last run watched was slow.
  boolean isDoubtful() {
    return slow > 0;
  }

  private boolean isSlow(long nanos, int vectors, int bound) {
    return nanos > (long) vectors * operations * bound + CALL_NANOS;
  }
}
