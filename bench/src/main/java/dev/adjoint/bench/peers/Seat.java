package dev.adjoint.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A competitor at a number of threads, in a JVM of its own; see [SeatMain] for what passes between them.
final class Seat implements AutoCloseable {
  private static final String ENDED = "";
  /// Variables by which native libraries are configured.
  private static final String TUNING = "(OPENBLAS|OMP|MKL|GOTO|BLAS|NVPL|DNNL|ONEDNN|KMP|TF)_.*";
  private static final int ANSWER_SECONDS = 180;
  private static final int QUIET_MILLIS = 20;
  private static final int LONGEST_WAIT_MILLIS = 500;

  private final Entrant entrant;
  private final int threads;
  private final Path log;
  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /// Starts the JVM.
  ///
  /// @param folder where its log goes, and what native libraries unpack
  /// @param openBlasCore the kernels that OpenBLAS is told to use; null lets it choose
  Seat(Entrant entrant, int threads, Path folder, @Nullable String openBlasCore) {
    this.entrant = entrant;
    this.threads = threads;
    log = folder.resolve(entrant + "-" + threads + ".log");
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder = new ProcessBuilder(command(entrant, threads, folder));
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.matches(TUNING));
      for (String variable : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
        environment.put(variable, "" + threads);
      }
      if (openBlasCore != null) {
        environment.put("OPENBLAS_CORETYPE", openBlasCore);
      }
      process = builder.redirectError(ProcessBuilder.Redirect.to(log.toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "answers of " + this);
    reader.setDaemon(true);
    reader.start();
  }

  private static List<String> command(Entrant entrant, int threads, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dpeers.threads=" + threads);
    command.add("-Dadjoint.threads=" + threads);
    command.add("-Dai.djl.offline=true");
    command.add("-Dai.djl.pytorch.num_threads=" + threads);
    command.add("-Dai.djl.pytorch.num_interop_threads=1");
    command.add("-DDJL_CACHE_DIR=" + folder.resolve("djl"));
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("javacpp"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SeatMain.class.getName());
    command.add(entrant.name());
    return command;
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(SeatMain.MARK)) {
          answers.add(line.substring(SeatMain.MARK.length()));
        }
      }
    } catch (IOException _) {
      // the process is gone, as at the end of its output
    }
    answers.add(ENDED);
  }

  Entrant entrant() {
    return entrant;
  }

  int threads() {
    return threads;
  }

  /// Sends a command without waiting for the answer.
  void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException _) {
      throw new SeatException(this + " has gone; see " + log);
    }
  }

  /// The next answer.
  ///
  /// @throws SeatException if the competitor failed
  String answer() {
    try {
      String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
      if (answer == null || answer.equals(ENDED)) {
        process.destroyForcibly();
        throw new SeatException(this + (answer == null ? " does not answer" : " has gone") + "; see " + log);
      }
      if (answer.startsWith("failed ")) {
        throw new SeatException(this + " " + answer + "; see " + log);
      }
      return answer;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SeatException(this + ": interrupted");
    }
  }

  /// Sends a command and waits for the answer, and until nothing in that process runs any more: workers
  /// that still spin and kernels that are still compiled would take the next competitor's time.
  String ask(String command) {
    tell(command);
    String answer = answer();
    awaitQuiet();
    return answer;
  }

  private void awaitQuiet() {
    try {
      Duration before = cpu();
      for (int waited = 0; waited < LONGEST_WAIT_MILLIS; waited += QUIET_MILLIS) {
        Thread.sleep(QUIET_MILLIS);
        Duration now = cpu();
        if (now.equals(before)) {
          return;
        }
        before = now;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return entrant + " at " + threads + (threads == 1 ? " thread" : " threads");
  }
}
