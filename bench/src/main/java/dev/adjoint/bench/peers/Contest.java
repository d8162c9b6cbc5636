package dev.adjoint.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs workloads in all competitors, a sample of each in turn, and compares what they compute and how long
/// they take.
final class Contest {
  private static final long LEAST_WARM_UP_NANOS = 1_000_000_000;
  private static final long MOST_WARM_UP_NANOS = 20_000_000_000L;
  private static final long SAMPLE_NANOS = 80_000_000;

  private final Options options;
  private final Path folder;
  private final PrintStream out;
  private final @Nullable String openBlasCore;
  private boolean agrees = true;

  /// @param folder for logs and what native libraries unpack
  Contest(Options options, Path folder, PrintStream out) {
    this.options = options;
    this.folder = folder;
    this.out = out;
    openBlasCore = options.peers().contains(Entrant.OPENBLAS) ? OpenBlasCore.fastest(folder) : null;
  }

  /// Whether all competitors computed the same so far.
  boolean agrees() {
    return agrees;
  }

  /// Compares and prints; gives the rows.
  List<Row> run() throws IOException {
    Map<String, List<Workload>> groups = new LinkedHashMap<>();
    for (Workload workload : options.workloads()) {
      groups.computeIfAbsent(workload.group(), g -> new ArrayList<>()).add(workload);
    }
    List<Row> rows = new ArrayList<>();
    for (List<Workload> group : groups.values()) {
      rows.addAll(run(group));
    }
    return rows;
  }

  private List<Row> run(List<Workload> group) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<Seat> seats = new ArrayList<>();
    try {
      seats.addAll(seats(group.getFirst()));
      for (Seat seat : List.copyOf(seats)) {
        attempt(seat, seats, () -> out.println("# " + seat + ": " + seat.ask("describe")));
      }
      for (Workload workload : group) {
        rows.addAll(run(workload, seats));
      }
    } finally {
      seats.forEach(Seat::close);
    }
    return rows;
  }

  private List<Seat> seats(Workload workload) {
    List<Seat> seats = new ArrayList<>();
    for (int t : options.threads()) {
      seats.add(new Seat(Entrant.ADJOINT, t, folder, null));
    }
    Set<Integer> fewer = new TreeSet<>(options.threads());
    fewer.add(1);
    for (Entrant peer : options.peers()) {
      for (int t : fewer) {
        if (peer.suits(workload, t) && peer.isOnClassPath()) {
          seats.add(new Seat(peer, t, folder, openBlasCore));
        }
      }
    }
    return seats;
  }

  private List<Row> run(Workload workload, List<Seat> all) throws IOException {
    out.println("# " + workload.name() + ": " + workload.title());
    List<Seat> seats = new ArrayList<>();
    for (Seat seat : List.copyOf(all)) {
      attempt(
          seat,
          all,
          () -> {
            String opened = seat.ask("open " + workload.name());
            if (opened.startsWith("ready")) {
              seats.add(seat);
            }
            String kernel = opened.replaceFirst("^(ready|none) ?", "");
            if (!kernel.isEmpty()) {
              out.println("# " + workload.name() + " " + seat + " runs " + kernel);
            }
          });
    }
    prove(workload, seats, all);
    for (Seat seat : List.copyOf(seats)) {
      attempt(
          seat,
          seats,
          () -> seat.ask("warm-up " + LEAST_WARM_UP_NANOS + " " + MOST_WARM_UP_NANOS));
    }
    Map<Seat, double[]> nanos = new LinkedHashMap<>();
    for (int i = 0; i < options.samples(); i++) {
      for (Seat seat : List.copyOf(seats)) {
        int sample = i;
        attempt(
            seat,
            seats,
            () ->
                nanos.computeIfAbsent(seat, s -> new double[options.samples()])[sample] =
                    Double.parseDouble(seat.ask("sample " + SAMPLE_NANOS)));
      }
    }
    nanos.keySet().retainAll(seats);
    for (Seat seat : List.copyOf(seats)) {
      attempt(seat, seats, () -> out.println("#   " + seat + " " + memory(seat.ask("memory"))));
    }
    List<Row> rows = new ArrayList<>();
    for (int t : options.threads()) {
      List<Result> results = new ArrayList<>();
      nanos.forEach(
          (seat, samples) -> {
            if (seat.entrant() == Entrant.ADJOINT ? seat.threads() == t : seat.threads() <= t) {
              results.add(new Result(seat.entrant(), seat.threads(), new Samples(samples)));
            }
          });
      Row row = new Row(workload, t, results);
      rows.add(row);
      out.println(row.line());
      out.println("#   " + row.detail());
    }
    return rows;
  }

  /// As in `used 120 MiB of heap, 300 MiB resident, each at its peak`; see [SeatMain].
  private static String memory(String answer) {
    String[] bytes = answer.split(" ", -1);
    return "used " + (Long.parseLong(bytes[0]) >> 20) + " MiB of heap, " + (Long.parseLong(bytes[1]) >> 20)
        + " MiB resident, each at its peak";
  }

  /// Compares what the competitors compute with what the first of them does.
  private void prove(Workload workload, List<Seat> seats, List<Seat> all) throws IOException {
    Evidence first = null;
    for (Seat seat : List.copyOf(seats)) {
      Path file = folder.resolve(seat.entrant() + "-" + seat.threads() + ".evidence");
      if (!attempt(seat, seats, () -> seat.ask("prove " + file))) {
        all.remove(seat);
        continue;
      }
      Evidence evidence = Evidence.read(file);
      Files.delete(file);
      if (first == null) {
        first = evidence;
        continue;
      }
      Evidence.Distance distance = evidence.from(first);
      if (!distance.isClose()) {
        agrees = false;
        out.printf(
            "%s %s DISAGREES with %s: losses by %.1e, results by %.1e%n",
            workload.name(), seat, seats.getFirst(), distance.losses(), distance.results());
      } else {
        out.printf(
            "# %s %s agrees with %s: losses to %.1e, results to %.1e%n",
            workload.name(), seat, seats.getFirst(), distance.losses(), distance.results());
      }
    }
  }

  /// Does something in a seat; if it fails, says so and goes on without it.
  private boolean attempt(Seat seat, List<Seat> seats, Runnable something) {
    try {
      something.run();
      return true;
    } catch (SeatException e) {
      out.println("# " + e.getMessage());
      seats.remove(seat);
      return false;
    }
  }
}
