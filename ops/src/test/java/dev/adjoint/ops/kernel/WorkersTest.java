package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5})
  void everyTaskRunsExactlyOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int tasks : new int[] {0, 1, 2, 3, 7, 100}) {
        for (int repeat = 0; repeat < 200; repeat++) {
          AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
          workers.run(tasks, runs::incrementAndGet);
          for (int i = 0; i < tasks; i++) {
            assertEquals(1, runs.get(i));
          }
        }
      }
    }
  }

  @Test
  void whatTasksWroteIsSeenByTheCaller() {
    try (Workers workers = new Workers(3)) {
      int[] plain = new int[64];
      for (int repeat = 1; repeat <= 2000; repeat++) {
        int value = repeat;
        workers.run(plain.length, i -> plain[i] = value);
        for (int x : plain) {
          assertEquals(value, x);
        }
      }
    }
  }

  @Test
  void tasksReallyRunSideBySide() {
    try (Workers workers = new Workers(3)) {
      // Each task waits for the other two: alone, or by two threads, they would never end.
      CountDownLatch met = new CountDownLatch(3);
      workers.run(3, i -> {
        met.countDown();
        try {
          assertTrue(met.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      assertEquals(0, met.getCount());
    }
  }

  @Test
  void helpersThatSleepWakeUp() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      for (int repeat = 0; repeat < 5; repeat++) {
        Thread.sleep(5);
        CountDownLatch met = new CountDownLatch(2);
        workers.run(2, i -> {
          met.countDown();
          try {
            assertTrue(met.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
      }
    }
  }

  @Test
  void oneTaskAndOneThreadStayOnTheCaller() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers many = new Workers(4); Workers one = new Workers(1)) {
      many.run(1, i -> threads.add(Thread.currentThread()));
      one.run(50, i -> threads.add(Thread.currentThread()));
    }
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theFirstExceptionReachesTheCaller(int threads) {
    try (Workers workers = new Workers(threads)) {
      IllegalArgumentException failure = new IllegalArgumentException("task");
      for (int bad = 0; bad < 40; bad += 13) {
        int which = bad;
        assertSame(failure, assertThrows(IllegalArgumentException.class, () -> workers.run(40, i -> {
          if (i == which) {
            throw failure;
          }
        })));
        AtomicInteger after = new AtomicInteger();
        workers.run(40, i -> after.incrementAndGet());
        assertEquals(40, after.get(), "the pool goes on after a failure");
      }
      assertThrows(StackOverflowError.class, () -> workers.run(8, WorkersTest::recurse));
    }
  }

  private static void recurse(int i) {
    recurse(i + 1);
  }

  @Test
  void aTaskMayRunTasks() {
    try (Workers workers = new Workers(3)) {
      AtomicInteger leaves = new AtomicInteger();
      workers.run(10, i -> workers.run(10, j -> workers.run(3, k -> leaves.incrementAndGet())));
      assertEquals(300, leaves.get());
    }
  }

  @Test
  void isBusyWhileItRuns() {
    try (Workers workers = new Workers(2)) {
      assertFalse(workers.isBusy());
      workers.run(2, i -> assertTrue(workers.isBusy()));
      assertFalse(workers.isBusy());
    }
  }

  @Test
  void threadsWithoutWorkFallAsleep() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      CountDownLatch met = new CountDownLatch(2);
      workers.run(2, i -> {
        threads.add(Thread.currentThread());
        met.countDown();
        try {
          assertTrue(met.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      threads.remove(Thread.currentThread());
      Thread helper = threads.iterator().next();
      long end = System.nanoTime() + 20_000_000_000L;
      while (helper.getState() != Thread.State.WAITING && System.nanoTime() < end) {
        Thread.sleep(1);
      }
      assertSame(Thread.State.WAITING, helper.getState());
    }
  }

  @Test
  void manyCallersAtOnce() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      List<Thread> callers = new ArrayList<>();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      for (int c = 0; c < 6; c++) {
        Thread.Builder builder = c % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        callers.add(builder.start(() -> {
          try {
            for (int repeat = 0; repeat < 500; repeat++) {
              AtomicIntegerArray runs = new AtomicIntegerArray(17);
              workers.run(17, runs::incrementAndGet);
              for (int i = 0; i < 17; i++) {
                assertEquals(1, runs.get(i));
              }
            }
          } catch (Throwable e) {
            failure.set(e);
          }
        }));
      }
      for (Thread caller : callers) {
        assertTrue(caller.join(Duration.ofSeconds(20)));
      }
      assertNull(failure.get());
    }
  }

  @Test
  void threadsAreDaemonsAndEndWithTheirPool() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(2);
    CountDownLatch met = new CountDownLatch(2);
    workers.run(2, i -> {
      threads.add(Thread.currentThread());
      met.countDown();
      try {
        assertTrue(met.await(20, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    threads.remove(Thread.currentThread());
    assertEquals(1, threads.size());
    workers.close();
    for (Thread thread : threads) {
      assertTrue(thread.isDaemon());
      assertTrue(thread.join(Duration.ofSeconds(20)));
    }
    AtomicInteger runs = new AtomicInteger();
    workers.run(5, i -> runs.incrementAndGet());
    assertEquals(5, runs.get());
  }

  @Test
  void theSharedPoolHasAtLeastItsCaller() {
    assertFalse(Workers.shared().threads() < 1);
    assertSame(Workers.shared(), Workers.shared());
  }
}
