package dev.adjoint.examples.support;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// A progress bar over known steps, with the figures of the last one beside it.
///
/// On a terminal the bar is redrawn in place; where the output is a file or a pipe, each step prints the bar
/// as one line, so that a log keeps all figures.
public final class Progress implements AutoCloseable {
  private static final int LINE_LENGTH = 118;
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final boolean inPlace;
  private final ProgressBar bar;
  private String rendered = "";

  private Progress(String task, long steps, PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
    boolean utf8 = out.charset().equals(StandardCharsets.UTF_8);
    this.bar = new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setStyle(utf8 ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new DelegatingProgressBarConsumer(this::draw, LINE_LENGTH))
        .build();
  }

  /// A bar on standard output.
  public static Progress of(String task, long steps) {
    Console console = System.console();
    return new Progress(task, steps, System.out, console != null && console.isTerminal());
  }

  /// A bar as a log has it, one line per step.
  static Progress to(PrintStream log, String task, long steps) {
    return new Progress(task, steps, log, false);
  }

  /// One more step is done.
  ///
  /// @param figures what it brought, such as `cost 0.31`; shown after the bar
  public void step(String figures) {
    bar.setExtraMessage(figures);
    bar.step();
    bar.refresh();
    if (!inPlace) {
      out.println(rendered());
    }
  }

  /// Ends the bar where it stands: training may stop early.
  @Override
  public void close() {
    bar.close();
    if (inPlace) {
      out.println();
    }
  }

  private synchronized void draw(String line) {
    rendered = line.stripTrailing();
    if (inPlace) {
      out.print(TO_LINE_START_AND_CLEAR + rendered);
      out.flush();
    }
  }

  private synchronized String rendered() {
    return rendered;
  }
}
