package dev.adjoint.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JVM of a competitor, with the one that is always there.
class SeatTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aWorkloadIsOpenedProvedAndTimed() throws Exception {
    try (Seat seat = new Seat(Entrant.ADJOINT, 1, folder, null)) {
      assertTrue(seat.ask("describe").startsWith("Adjoint, SIMD kernels"));
      assertEquals("ready ", seat.ask("open B3"));
      Path file = folder.resolve("evidence");
      assertEquals("proved", seat.ask("prove " + file));
      Evidence evidence = Evidence.read(file);
      try (Step step = new Adjoint().prepare(Workloads.named("B3"))) {
        assertTrue(evidence.from(Evidence.of(step)).isClose());
      }
      assertTrue(Double.parseDouble(seat.ask("sample 10000000")) > 0);
      assertEquals("closed", seat.ask("close"));
    }
  }

  @Test
  void mistakesAreAnsweredAndTheSeatGoesOn() {
    try (Seat seat = new Seat(Entrant.ADJOINT, 1, folder, null)) {
      SeatException e = assertThrows(SeatException.class, () -> seat.ask("open B99"));
      assertTrue(e.getMessage().contains("no workload is named B99; see "), e.getMessage());
      assertThrows(SeatException.class, () -> seat.ask("sample 1"));
      assertThrows(SeatException.class, () -> seat.ask("dance"));
      assertEquals("ready ", seat.ask("open B6"));
    }
  }

  @Test
  void aCompetitorThatIsNotThereIsGone() {
    try (Seat seat = new Seat(Entrant.DJL, 1, folder, null)) {
      SeatException e = assertThrows(SeatException.class, () -> seat.ask("describe"));
      assertTrue(e.getMessage().startsWith("djl at 1 thread has gone; see "), e.getMessage());
    }
  }
}
