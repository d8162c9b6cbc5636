package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Convolution;
import dev.adjoint.ops.Linalg;
import dev.adjoint.ops.Linalg.Orientation;
import dev.adjoint.ops.Pooling;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Once SIMD code is warm, the JIT does not throw it away, whatever sizes come: its trials have shown it all.
class WarmingTrialsTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  /// Columns and rows that fill no vector, no tile and no block of four; enough rows for packing, and few.
  private static final int[] SIZES = {1, 2, 3, 4, 10, 33};
  /// More often than once, since some branches depend on what was there before.
  private static final int ROUNDS = 3;

  @Test
  @Tag("long")
  void warmCodeStays(@TempDir Path folder) throws IOException, InterruptedException {
    products();
    images();
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!Warming.isIdle() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertTrue(Warming.isIdle(), "still warming up");
    Path file = folder.resolve("deoptimizations.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.Deoptimization");
      recording.start();
      for (int round = 0; round < ROUNDS; round++) {
        products();
        images();
      }
      recording.stop();
      recording.dump(file);
    }
    assertEquals(List.of(), Files.exists(file) ? thrownAway(file) : List.of());
  }

  /// The SIMD methods that deoptimized, and why.
  private static List<String> thrownAway(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getValue("method") instanceof RecordedMethod method
            && method.getType().getName().matches("dev\\.adjoint\\.ops\\.kernel\\..*_(128|256|512)(_.*|/.*)?"))
        .map(event -> event.<RecordedMethod>getValue("method").getType().getName() + ": "
            + event.getString("reason"))
        .distinct().toList();
  }

  private static Tensor draw(int... shape) {
    return Random.normal(Random.key(shape.length), Type.of(DType.FLOAT32, shape));
  }

  /// Products in every orientation, sums down columns and along rows.
  private static void products() {
    for (int k : SIZES) {
      for (int n : SIZES) {
        for (Orientation a : Orientation.values()) {
          for (Orientation b : Orientation.values()) {
            Tensor x = a == Orientation.AS_IS ? draw(33, k) : draw(k, 33);
            Tensor y = Linalg.matmul(x, a, b == Orientation.AS_IS ? draw(k, n) : draw(n, k), b);
            Reduce.sum(y, 0);
            Reduce.max(y, 1);
          }
        }
      }
      Reduce.argmax(draw(70, 65 + k), 1);
      Linalg.matmul(draw(k, 64 + k), draw(64 + k, 1));
      Linalg.matmul(draw(1, k), draw(k, 1024 + k));
    }
  }

  private static void images() {
    for (int size : SIZES) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.variable(draw(2, 3, size + 4, size + 4));
        Tensor w = tape.variable(draw(5, 3, 3, 3));
        Tensor y = Pooling.maxPool2d(Convolution.conv2d(x, w), 2);
        tape.gradients(Reduce.sum(y), x, w);
      }
    }
  }
}
