package dev.adjoint.bench;

import static java.util.Objects.requireNonNull;

import dev.adjoint.core.DType;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.pointwise.Pointwise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Every op of the catalogue, SIMD against scalar kernels. Pointwise ops run on vectors of `size` elements; the others on
/// their largest specimen, whatever `size` says. Each call computes into a tape's pooled storage.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpBenchmark {
  /// The op, by its label in the catalogue; the runner fills in all of them.
  @Param("Sigmoid")
  public String op = "Sigmoid";

  /// The elements of an input of a pointwise op.
  @Param({"1024", "262144"})
  public int size;

  /// The dtype of floating inputs.
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT32;

  private Specified instance;
  private Tensor[] x;

  /// Draws the inputs.
  @Setup
  public void setUp() {
    instance = requireNonNull(Main.ops().get(op)).op();
    List<Specimen> specimens = instance.specimens();
    Specimen specimen = specimens.getFirst();
    for (Specimen s : specimens) {
      specimen = elements(s) > elements(specimen) ? s : specimen;
    }
    instance = (Specified) specimen.op();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    x = new Tensor[specimen.inputs().size()];
    for (int i = 0; i < x.length; i++) {
      Specimen.Input input = specimen.inputs().get(i);
      Shape shape = instance instanceof Pointwise ? Shape.of(size) : input.shape();
      x[i] = draw(input, new Type(input.type().dtype().isFloating() ? dtype : input.type().dtype(), shape), random);
    }
  }

  private static long elements(Specimen s) {
    return s.inputs().stream().mapToLong(i -> i.shape().size()).sum();
  }

  private static Tensor draw(Specimen.Input input, Type type, RandomGenerator random) {
    int n = type.shape().size();
    int[] sizes = type.shape().toArray();
    switch (type.dtype()) {
      case FLOAT32 -> {
        float[] data = new float[n];
        for (int i = 0; i < n; i++) {
          data[i] = (float) input.domain().sample(random);
        }
        return Tensor.of(data, sizes);
      }
      case FLOAT64 -> {
        double[] data = new double[n];
        for (int i = 0; i < n; i++) {
          data[i] = input.domain().sample(random);
        }
        return Tensor.of(data, sizes);
      }
      case INT32 -> {
        int[] data = new int[n];
        for (int i = 0; i < n; i++) {
          data[i] = (int) input.domain().sampleInteger(random);
        }
        return Tensor.of(data, sizes);
      }
      case INT64 -> {
        long[] data = new long[n];
        for (int i = 0; i < n; i++) {
          data[i] = input.domain().sampleInteger(random);
        }
        return Tensor.of(data, sizes);
      }
      case BOOL -> {
        boolean[] data = new boolean[n];
        for (int i = 0; i < n; i++) {
          data[i] = random.nextBoolean();
        }
        return Tensor.of(data, sizes);
      }
    }
    throw new AssertionError("there is no other dtype");
  }

  private Tensor[] run() {
    try (Tape tape = new Tape()) {
      Tensor[] entered = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) {
        entered[i] = tape.data(x[i]);
      }
      return instance.applyAll(entered);
    }
  }

  /// SIMD kernels.
  @Benchmark
  @Fork(value = 1, jvmArgsAppend = {Forked.VECTORS})
  public Tensor[] simd() {
    return run();
  }

  /// Scalar kernels.
  @Benchmark
  @Fork(value = 1, jvmArgsAppend = {Forked.VECTORS, Forked.SCALAR})
  public Tensor[] scalar() {
    return run();
  }
}
