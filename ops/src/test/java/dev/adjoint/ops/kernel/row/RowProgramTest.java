package dev.adjoint.ops.kernel.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.reduce.ReduceKernels;
import dev.adjoint.ops.kernel.reduce.Reduction;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/// A program over rows gives, bit for bit, what its steps give one after the other over all rows, by formulas
/// evaluated one by one and [ReduceKernels]; at every width and on any number of threads.
class RowProgramTest {
  private static final int[] WIDTHS =
      IntStream.of(0, 128, 256, 512).filter(bits -> bits <= SimdSupport.bits()).toArray();
  private static final Workers[] POOLS = {new Workers(1), new Workers(2), new Workers(3)};

  /// Every role of an input and an output, kept rows, rows overwritten, three phases: with inputs `x`, `v`
  /// (one for each row), `w` (shared), `c` (one element)
  /// ```
  /// y = (eˣ⁻ᵐ + w) · v / s − c, z = s + v   where m = max x, s = Σ (eˣ⁻ᵐ + w)
  /// ```
  private static final RowProgram.Statement STATEMENT = p -> {
    Formula x = p.row();
    Formula v = p.value();
    Formula w = p.shared();
    Formula c = p.scalar();
    Formula y = p.give(x.sub(p.max(x)).exp().add(w));
    Formula s = p.sum(y);
    p.set(y, y.mul(v).div(s).sub(c));
    p.giveEach(s.add(v));
  };
  private static final Formula FIRST = Formula.input(0).sub(Formula.input(1)).exp().add(Formula.input(2));
  private static final Formula SECOND =
      Formula.input(0).mul(Formula.input(1)).div(Formula.input(2)).sub(Formula.input(3));

  /// One program for each setting, so that its kernels are compiled once and, in the end, by the JIT.
  private record Setting(int bits, int threads) {
    RowProgram program() {
      return new RowProgram(STATEMENT, new KernelCompiler(bits, 64, false), POOLS[threads]);
    }
  }

  private static final Map<Setting, RowProgram> PROGRAMS = new ConcurrentHashMap<>();

  @AfterContainer
  static void end() {
    for (Workers pool : POOLS) {
      pool.close();
    }
  }

  @Provide
  Arbitrary<Integer> lengths() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 80),
        Arbitraries.of(100, 128, 1000, 2047, 2048, 2049, 4096, 4097, 4140, 9000, 20_000));
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void stepsRunOnRows(
      @ForAll("lengths") int k, @ForAll @IntRange(min = 1, max = 400) int most, @ForAll boolean single,
      @ForAll @IntRange(max = 2) int threads, @ForAll @IntRange(max = 3) int width, @ForAll long seed) {
    int m = Math.max(1, Math.min(most, 8_000 / k));
    int bits = WIDTHS[width % WIDTHS.length];
    DType dtype = single ? DType.FLOAT32 : DType.FLOAT64;
    Random random = new Random(seed);
    Object[] x = {array(dtype, m * k, random), array(dtype, m, random), array(dtype, k, random),
        array(dtype, 1, random)};
    Object y = dtype.newArray(m * k);
    Object z = dtype.newArray(m);
    PROGRAMS.computeIfAbsent(new Setting(bits, threads), Setting::program).run(dtype, m, k, x, y, z);
    ReduceKernels reduce = new ReduceKernels(bits, POOLS[0]);
    Object max = dtype.newArray(m);
    Object sum = dtype.newArray(m);
    Object e = dtype.newArray(m * k);
    reduce.reduce(Reduction.MAX, x[0], m, k, 1, max);
    for (int i = 0; i < m * k; i++) {
      put(e, i, FIRST.evaluate(dtype, new double[] {get(x[0], i), get(max, i / k), get(x[2], i % k)}));
    }
    reduce.reduce(Reduction.SUM, e, m, k, 1, sum);
    for (int i = 0; i < m * k; i++) {
      double[] at = {get(e, i), get(x[1], i / k), get(sum, i / k), get(x[3], 0)};
      put(e, i, SECOND.evaluate(dtype, at));
    }
    Object expected = dtype.newArray(m);
    for (int i = 0; i < m; i++) {
      put(expected, i, get(sum, i) + get(x[1], i));
    }
    assertSame(e, y);
    assertSame(expected, z);
  }

  @Test
  void manyRowsInParallel() {
    int m = 3000;
    for (int k : new int[] {3, 90}) {
      float[] x = (float[]) array(DType.FLOAT32, m * k, new Random(k));
      float[] v = new float[m];
      float[] w = new float[k];
      float[] one = {1};
      float[][] results = new float[POOLS.length][m * k];
      for (int i = 0; i < POOLS.length; i++) {
        new RowProgram(STATEMENT, KernelCompiler.shared(), POOLS[i])
            .run(DType.FLOAT32, m, k, new Object[] {x, v, w, one}, results[i], new float[m]);
        assertArrayEquals(results[0], results[i], "threads " + POOLS[i].threads());
      }
    }
  }

  @Test
  void aKeptRowIsGoneAfterAReduction() {
    assertThrows(IllegalStateException.class, () -> RowProgram.of(p -> {
      Formula x = p.row();
      Formula square = p.keep(x.mul(x));
      p.give(square.sub(p.sum(square)));
    }));
  }

  @Test
  void noRowsAreNothingToDo() {
    RowProgram negative = RowProgram.of(p -> p.give(p.row().neg()));
    negative.run(DType.FLOAT32, 0, 3, new Object[] {new float[0]}, new float[0]);
  }

  private static Object array(DType dtype, int n, Random random) {
    Object array = dtype.newArray(n);
    for (int i = 0; i < n; i++) {
      put(array, i, random.nextGaussian() * 3);
    }
    return array;
  }

  private static double get(Object array, int i) {
    return Array.getDouble(array, i);
  }

  private static void put(Object array, int i, double value) {
    if (array instanceof float[] a) {
      a[i] = (float) value;
    } else {
      ((double[]) array)[i] = value;
    }
  }

  private static void assertSame(Object expected, Object actual) {
    for (int i = 0; i < Array.getLength(expected); i++) {
      assertEquals(get(expected, i), get(actual, i), "element " + i);
    }
  }
}
