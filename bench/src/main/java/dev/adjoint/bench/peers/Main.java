package dev.adjoint.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program behind `mvn -q -Ppeers`; see [Options#USAGE].
public final class Main {
  /// Logs, and what native libraries unpack.
  private static final Path FOLDER = Path.of("bench", "target", "peers").toAbsolutePath();

  private static final String MACHINE = Machine.describe() + ".";

  private Main() {}

  public static void main(String... args) throws IOException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("peers: " + e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    System.out.println("# " + MACHINE);
    boolean agrees = true;
    switch (options.task()) {
      case CONTEST -> {
        Contest contest = new Contest(options, FOLDER, System.out);
        List<Row> rows = contest.run();
        agrees = contest.agrees();
        if (options.writesPage()) {
          List<String> earlier = Page.speed().part("contest");
          boolean sameMachine = earlier.contains(MACHINE);
          write("contest", Table.merge(sameMachine ? earlier : List.of(), rows));
        }
      }
      case GROWTH -> {
        List<String> tables = new Growth(options, FOLDER, System.out).run();
        if (options.writesPage()) {
          write("growth", tables);
        }
      }
      case START_UP -> {
        List<String> table = new StartUps(options, FOLDER, System.out).run();
        if (options.writesPage()) {
          write("start-up", table);
        }
      }
    }
    System.exit(agrees ? 0 : 1);
  }

  private static void write(String part, List<String> table) throws IOException {
    List<String> lines = new ArrayList<>(List.of("", MACHINE, ""));
    lines.addAll(table);
    lines.add("");
    Page.speed().replace(part, lines);
  }
}
