package dev.adjoint.ops.kernel.pointwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.kernel.KernelDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointwiseDumpTest {
  @Test
  void writesClassListingAndTime(@TempDir Path folder) throws IOException {
    Formula formula = Formula.input(0).mul(3).exp();
    List<Formula> lowered = Lowering.lower(List.of(formula), DType.FLOAT32);
    PointwiseSignature signature =
        new PointwiseSignature(List.of(formula), DType.FLOAT32, List.of(DType.FLOAT32), 0, 0, 256);
    byte[] bytes = KernelCompiler.emit(signature, 32, "Pointwise7");
    KernelDump dump = new KernelDump(folder.resolve("kernels"));
    PointwiseDump.write(dump, signature, lowered, Segments.of(lowered, 32), "Pointwise7", bytes, 5000);
    PointwiseDump.write(dump, signature, lowered, Segments.of(lowered, 32), "Pointwise8", bytes, 6000);
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("kernels/Pointwise7.class")));
    String listing = Files.readString(folder.resolve("kernels/Pointwise7.txt"));
    assertTrue(listing.startsWith("Pointwise7: FLOAT32 from x0 FLOAT32\ncomputes in FLOAT32, 256 bits"),
        listing);
    assertTrue(listing.contains("exp(x0 * 3)") && listing.contains("fma("), listing);
    List<String> table = Files.readAllLines(folder.resolve("kernels/kernels.tsv"));
    assertEquals(3, table.size());
    String start = "Pointwise7\tFLOAT32\t256\t" + lowered.getFirst().size() + "\t";
    assertTrue(table.get(1).startsWith(start), table.get(1));
    assertTrue(table.get(2).endsWith("\t6\texp(x * 3)"), table.get(2));
  }
}
