package dev.adjoint.bench;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.PointwiseLoop;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Generated kernels against the same loops written by hand in the Vector API: sigmoid, a matrix plus a row, and where.
/// FLOAT32, preallocated output, one thread; run with `-prof gc` to see that neither allocates.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 5, jvmArgsAppend = {Forked.VECTORS, Forked.ONE_THREAD})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;
  private static final Shape MATRIX = Shape.of(ROWS, COLUMNS);
  private static final Shape ROW = Shape.of(COLUMNS);

  private final PointwiseLoop sigmoid = new PointwiseLoop(new Activations.Sigmoid().value(Formula.input(0)), 1);
  private final PointwiseLoop add = new PointwiseLoop(Formula.input(0).add(Formula.input(1)), 2);
  private final PointwiseLoop where =
      new PointwiseLoop(Formula.mask(0).select(Formula.input(1), Formula.input(2)), 3);

  private final float[] a = new float[ROWS * COLUMNS];
  private final float[] b = new float[ROWS * COLUMNS];
  private final float[] row = new float[COLUMNS];
  private final boolean[] condition = new boolean[ROWS * COLUMNS];
  private final float[] y = new float[ROWS * COLUMNS];
  private final Object[] one = {a};
  private final Object[] two = {a, row};
  private final Object[] three = {condition, a, b};
  private final Shape[] matrices = {MATRIX, MATRIX, MATRIX};
  private final Shape[] matrixAndRow = {MATRIX, ROW};

  /// Fills the inputs.
  public KernelBenchmark() {
    for (int i = 0; i < a.length; i++) {
      a[i] = (i * 37 % 2001 - 1000) / 100f;
      b[i] = -a[i];
      condition[i] = i * 31 % 7 < 3;
      row[i % COLUMNS] = i;
    }
  }

  /// `1 / (1 + e⁻ˣ)`, generated.
  @Benchmark
  public float[] sigmoidGenerated() {
    sigmoid.run(DType.FLOAT32, one, matrices, y, MATRIX);
    return y;
  }

  /// The same operations by hand.
  @Benchmark
  public float[] sigmoidByHand() {
    FloatVector log2e = FloatVector.broadcast(F, 1.4426950408889634f);
    FloatVector shift = FloatVector.broadcast(F, 1.2583166E7f);
    FloatVector low = FloatVector.broadcast(F, 1.9046542121259336E-9f);
    FloatVector high = FloatVector.broadcast(F, -0.6931471824645996f);
    FloatVector c5 = FloatVector.broadcast(F, 0.0013814124977216125f);
    FloatVector c4 = FloatVector.broadcast(F, 0.008368922397494316f);
    FloatVector c3 = FloatVector.broadcast(F, 0.04166840761899948f);
    FloatVector c2 = FloatVector.broadcast(F, 0.1666651964187622f);
    FloatVector c1 = FloatVector.broadcast(F, 0.4999999403953552f);
    FloatVector ones = FloatVector.broadcast(F, 1f);
    for (int i = 0; i < a.length; i += F.length()) {
      FloatVector x = FloatVector.fromArray(F, a, i);
      FloatVector z = x.abs().neg();
      FloatVector t1 = z.fma(log2e, shift);
      FloatVector n = t1.sub(shift);
      FloatVector r = n.fma(low, n.fma(high, z));
      IntVector k = t1.reinterpretAsInts();
      IntVector half = k.lanewise(VectorOperators.ASHR, 1);
      FloatVector p = c5.fma(r, c4).fma(r, c3).fma(r, c2).fma(r, c1).fma(r, ones).fma(r, ones);
      FloatVector e =
          p.mul(half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
              .mul(k.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      e = e.blend(Float.POSITIVE_INFINITY, z.compare(VectorOperators.GT, 89f));
      e = e.blend(0f, z.compare(VectorOperators.LT, -104f));
      FloatVector top = ones.blend(e, x.compare(VectorOperators.LT, 0f));
      top.div(e.add(ones)).intoArray(y, i);
    }
    return y;
  }

  /// A matrix plus a row, generated.
  @Benchmark
  public float[] addRowGenerated() {
    add.run(DType.FLOAT32, two, matrixAndRow, y, MATRIX);
    return y;
  }

  /// The same by hand, for this size alone: the compiler knows how long a row is.
  @Benchmark
  public float[] addRowByHandOfOneSize() {
    for (int r = 0; r < ROWS; r++) {
      int from = r * COLUMNS;
      for (int j = 0; j < COLUMNS; j += F.length()) {
        FloatVector.fromArray(F, a, from + j).add(FloatVector.fromArray(F, row, j)).intoArray(y, from + j);
      }
    }
    return y;
  }

  /// The same by hand, for rows of any length, as a library has to write it.
  @Benchmark
  public float[] addRowByHand() {
    addRow(a, row, y, y.length / row.length, row.length);
    return y;
  }

  private static void addRow(float[] a, float[] row, float[] y, int rows, int columns) {
    int whole = F.loopBound(columns);
    for (int r = 0; r < rows; r++) {
      int from = r * columns;
      for (int j = 0; j < whole; j += F.length()) {
        FloatVector.fromArray(F, a, from + j).add(FloatVector.fromArray(F, row, j)).intoArray(y, from + j);
      }
      for (int j = whole; j < columns; j++) {
        y[from + j] = a[from + j] + row[j];
      }
    }
  }

  /// A choice by a condition, generated.
  @Benchmark
  public float[] whereGenerated() {
    where.run(DType.FLOAT32, three, matrices, y, MATRIX);
    return y;
  }

  /// The same by hand.
  @Benchmark
  public float[] whereByHand() {
    for (int i = 0; i < a.length; i += F.length()) {
      VectorMask<Float> mask = VectorMask.fromArray(F, condition, i);
      FloatVector.fromArray(F, b, i).blend(FloatVector.fromArray(F, a, i), mask).intoArray(y, i);
    }
    return y;
  }
}
