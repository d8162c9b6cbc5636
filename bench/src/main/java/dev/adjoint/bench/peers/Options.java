package dev.adjoint.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the arguments ask for.
///
/// @param task what to do
/// @param workloads what to time, for [Task#CONTEST]
/// @param threads at how many threads
/// @param peers beside whom
/// @param samples how many of each
/// @param writesPage whether the results also go to `docs/speed.md`
record Options(
    Task task,
    List<Workload> workloads,
    Set<Integer> threads,
    Set<Entrant> peers,
    int samples,
    boolean writesPage) {
  private static final int FEWEST_SAMPLES = 7;
  private static final int DEFAULT_SAMPLES = 9;

  /// The parts of the comparison.
  enum Task {
    CONTEST,
    GROWTH,
    START_UP
  }

  static final String USAGE =
      """
      usage: mvn -q -Ppeers [-Dpeers.args="WORKLOAD… 1T 2T PEER… OPTION…"]
        WORKLOAD      B1 B2s B2a B3 B4 B5 B6 B7 B7g, G (all products), G64 (in FLOAT64), one product as in
                      G:512x512x512 or G:512x512x512/nt; by default all
        1T 2T …       at how many threads; by default 1T and 2T
        PEER          %s; by default all
        --samples=N   samples of each competitor, at least %d; by default %d
        --growth      instead: what a node costs on short and long tapes, and steps of growing networks
        --start-up    instead: how long a JVM takes until its steps are fast
        --write-docs  put the results into docs/speed.md as well
      """
          .formatted(
              Arrays.stream(Entrant.values())
                  .filter(e -> e != Entrant.ADJOINT)
                  .map(Entrant::toString)
                  .collect(Collectors.joining(" ")),
              FEWEST_SAMPLES,
              DEFAULT_SAMPLES);

  /// @throws IllegalArgumentException if an argument means nothing
  static Options parse(String... args) {
    Task task = Task.CONTEST;
    List<Workload> workloads = new ArrayList<>();
    Set<Integer> threads = new TreeSet<>();
    Set<Entrant> peers = EnumSet.noneOf(Entrant.class);
    int samples = DEFAULT_SAMPLES;
    boolean writesPage = false;
    for (String arg : args) {
      if (arg.equals("--write-docs")) {
        writesPage = true;
      } else if (arg.equals("--growth")) {
        task = Task.GROWTH;
      } else if (arg.equals("--start-up")) {
        task = Task.START_UP;
      } else if (arg.startsWith("--samples=")) {
        samples = number(arg, arg.substring("--samples=".length()), FEWEST_SAMPLES);
      } else if (arg.startsWith("-")) {
        throw new IllegalArgumentException("no such option: " + arg);
      } else if (arg.matches("[0-9]+T")) {
        threads.add(number(arg, arg.substring(0, arg.length() - 1), 1));
      } else if (!addPeer(arg, peers) && !addWorkloads(arg, workloads)) {
        throw new IllegalArgumentException("neither a workload nor a number of threads nor a peer: " + arg);
      }
    }
    return new Options(
        task,
        workloads.isEmpty() ? Workloads.all() : List.copyOf(workloads),
        threads.isEmpty() ? new TreeSet<>(Set.of(1, 2)) : threads,
        peers.isEmpty() ? EnumSet.complementOf(EnumSet.of(Entrant.ADJOINT)) : peers,
        samples,
        writesPage);
  }

  private static int number(String arg, String digits, int least) {
    try {
      int n = Integer.parseInt(digits);
      if (n >= least) {
        return n;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(arg + ": at least " + least);
  }

  private static boolean addPeer(String arg, Set<Entrant> peers) {
    for (Entrant entrant : Entrant.values()) {
      if (entrant != Entrant.ADJOINT && entrant.toString().equals(arg)) {
        peers.add(entrant);
        return true;
      }
    }
    return false;
  }

  private static boolean addWorkloads(String arg, List<Workload> workloads) {
    List<Workload> meant =
        Workloads.all().stream()
            .filter(w -> w.group().equals(arg) || w.name().replace(' ', ':').equals(arg))
            .toList();
    workloads.removeAll(meant);
    workloads.addAll(meant);
    return !meant.isEmpty();
  }
}
