package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was compiled, in a folder: for each kernel its class file (`Pointwise3.class`, for `javap -c -p`), for
/// those of formulas a listing too (`Pointwise3.txt`), and one line with the time it took in `kernels.tsv`.
record KernelDump(Path folder) {
  /// The one that the system property `adjoint.kernels.dump` asks for by the name of a folder.
  static final @Nullable KernelDump ASKED_FOR = of(System.getProperty("adjoint.kernels.dump"));
  private static final String HEADER =
      "kernel\tdtype\tbits\toperations\tsegments\tbytes\tmicroseconds\tformula\n";

  private static @Nullable KernelDump of(@Nullable String folder) {
    return folder == null ? null : new KernelDump(Path.of(folder));
  }

  void write(PointwiseSignature signature, List<Formula> lowered, List<Segments.Segment> segments, String name,
      byte[] bytes, long nanos) {
    int operations = (int) Lowering.order(lowered).stream().filter(f -> !f.arguments().isEmpty()).count();
    write(name, listing(signature, lowered, segments, name), bytes, signature.dtype(), signature.bits(),
        operations, segments.size(), nanos, signature.text());
  }

  /// A kernel that was not written from a formula; `what` says what it computes.
  void write(String name, byte[] bytes, DType dtype, int bits, int operations, long nanos, String what) {
    write(name, null, bytes, dtype, bits, operations, 1, nanos, what);
  }

  private void write(String name, @Nullable String listing, byte[] bytes, DType dtype, int bits,
      int operations, int segments, long nanos, String formula) {
    String row = String.join("\t", name, dtype.name(), "" + bits, "" + operations, "" + segments,
        "" + bytes.length, "" + nanos / 1000, formula) + "\n";
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

  private static String listing(PointwiseSignature signature, List<Formula> lowered,
      List<Segments.Segment> segments, String name) {
    StringBuilder s = new StringBuilder(name).append(':');
    for (int i = 0; i < signature.outputs().size(); i++) {
      s.append(i == 0 ? " " : ", ").append(signature.output(i));
    }
    s.append(" from");
    for (int i = 0; i < signature.inputs().size(); i++) {
      boolean splat = (signature.splat() >> i & 1) != 0;
      s.append(i == 0 ? " x" : ", x").append(i).append(' ').append(signature.inputs().get(i));
      s.append(splat ? " splat" : "");
    }
    s.append("\ncomputes in ").append(signature.dtype()).append(", ");
    s.append(signature.bits() == 0 ? "scalar" : signature.bits() + " bits").append(", in segments of");
    segments.forEach(segment -> s.append(' ').append(segment.nodes().size()));
    s.append(" operations\n\n");
    signature.outputs().forEach(f -> s.append(f.toString(i -> "x" + i)).append('\n'));
    Formula[] roots = lowered.toArray(Formula[]::new);
    return s.append("\nlowered\n").append(Formula.listing(i -> "x" + i, roots).indent(2)).toString();
  }
}
