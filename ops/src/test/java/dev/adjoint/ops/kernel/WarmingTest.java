package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmingTest {
  private static final long EVER_SO_MANY = TimeUnit.SECONDS.toNanos(1);
  /// More than the kernels of other tests that wait in the same JVM.
  private static final long MOST = 1L << 40;
  /// Only so that a mistake does not hang the build.
  private static final int PATIENCE_SECONDS = 120;

  private static void await(Warming warming) throws InterruptedException {
    for (int i = 0; i < 100 * PATIENCE_SECONDS && !warming.isOver(MOST); i++) {
      Thread.sleep(10);
    }
    assertTrue(warming.isOver(0));
  }

  @Test
  void isOverAfterAFewTrialsInTime() throws InterruptedException {
    AtomicInteger trials = new AtomicInteger();
    await(Warming.of(trials::incrementAndGet, EVER_SO_MANY));
    assertEquals(3, trials.get());
  }

  @Test
  void trialsThatTakeLongDoNotCount() throws InterruptedException {
    AtomicInteger trials = new AtomicInteger();
    Warming warming =
        Warming.of(
            () -> {
              if (trials.incrementAndGet() <= 5) {
                pause(20);
              }
            }, 100_000); // 1 ms
    await(warming);
    assertTrue(trials.get() >= 8, () -> trials + " trials");
  }

  @Test
  void whatHasMostToDoComesFirst() throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    List<Integer> order = new ArrayList<>();
    Warming first =
        Warming.of(
            () -> {
              begun.countDown();
              waitFor(start);
            }, EVER_SO_MANY);
    first.isOver(100 * MOST);
    waitFor(begun);
    List<Warming> waiting = new ArrayList<>();
    for (int work : new int[] {2, 9, 5}) {
      Warming warming = Warming.of(() -> note(order, work), EVER_SO_MANY);
      assertFalse(warming.isOver(work * MOST));
      waiting.add(warming);
    }
    start.countDown();
    await(first);
    for (Warming warming : waiting) {
      await(warming);
    }
    assertEquals(List.of(9, 5, 2), order);
  }

  private static void note(List<Integer> order, int work) {
    if (order.isEmpty() || order.getLast() != work) {
      order.add(work);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
