package dev.adjoint.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The JVM of one competitor. It does what it reads, a line at a time, and answers each with a line:
/// ```text
/// describe                    → the library and its kernels
/// open B2s                    → ready and the kernel's name, or none if the library has no means for it
/// prove FILE                  → proved; the evidence is in the file
/// warm-up LEAST MOST          → nanoseconds for a step when it was steady
/// sample NANOS                → nanoseconds for a step
/// start-up NANOS              → when steps got fast, see StartUp
/// allocation                  → bytes that a step allocates in its thread
/// memory                      → bytes of heap used at most, resident bytes at most
/// close                       → closed
/// ```
/// Every answer starts with [#MARK]: native libraries print to the same stream. A failure is answered by
/// `failed` and its message. At the end of the input the JVM ends.
final class SeatMain {
  static final String MARK = "> ";
  /// As a share of a sample.
  private static final int LEAD_IN = 6;

  private final Competitor competitor;
  private @Nullable Step step;

  private SeatMain(Competitor competitor) {
    this.competitor = competitor;
  }

  public static void main(String... args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    SeatMain seat = new SeatMain(Entrant.valueOf(args[0]).create());
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = seat.answer(line.strip());
      } catch (Exception | LinkageError e) {
        e.printStackTrace();
        answer = "failed " + e;
      }
      out.println(MARK + answer.replace('\n', ' '));
      out.flush();
    }
    seat.close();
    System.exit(0); // native threads may not be daemons
  }

  private String answer(String line) throws IOException {
    int blank = line.indexOf(' ');
    String command = blank < 0 ? line : line.substring(0, blank);
    String rest = line.substring(blank + 1);
    return switch (command) {
      case "describe" -> competitor.describe();
      case "open" -> open(rest);
      case "prove" -> prove(Path.of(rest));
      case "warm-up" -> {
        String[] bounds = rest.split(" ", -1);
        yield "" + timing().warmUp(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
      }
      case "sample" -> sample(Long.parseLong(rest));
      case "start-up" -> startUp(Long.parseLong(rest));
      case "allocation" -> "" + timing().allocation();
      case "memory" -> memory();
      case "close" -> close();
      default -> throw new IllegalArgumentException("no command: " + line);
    };
  }

  private String open(String name) {
    close();
    step = competitor.prepare(Workloads.named(name));
    return step == null ? "none" : "ready " + step.kernel();
  }

  private String prove(Path file) throws IOException {
    Evidence.of(opened()).write(file);
    return "proved";
  }

  /// What others left in the caches is driven out first.
  private String sample(long nanos) {
    timing().sample(nanos / LEAD_IN);
    return "" + timing().sample(nanos);
  }

  private Timing timing() {
    return new Timing(opened());
  }

  private Step opened() {
    if (step == null) {
      throw new IllegalStateException("no workload is open");
    }
    return step;
  }

  private String close() {
    if (step != null) {
      step.close();
      step = null;
    }
    return "closed";
  }

  /// Runs steps from here on. The last speed is the median of the last quarter of them; a speed counts as
  /// reached when three steps in a row, a median, have it.
  private String startUp(long nanos) {
    Step s = opened();
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    double sinceStart = 1e6 * (System.currentTimeMillis() - start);
    long begin = System.nanoTime();
    double[] took = new double[1 << 20];
    double[] ended = new double[took.length];
    int n = 0;
    long last = begin;
    while (last - begin < nanos && n < took.length) {
      s.run();
      long now = System.nanoTime();
      took[n] = now - last;
      ended[n++] = sinceStart + now - begin;
      last = now;
    }
    return StartUp.of(Arrays.copyOf(took, n), Arrays.copyOf(ended, n)).toAnswer();
  }

  private static String memory() throws IOException {
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    long resident = 0;
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          resident = 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    }
    return heap + " " + resident;
  }
}
