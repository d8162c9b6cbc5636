package dev.adjoint.bench.peers;

import dev.adjoint.ops.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the figures were taken on.
final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  /// One line: processor, cores, widest vectors, Java.
  static String describe() {
    String vectors = has("avx512f") ? ", AVX-512" : has("avx2") ? ", AVX2" : "";
    String processor = field("model name", System.getProperty("os.arch"));
    String model = " (family " + field("cpu family", "?") + ", model " + field("model", "?") + ")";
    return processor + model + vectors + ", " + Runtime.getRuntime().availableProcessors() + " cores; Java "
        + Runtime.version() + "; " + Kernels.describe();
  }

  /// Whether the processor says that it can do something; false where it cannot be asked.
  static boolean has(String flag) {
    return List.of(field("flags", "").split(" ", -1)).contains(flag);
  }

  private static String field(String name, String otherwise) {
    try {
      for (String line : Files.readAllLines(CPU)) {
        int colon = line.indexOf(':');
        if (colon >= 0 && line.substring(0, colon).strip().equals(name)) {
          return line.substring(colon + 1).strip();
        }
      }
    } catch (IOException _) {
      // another operating system
    }
    return otherwise;
  }
}
