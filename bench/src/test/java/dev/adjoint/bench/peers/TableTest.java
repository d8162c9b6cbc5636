package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Row row(String workload, int threads, double ours, double djl) {
    return new Row(
        Workloads.named(workload),
        threads,
        List.of(
            new Result(Entrant.ADJOINT, threads, new Samples(ours * 1e6)),
            new Result(Entrant.DJL, threads, new Samples(djl * 1e6))));
  }

  @Test
  void aRowHasTheFiguresTheRatioAndTheSpread() {
    assertEquals(
        "| B3 | 1 | 0.100 ms | 0.500 ms | djl | **5.00** "
            + "| adjoint 0.100 [0.100, 0.100], djl 0.500 [0.500, 0.500] |",
        Table.line(row("B3", 1, 0.1, 0.5)));
    assertEquals(
        "| B4 | 2 | – | – |  | – |  |", Table.line(new Row(Workloads.named("B4"), 2, List.of())));
  }

  @Test
  void newRowsReplaceTheirLikesAndOthersStayInTheWorkloadsOrder() {
    List<String> earlier = Table.merge(List.of(), List.of(row("B5", 1, 1, 1), row("B2s", 1, 1, 1)));
    List<String> merged = Table.merge(earlier, List.of(row("B2s", 2, 2, 2), row("B5", 1, 3, 3)));
    assertEquals(earlier.subList(0, 2), merged.subList(0, 2), "the head");
    assertEquals(
        List.of(
            Table.line(row("B2s", 1, 1, 1)), Table.line(row("B2s", 2, 2, 2)), Table.line(row("B5", 1, 3, 3))),
        merged.subList(2, merged.size()));
  }

  @Test
  void aWorkloadThatIsNoMoreLeavesTheTable() {
    List<String> earlier = List.of("| B99 | 1 | 1 ms | 1 ms | djl | **1.00** | |");
    assertEquals(2, Table.merge(earlier, List.of()).size());
  }
}
