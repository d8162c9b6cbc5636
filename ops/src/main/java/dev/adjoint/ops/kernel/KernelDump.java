package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// What was compiled, in a folder: for each kernel its class file (`Pointwise3.class`, for `javap -c -p`), for
/// those of formulas a listing too (`Pointwise3.txt`), and one line with the time it took in `kernels.tsv`.
public record KernelDump(Path folder) {
  /// The one that the system property `adjoint.kernels.dump` asks for by the name of a folder.
  public static final @Nullable KernelDump ASKED_FOR = of(System.getProperty("adjoint.kernels.dump"));
  private static final String HEADER =
      "kernel\tdtype\tbits\toperations\tsegments\tbytes\tmicroseconds\tformula\n";

  private static @Nullable KernelDump of(@Nullable String folder) {
    return folder == null ? null : new KernelDump(Path.of(folder));
  }

  /// A kernel that was not written from a formula; `what` says what it computes.
  public void write(
      String name, byte[] bytes, DType dtype, int bits, int operations, long nanos, String what) {
    write(name, null, bytes, dtype, bits, operations, 1, nanos, what);
  }

  /// A kernel with a listing; `what` says what it computes, in one line.
  public void write(String name, @Nullable String listing, byte[] bytes, DType dtype, int bits,
      int operations, int segments, long nanos, String what) {
    String row = String.join("\t", name, dtype.name(), "" + bits, "" + operations, "" + segments,
        "" + bytes.length, "" + nanos / 1000, what) + "\n";
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".class"), bytes);
      if (listing != null) {
        Files.writeString(folder.resolve(name + ".txt"), listing);
      }
      append(row);
    } catch (IOException e) {
      throw new UncheckedIOException("adjoint.kernels.dump: " + folder + " cannot be written", e);
    }
  }

  private synchronized void append(String row) throws IOException {
    Path table = folder.resolve("kernels.tsv");
    Files.writeString(table, Files.exists(table) ? row : HEADER + row,
        StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
