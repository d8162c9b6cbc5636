package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static Result result(Entrant entrant, int threads, double... millis) {
    double[] nanos = millis.clone();
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] *= 1e6;
    }
    return new Result(entrant, threads, new Samples(nanos));
  }

  private static Row row(Result... results) {
    return new Row(Workloads.named("B2s"), 2, List.of(results));
  }

  @Test
  void theLineNamesTheBestPeerAndTheRatio() {
    Row row =
        row(
            result(Entrant.ADJOINT, 2, 1.51, 1.52, 1.6),
            result(Entrant.DJL, 2, 3.3),
            result(Entrant.TENSORFLOW, 2, 1.42));
    assertEquals("B2s 2T adjoint 1.52 ms best-peer 1.42 ms (tensorflow) ratio 0.93", row.line());
  }

  @Test
  void aPeerTakesPartWithItsFastestNumberOfThreads() {
    Row row =
        row(
            result(Entrant.ADJOINT, 2, 1),
            result(Entrant.DJL, 1, 1.5),
            result(Entrant.DJL, 2, 2.5),
            result(Entrant.LIBTORCH, 1, 1.75));
    assertEquals("B2s 2T adjoint 1.00 ms best-peer 1.50 ms (djl) ratio 1.50", row.line());
    assertEquals(
        "adjoint 1.00 [1.00, 1.00], djl at 1T 1.50 [1.50, 1.50], libtorch at 1T 1.75 [1.75, 1.75]",
        row.detail());
  }

  @Test
  void productsAreStatedAsARate() {
    double seconds = 2.0 * 512 * 512 * 512 / 250e9;
    Row row =
        new Row(
            Workloads.named("G 512x512x512"),
            1,
            List.of(
                result(Entrant.ADJOINT, 1, seconds * 1e3),
                result(Entrant.ONEDNN, 1, seconds * 2e3, seconds * 2e3, seconds * 4e3)));
    assertEquals(
        "G 512x512x512 1T adjoint 250 GFLOP/s best-peer 125 GFLOP/s (onednn) ratio 2.00", row.line());
    assertEquals("adjoint 250 [250, 250], onednn 125 [83.3, 125]", row.detail());
  }

  @Test
  void chainsAreStatedPerOp() {
    Row row = new Row(Workloads.named("B6"), 1, List.of(result(Entrant.ADJOINT, 1, 0.3)));
    assertEquals("B6 1T adjoint 0.300 us/op best-peer none ratio none", row.line());
  }

  @Test
  void whatIsMissingIsSaid() {
    assertEquals(
        "B2s 2T adjoint none best-peer 3.30 ms (djl) ratio none", row(result(Entrant.DJL, 1, 3.3)).line());
    assertEquals("B2s 2T adjoint none best-peer none ratio none", row().line());
    assertEquals("", row().detail());
  }
}
