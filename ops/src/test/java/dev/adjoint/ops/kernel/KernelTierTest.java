package dev.adjoint.ops.kernel;

import static dev.adjoint.ops.formula.Formula.input;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// C1 gives up on long methods of vector calls, and what it gave up on may stay in a lower tier for the whole
/// run, a hundred times slower and more. So the longest kernels there are must leave their warm-up, which
/// they do when a trial shows C2's speed, and keep that speed. A loaded machine is several times slower, not
/// a hundred times.
class KernelTierTest {
  private static final int N = 1 << 12;
  /// C2's code takes up to about 5 ns for an operation on a vector, C1's fifty to thousands.
  private static final int NANOS_PER_OPERATION = 40;

  private static final Formula X = input(0);
  private static final Formula Y = input(1);

  static Stream<List<Formula>> longFormulas() {
    Formula chain = X;
    for (int i = 0; i < 300; i++) {
      chain = chain.fma(Y, 0.3 + i).abs().sqrt();
    }
    Formula trigonometry = X.sin().mul(Y.cos()).add(X.tan().mul(Y.atan()));
    return Stream.of(
        List.of(X.pow(Y)), List.of(trigonometry), List.of(chain),
        List.of(X.erf().mul(Y.erf()), X.exp().mul(Y), X.abs().log1p(), Y.tanh()));
  }

  @ParameterizedTest
  @MethodSource("longFormulas")
  @Timeout(120)
  void reachesTheSpeedOfCompiledVectors(List<Formula> formulas) {
    assumeTrue(SimdSupport.bits() > 0, "scalar kernels have no warm-up");
    Lowering.Hoisted hoisted = Lowering.hoist(formulas);
    double[] constants = hoisted.constants().stream().mapToDouble(Double::doubleValue).toArray();
    PointwiseKernel kernel = KernelCompiler.shared()
        .pointwise(hoisted.formulas(), DType.FLOAT32, List.of(DType.FLOAT32, DType.FLOAT32), 0, 0);
    Object[] x = {ramp(), ramp()};
    Object[] outputs = formulas.stream().map(f -> new float[N]).toArray();
    Object y = outputs.length == 1 ? outputs[0] : outputs;
    while (!kernel.isWarm()) {
      kernel.run(x, y, constants, N);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long start = System.nanoTime();
      kernel.run(x, y, constants, N);
      best = Math.min(best, System.nanoTime() - start);
    }
    assertTrue(kernel.isWarm(), "began its warm-up again");
    double each = (double) best / kernel.operations() / (N / kernel.lanes());
    assertTrue(each < NANOS_PER_OPERATION, () -> formulas + ": " + each
        + " ns for an operation on a vector; its methods are not C2's");
  }

  /// Numbers for which no rare case falls back to scalar code.
  private static float[] ramp() {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = 0.5f + i * 1e-4f;
    }
    return x;
  }
}
