package dev.adjoint.ops.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.gemm.GemmKernels;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDumpTest {
  @Test
  void writesWhatHasNoFormula(@TempDir Path folder) throws IOException {
    byte[] bytes = {1, 2, 3};
    new KernelDump(folder).write("Gemm", bytes, DType.FLOAT64, 128, 8, 5000, "C += A * B");
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("Gemm.class")));
    assertEquals("Gemm\tFLOAT64\t128\t8\t1\t" + bytes.length + "\t5\tC += A * B",
        Files.readAllLines(folder.resolve("kernels.tsv")).get(1));
  }

  /// A JVM of its own, since kernels are made once and the folder is fixed when the library starts.
  @Test
  void everyKindOfKernelIsDumped(@TempDir Path folder) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules", "jdk.incubator.vector", "-Dadjoint.kernels.dump=" + folder, "-cp",
        System.getProperty("java.class.path"), DumpMain.class.getName()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    String table = Files.readString(folder.resolve("kernels.tsv"));
    for (String name : new String[] {"Pointwise0", "Gemm_FLOAT32", "Gemm_FLOAT64", "Reduce_SUM_FLOAT32"}) {
      assertTrue(table.contains("\n" + name), table);
    }
    for (String line : table.lines().skip(1).toList()) {
      ClassModel model = ClassFile.of().parse(folder.resolve(line.split("\t", -1)[0] + ".class"));
      assertTrue(model.methods().size() > 1, line);
    }
  }

  /// Makes kernels of each kind.
  static final class DumpMain {
    public static void main(String[] args) {
      float[] x = new float[600];
      GemmKernels.multiply(false, true, 20, 20, 20, x, 0, 20, x, 0, 20, new float[400], 0, 20, false);
      double[] d = new double[600];
      GemmKernels.multiply(true, false, 20, 20, 20, d, 0, 20, d, 0, 20, new double[400], 0, 20, false);
      ReduceKernels.sum(x, 1, 600, 1, new float[1]);
      KernelCompiler.shared().pointwise(Formula.input(0).exp(), DType.FLOAT32, List.of(DType.FLOAT32), 0);
    }
  }
}
