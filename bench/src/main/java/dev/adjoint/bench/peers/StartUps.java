package dev.adjoint.bench.peers;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// How long a JVM takes from its start until a step of training is fast, for Adjoint and its peers: several
/// JVMs each, in turn.
final class StartUps {
  private static final String WORKLOAD = "B2s";
  private static final int JVMS = 3;
  private static final long NANOS = 8_000_000_000L;

  private final Options options;
  private final Path folder;
  private final PrintStream out;

  StartUps(Options options, Path folder, PrintStream out) {
    this.options = options;
    this.folder = folder;
    this.out = out;
  }

  /// Measures and prints; gives a Markdown table.
  List<String> run() {
    List<String> table = new ArrayList<>();
    table.add("| " + WORKLOAD + " | threads | first step | half speed | nine tenths | step at the end |");
    table.add("|---|---|---|---|---|---|");
    Workload workload = Workloads.named(WORKLOAD);
    for (int threads : options.threads()) {
      List<Entrant> entrants = new ArrayList<>(List.of(Entrant.ADJOINT));
      options.peers().stream()
          .filter(e -> e.suits(workload, threads) && e.isOnClassPath())
          .forEach(entrants::add);
      List<List<StartUp>> all = new ArrayList<>();
      entrants.forEach(e -> all.add(new ArrayList<>()));
      for (int jvm = 0; jvm < JVMS; jvm++) {
        for (int i = 0; i < entrants.size(); i++) {
          all.get(i).add(startUp(entrants.get(i), threads));
        }
      }
      for (int i = 0; i < entrants.size(); i++) {
        String row = row(entrants.get(i), threads, all.get(i));
        table.add(row);
        out.println(row);
      }
    }
    return table;
  }

  private StartUp startUp(Entrant entrant, int threads) {
    try (Seat seat = new Seat(entrant, threads, folder, null)) {
      seat.tell("open " + WORKLOAD);
      seat.tell("start-up " + NANOS);
      seat.answer();
      return StartUp.parse(seat.answer());
    }
  }

  private static String row(Entrant entrant, int threads, List<StartUp> of) {
    double steady = new Samples(of.stream().mapToDouble(StartUp::steady).toArray()).median();
    return "| " + entrant + " | " + threads + " | " + seconds(of, StartUp::first) + " | "
        + seconds(of, StartUp::half) + " | " + seconds(of, StartUp::nineTenths) + " | "
        + Unit.digits(steady * 1e-6) + " ms |";
  }

  private static String seconds(List<StartUp> of, ToDoubleFunction<StartUp> millis) {
    Samples samples = new Samples(of.stream().mapToDouble(millis).toArray());
    return String.format(Locale.ROOT, "%.2f s", samples.median() * 1e-3);
  }
}
