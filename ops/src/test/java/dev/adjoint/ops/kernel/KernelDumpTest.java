package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDumpTest {
  @Test
  void writesClassListingAndTime(@TempDir Path folder) throws IOException {
    Formula formula = Formula.input(0).mul(3).exp();
    Formula lowered = Lowering.lower(formula, DType.FLOAT32);
    PointwiseSignature signature = new PointwiseSignature(formula, DType.FLOAT32, List.of(DType.FLOAT32), 0,
        256);
    byte[] bytes = KernelCompiler.emit(signature, 32, "Pointwise7");
    KernelDump dump = new KernelDump(folder.resolve("kernels"));
    dump.write(signature, lowered, Segments.of(lowered.order(), 32), "Pointwise7", bytes, 5000);
    dump.write(signature, lowered, Segments.of(lowered.order(), 32), "Pointwise8", bytes, 6000);
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("kernels/Pointwise7.class")));
    String listing = Files.readString(folder.resolve("kernels/Pointwise7.txt"));
    assertTrue(listing.startsWith("Pointwise7: FLOAT32 from x0 FLOAT32\ncomputes in FLOAT32, 256 bits"),
        listing);
    assertTrue(listing.contains("exp(x0 * 3)") && listing.contains("fma("), listing);
    List<String> table = Files.readAllLines(folder.resolve("kernels/kernels.tsv"));
    assertEquals(3, table.size());
    assertTrue(table.get(1).startsWith("Pointwise7\tFLOAT32\t256\t" + lowered.size() + "\t"), table.get(1));
    assertTrue(table.get(2).endsWith("\t6\texp(x * 3)"), table.get(2));
  }
}
