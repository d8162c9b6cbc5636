package dev.adjoint.bench.peers;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How Adjoint's cost grows: with the length of a tape, with the width, depth and batch of a network; and
/// what a second thread gains.
final class Growth {
  private static final long LEAST_WARM_UP_NANOS = 1_000_000_000;
  private static final long MOST_WARM_UP_NANOS = 12_000_000_000L;
  private static final long SAMPLE_NANOS = 60_000_000;

  private final Options options;
  private final Path folder;
  private final PrintStream out;

  Growth(Options options, Path folder, PrintStream out) {
    this.options = options;
    this.folder = folder;
    this.out = out;
  }

  /// Measures and prints; gives Markdown tables.
  List<String> run() {
    List<String> tables = new ArrayList<>(tapes());
    tables.add("");
    tables.addAll(networks());
    return tables;
  }

  private List<String> tapes() {
    List<String> table = new ArrayList<>();
    table.add("| nodes on the tape | ns a node | bytes allocated a node |");
    table.add("|---|---|---|");
    for (Workload.Chain chain : Workloads.tapes()) {
      try (Seat seat = new Seat(Entrant.ADJOINT, 1, folder, null)) {
        Samples nanos = measure(chain, List.of(seat)).getFirst();
        double bytes = Double.parseDouble(seat.ask("allocation"));
        table.add(
            String.format(
                Locale.ROOT, "| %,d | %.0f [%.0f, %.0f] | %.0f |", chain.ops(),
                nanos.median() / chain.ops(), nanos.lowerQuartile() / chain.ops(),
                nanos.upperQuartile() / chain.ops(), bytes / chain.ops()));
        out.println(table.getLast());
      }
    }
    return table;
  }

  private List<String> networks() {
    List<String> table = new ArrayList<>();
    StringBuilder head = new StringBuilder("| network, batch |");
    options.threads().forEach(t -> head.append(" ms at ").append(t).append("T |"));
    head.append(" speed-up | bytes allocated a step |");
    table.add(head.toString());
    table.add("|---" + "|---".repeat(options.threads().size() + 2) + "|");
    for (Workload.Mlp mlp : Workloads.networks()) {
      List<Seat> seats = new ArrayList<>();
      try {
        options.threads().forEach(t -> seats.add(new Seat(Entrant.ADJOINT, t, folder, null)));
        List<Samples> nanos = measure(mlp, seats);
        StringBuilder row = new StringBuilder("| ").append(mlp.name()).append(" |");
        nanos.forEach(n -> row.append(' ').append(Unit.digits(n.median() * 1e-6)).append(" |"));
        row.append(
            String.format(
                Locale.ROOT, " %.2f | %s |", nanos.getFirst().median() / nanos.getLast().median(),
                seats.getFirst().ask("allocation").replaceFirst("[.].*", "")));
        table.add(row.toString());
        out.println(row);
      } finally {
        seats.forEach(Seat::close);
      }
    }
    return table;
  }

  private List<Samples> measure(Workload workload, List<Seat> seats) {
    List<double[]> nanos = new ArrayList<>();
    for (Seat seat : seats) {
      seat.ask("open " + workload.name());
      seat.ask("warm-up " + LEAST_WARM_UP_NANOS + " " + MOST_WARM_UP_NANOS);
      nanos.add(new double[options.samples()]);
    }
    for (int i = 0; i < options.samples(); i++) {
      for (int s = 0; s < seats.size(); s++) {
        nanos.get(s)[i] = Double.parseDouble(seats.get(s).ask("sample " + SAMPLE_NANOS));
      }
    }
    return nanos.stream().map(Samples::new).toList();
  }
}
