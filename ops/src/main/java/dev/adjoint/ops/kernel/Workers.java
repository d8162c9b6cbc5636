package dev.adjoint.ops.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A small pool of daemon threads that runs the parts of one kernel side by side.
///
/// A kernel cuts its work into numbered tasks **by shape, never by the number of threads**, so that its bits
/// are the same on every machine; the pool only decides who runs which task:
/// ```java
/// Workers.shared().run(rows, row -> sumRow(x, row, y));
/// ```
/// The calling thread takes part and returns when all tasks are done. Any thread may call, several at once
/// too: while the pool is busy, also with a call further up the same stack, the caller runs all its tasks
/// itself. Nothing is allocated per call. A call costs the other threads' attention (a microsecond if they
/// are awake, tens if they sleep), so work of a few microseconds should be a single task. Threads stay awake
/// for a millisecond after the last task.
public final class Workers implements AutoCloseable {
  /// One numbered part of a kernel's work. Tasks of one call run in any order and on any thread.
  @FunctionalInterface
  public interface Task {
    void run(int index);
  }

  /* A job is published through `ticket`: the high half numbers the job, the low half counts the tasks that
     nobody has claimed; a claim is a compare-and-set of it all. `task` and `count` are plain fields:
     they are written only while no task is left to claim, so whoever read a stale pair also holds a stale
     ticket, and its claim fails. */

  /// How long a thread looks out for work before it sleeps: the ops of a training step follow each other more
  /// closely than that.
  private static final long WAIT_NANOS = 1_000_000;
  /// How long it does so without letting other threads have its processor.
  private static final long SPIN_NANOS = 50_000;
  private static final VarHandle BUSY;
  private static final VarHandle TICKET;
  private static final VarHandle PENDING;
  private static final VarHandle FAILURE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BUSY = lookup.findVarHandle(Workers.class, "busy", boolean.class);
      TICKET = lookup.findVarHandle(Workers.class, "ticket", long.class);
      PENDING = lookup.findVarHandle(Workers.class, "pending", int.class);
      FAILURE = lookup.findVarHandle(Workers.class, "failure", Throwable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Shared {
    static final Workers POOL =
        new Workers(Integer.getInteger("adjoint.threads", Runtime.getRuntime().availableProcessors()));
  }

  private final Helper[] helpers;
  private boolean started;
  private volatile boolean closed;
  private volatile boolean busy;
  private volatile long ticket;
  private volatile int pending;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiter;
  private @Nullable Task task;
  private int count;

  /// A pool of `threads` threads, the caller of `run` being one of them; less than 1 counts as 1. The threads
  /// start with the first call that can use them.
  public Workers(int threads) {
    helpers = new Helper[Math.max(1, threads) - 1];
  }

  /// The library's pool: as many threads as the system property `adjoint.threads` says, or as there are
  /// processors.
  public static Workers shared() {
    return Shared.POOL;
  }

  /// The number of threads, the caller among them.
  public int threads() {
    return helpers.length + 1;
  }

  /// Whether a call of `run` would run on its caller alone now, because the pool is at work.
  public boolean isBusy() {
    return busy;
  }

  /// Runs `task` for every index in `[0, tasks)` and returns when all are done. After a task has thrown,
  /// tasks that did not begin yet are left out, and the first exception is thrown here.
  public void run(int tasks, Task task) {
    if (tasks <= 1 || helpers.length == 0 || closed || !BUSY.compareAndSet(this, false, true)) {
      for (int i = 0; i < tasks; i++) {
        task.run(i);
      }
      return;
    }
    try {
      start();
      publish(tasks, task);
      work();
      awaitOthers();
      this.task = null;
      rethrow(failure);
    } finally {
      failure = null;
      busy = false;
    }
  }

  /// Ends the pool's threads; later calls run on their caller alone.
  @Override
  public void close() {
    closed = true;
    for (Helper helper : helpers) {
      if (helper != null) {
        LockSupport.unpark(helper.thread);
      }
    }
  }

  private void start() {
    if (!started) {
      for (int i = 0; i < helpers.length; i++) {
        helpers[i] = new Helper(i + 1);
      }
      for (Helper helper : helpers) {
        helper.thread.start();
      }
      started = true;
    }
  }

  private void publish(int tasks, Task task) {
    this.task = task;
    count = tasks;
    pending = tasks;
    ticket = ((ticket >>> 32) + 1) << 32 | tasks;
    for (int i = 0; i < Math.min(helpers.length, tasks - 1); i++) {
      if (helpers[i].parked) {
        LockSupport.unpark(helpers[i].thread);
      }
    }
  }

  /// Claims and runs tasks until none is left.
  private void work() {
    for (long t = ticket; (int) t != 0; t = ticket) {
      Task body = task;
      int index = count - (int) t;
      if (body != null && TICKET.compareAndSet(this, t, t - 1)) {
        try {
          if (failure == null) {
            body.run(index);
          }
        } catch (Throwable e) {
          FAILURE.compareAndSet(this, null, e);
        }
        if ((int) PENDING.getAndAdd(this, -1) == 1) {
          LockSupport.unpark(waiter);
        }
      }
    }
  }

  private void awaitOthers() {
    long start = System.nanoTime();
    while (pending != 0) {
      if (!lookOut(start)) {
        waiter = Thread.currentThread();
        if (pending != 0) {
          LockSupport.park(this);
        }
      }
    }
    waiter = null;
  }

  /// Lets a moment pass; false if the time since `start` is long enough to sleep now.
  private static boolean lookOut(long start) {
    long waited = System.nanoTime() - start;
    if (waited < SPIN_NANOS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
    return waited < WAIT_NANOS;
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> { }
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new IllegalStateException("a task threw a checked exception", failure);
    }
  }

  private final class Helper implements Runnable {
    final Thread thread;
    volatile boolean parked;

    Helper(int number) {
      thread = Thread.ofPlatform().daemon().name("adjoint-worker-" + number)
          .inheritInheritableThreadLocals(false).unstarted(this);
    }

    @Override
    public void run() {
      while (!closed) {
        work();
        long start = System.nanoTime();
        boolean awake = true;
        while ((int) ticket == 0 && awake) {
          awake = lookOut(start);
        }
        parked = true;
        while ((int) ticket == 0 && !closed) {
          LockSupport.park(Workers.this);
        }
        parked = false;
      }
    }
  }
}
