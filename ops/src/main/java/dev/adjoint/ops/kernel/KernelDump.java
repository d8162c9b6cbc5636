package dev.adjoint.ops.kernel;

import dev.adjoint.ops.formula.Formula;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What was compiled, in a folder: for each kernel its class file (`Pointwise3.class`, for `javap -c -p`) and
/// a listing of its formula (`Pointwise3.txt`), and one line with the time it took in `kernels.tsv`.
record KernelDump(Path folder) {
  private static final String HEADER =
      "kernel\tdtype\tbits\toperations\tsegments\tbytes\tmicroseconds\tformula\n";

  void write(PointwiseSignature signature, Formula lowered, List<Segments.Segment> segments, String name,
      byte[] bytes, long nanos) {
    String row = String.join("\t", name, signature.dtype().name(), "" + signature.bits(), "" + lowered.size(),
        "" + segments.size(), "" + bytes.length, "" + nanos / 1000, signature.formula().toString()) + "\n";
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".class"), bytes);
      Files.writeString(folder.resolve(name + ".txt"), listing(signature, lowered, segments, name));
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

  private static String listing(PointwiseSignature signature, Formula lowered,
      List<Segments.Segment> segments, String name) {
    StringBuilder s = new StringBuilder(name).append(": ").append(signature.output()).append(" from");
    for (int i = 0; i < signature.inputs().size(); i++) {
      boolean splat = (signature.splat() >> i & 1) != 0;
      s.append(i == 0 ? " x" : ", x").append(i).append(' ').append(signature.inputs().get(i));
      s.append(splat ? " splat" : "");
    }
    s.append("\ncomputes in ").append(signature.dtype()).append(", ");
    s.append(signature.bits() == 0 ? "scalar" : signature.bits() + " bits").append(", in segments of");
    segments.forEach(segment -> s.append(' ').append(segment.nodes().size()));
    s.append(" operations\n\n").append(signature.formula().toString(i -> "x" + i)).append("\n\nlowered\n");
    return s.append(Formula.listing(i -> "x" + i, lowered).indent(2)).toString();
  }
}
