package dev.adjoint.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results as a Markdown table. Rows that an earlier table has and this run did not measure are kept:
/// each row is a comparison of its own, taken in one run.
final class Table {
  private static final String HEAD =
      "| workload | threads | adjoint | best peer | | ratio | all: median [quartiles] |\n"
          + "|---|---|---|---|---|---|---|";

  private Table() {}

  /// The table of an earlier one's lines and new rows, in the order of the workloads.
  static List<String> merge(List<String> earlier, List<Row> rows) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (String line : earlier) {
      if (line.startsWith("| ") && !line.startsWith("| workload ")) {
        byKey.put(key(line), line);
      }
    }
    for (Row row : rows) {
      String line = line(row);
      byKey.put(key(line), line);
    }
    List<String> lines = new ArrayList<>(HEAD.lines().toList());
    for (Workload workload : Workloads.all()) {
      byKey.entrySet().stream()
          .filter(e -> e.getKey().startsWith("| " + workload.name() + " |"))
          .sorted(Map.Entry.comparingByKey())
          .map(Map.Entry::getValue)
          .forEach(lines::add);
    }
    return lines;
  }

  /// The first two cells.
  private static String key(String line) {
    return line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1) + 1);
  }

  static String line(Row row) {
    String ours = row.ours().map(row::figure).orElse("–");
    String best = row.best().map(row::figure).orElse("–");
    String name = row.best().map(r -> r.entrant().toString()).orElse("");
    String ratio = Double.isNaN(row.ratio()) ? "–" : String.format(Locale.ROOT, "**%.2f**", row.ratio());
    return "| "
        + String.join(
            " | ", row.workload().name(), "" + row.threads(), ours, best, name, ratio, row.detail())
        + " |";
  }
}
