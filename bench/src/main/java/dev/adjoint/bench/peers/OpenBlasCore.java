package dev.adjoint.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of OpenBLAS's kernels are the fastest here. It picks them by a list of processors that it knows,
/// and takes newer ones for older; so each set that this machine can run is tried.
final class OpenBlasCore {
  private static final String WORKLOAD = "G 512x512x512";
  private static final long WARM_UP_NANOS = 300_000_000;
  private static final long SAMPLE_NANOS = 300_000_000;
  /// By how much another core must beat the library's own choice.
  private static final double CLEARLY = 1.02;

  private OpenBlasCore() {}

  /// The core type to ask for, or null for the library's own choice.
  static @Nullable String fastest(Path folder) {
    String best = null;
    double fastest = Double.POSITIVE_INFINITY;
    for (String core : candidates()) {
      String asked = core.equals("auto") ? null : core;
      try (Seat seat = new Seat(Entrant.OPENBLAS, 1, folder, asked)) {
        seat.ask("open " + WORKLOAD);
        seat.ask("warm-up 0 " + WARM_UP_NANOS);
        double nanos = Double.parseDouble(seat.ask("sample " + SAMPLE_NANOS));
        if (nanos * CLEARLY < fastest) {
          fastest = nanos;
          best = asked;
        }
      }
    }
    return best;
  }

  private static List<String> candidates() {
    List<String> cores = new ArrayList<>(List.of("auto"));
    if (Machine.has("avx2")) {
      cores.add("HASWELL");
      cores.add("ZEN");
    }
    if (Machine.has("avx512f")) {
      cores.add("SKYLAKEX");
    }
    return cores;
  }
}
