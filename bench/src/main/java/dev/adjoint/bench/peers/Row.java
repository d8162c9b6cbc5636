package dev.adjoint.bench.peers;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How the competitors did at one workload with at most so many threads.
///
/// @param results of Adjoint with exactly so many threads, and of each peer with as many or fewer
record Row(Workload workload, int threads, List<Result> results) {
  Row {
    results = List.copyOf(results);
  }

  /// Adjoint's result, if it can do this.
  Optional<Result> ours() {
    return results.stream().filter(r -> r.entrant() == Entrant.ADJOINT).findFirst();
  }

  /// The peers, each with its fastest number of threads, the fastest first.
  List<Result> peers() {
    Set<Entrant> seen = EnumSet.of(Entrant.ADJOINT);
    return results.stream()
        .sorted(Comparator.comparingDouble(r -> r.nanos().median()))
        .filter(r -> seen.add(r.entrant()))
        .toList();
  }

  /// The fastest peer.
  Optional<Result> best() {
    return peers().stream().findFirst();
  }

  /// The best peer's time over ours; NaN if one of them is missing.
  double ratio() {
    return ours().isEmpty() || best().isEmpty()
        ? Double.NaN
        : best().get().nanos().median() / ours().get().nanos().median();
  }

  /// As in `B2s 1T adjoint 1.52 ms best-peer 1.42 ms (tensorflow) ratio 0.93`.
  String line() {
    String ours = ours().map(this::figure).orElse("none");
    String best = best().map(r -> figure(r) + " (" + r.entrant() + ")").orElse("none");
    String ratio = Double.isNaN(ratio()) ? "none" : String.format(Locale.ROOT, "%.2f", ratio());
    return workload.name() + " " + threads + "T adjoint " + ours + " best-peer " + best + " ratio " + ratio;
  }

  /// The median and the quartiles of every competitor, as in `adjoint 1.52 [1.50, 1.55]`; a peer that was
  /// faster with fewer threads says so.
  String detail() {
    StringBuilder text = new StringBuilder();
    ours().ifPresent(r -> text.append(r.entrant()).append(' ').append(spread(r)));
    for (Result r : peers()) {
      text.append(text.isEmpty() ? "" : ", ").append(r.entrant());
      text.append(r.threads() == threads ? " " : " at " + r.threads() + "T ").append(spread(r));
    }
    return text.toString();
  }

  /// The median with its unit.
  String figure(Result r) {
    return Unit.digits(value(r.nanos().median())) + " " + workload.unit();
  }

  /// The median and, in brackets, the quartiles.
  String spread(Result r) {
    double low = value(r.nanos().lowerQuartile());
    double high = value(r.nanos().upperQuartile());
    return Unit.digits(value(r.nanos().median())) + " [" + Unit.digits(Math.min(low, high)) + ", "
        + Unit.digits(Math.max(low, high)) + "]";
  }

  private double value(double nanos) {
    return workload.unit().figure(nanos, workload.work());
  }
}
