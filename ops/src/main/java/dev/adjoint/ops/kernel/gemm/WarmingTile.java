package dev.adjoint.ops.kernel.gemm;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A SIMD tile that lets scalar tiles do its work until the JIT has compiled it.
///
/// Before C2 has compiled it, code that uses the Vector API is a thousand times slower than after, and a hundred
/// times slower than scalar code; the first step of a training would take seconds. Both compute the same bits.
/// Meanwhile a thread runs the SIMD tile on arrays of its own until its time shows that it is compiled, one tile
/// after another; the thread ends when there are none left. A tile that C2 does not compile stays scalar.
final class WarmingTile extends GemmTile {
  /// Rows and columns of the scalar tiles: eight sums and what they need fit the registers.
  private static final int ROWS = 2;
  private static final int COLUMNS = 4;
  /// Steps of k in a trial: enough for a profile of a loop that goes on for long.
  private static final int STEPS = 32;
  /// C2's code takes up to about 5 ns for an operation on a vector, C1's fifty to thousands.
  private static final int TRIAL_NANOS = 10;
  private static final int CALL_NANOS = 400;
  private static final int TRIALS_TO_PASS = 3;
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final ThreadPoolExecutor THREAD = thread();
  /// Whether a tile was compiled in time, and whether one was not: in a JVM without C2 the first one tells.
  private static volatile boolean someCompiled;
  private static volatile boolean hopeless;

  private final GemmTile simd;
  private final GemmTiles scalars;
  private final GemmLayout layout;
  private final int rows;
  private final int columns;
  private final int operations;
  private volatile boolean warm;

  /// @param simd the tile, of `rows` rows and `columns` columns
  /// @param scalars the scalar tiles of its dtype
  /// @param layout what the tile was written for
  /// @param operations how many vector operations a step of k takes
  WarmingTile(
      GemmTile simd, GemmTiles scalars, GemmLayout layout, int rows, int columns, int operations) {
    this.simd = simd;
    this.scalars = scalars;
    this.layout = layout;
    this.rows = rows;
    this.columns = columns;
    this.operations = operations;
    if (!hopeless) {
      THREAD.execute(this::warm);
    }
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work ->
            Thread.ofPlatform().daemon().name("adjoint-warm-up").inheritInheritableThreadLocals(false)
                .unstarted(work));
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  @Override
  void run(int k, Object a, int aOffset, int aRow, int aCol, Object b, int bOffset, int bRow, int bCol,
      Object start, int startOffset, int startRow, Object c, int cOffset, int cRow) {
    if (warm) {
      simd.run(k, a, aOffset, aRow, aCol, b, bOffset, bRow, bCol, start, startOffset, startRow, c, cOffset,
          cRow);
      return;
    }
    for (int r = 0; r < rows; r += ROWS) {
      for (int j = 0; j < columns; j += COLUMNS) {
        scalars.tile(GemmLayout.ANY, Math.min(ROWS, rows - r), Math.min(COLUMNS, columns - j))
            .run(k, a, aOffset + r * aRow, aRow, aCol, b, bOffset + j, bRow, 1,
                start, startOffset + r * startRow + j, startRow, c, cOffset + r * cRow + j, cRow);
      }
    }
  }

  /// Runs the SIMD tile until it is compiled, on operands that lie as any layout wants them.
  private void warm() {
    Object a = scalars.dtype.newArray(rows * STEPS);
    Object b = scalars.dtype.newArray(STEPS * columns);
    Object c = scalars.dtype.newArray(rows * columns);
    long bound = (long) STEPS * operations * TRIAL_NANOS + CALL_NANOS;
    long begin = System.nanoTime();
    int passed = 0;
    while (passed < TRIALS_TO_PASS) {
      long start = System.nanoTime();
      run(a, b, c);
      long end = System.nanoTime();
      passed = end - start < bound ? passed + 1 : 0;
      if (hopeless || end - begin > GIVE_UP_NANOS) {
        hopeless = !someCompiled;
        return;
      }
    }
    warm = true;
    someCompiled = true;
  }

  private void run(Object a, Object b, Object c) {
    boolean byColumns = layout.columns;
    simd.run(STEPS, a, 0, byColumns ? 1 : STEPS, byColumns ? rows : 1, b, 0, columns, 1, c, 0, columns, c, 0,
        columns);
  }
}
