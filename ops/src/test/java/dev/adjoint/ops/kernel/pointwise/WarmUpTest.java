package dev.adjoint.ops.kernel.pointwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.SimdSupport;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final int OPERATIONS = 20;
  private static final long FAST = 100;
  private static final long SLOW = 10_000_000;

  /// Past the calls that make the JIT compile; whatever those took does not count.
  private static WarmUp called() {
    WarmUp warmUp = new WarmUp(OPERATIONS, false);
    for (int i = 0; i < 1000; i++) {
      warmUp.tried(i % 2 == 0 ? FAST : SLOW, 1);
      assertFalse(warmUp.isOver());
    }
    return warmUp;
  }

  @Test
  void endsAfterTrialsThatPassInARow() {
    WarmUp warmUp = called();
    warmUp.tried(SLOW, 4);
    warmUp.tried(FAST, 4);
    assertFalse(warmUp.isOver());
    warmUp.tried(FAST, 4);
    assertTrue(warmUp.isOver());
  }

  @Test
  void beginsAgainAfterSlowRunsInARow() {
    WarmUp warmUp = called();
    warmUp.skip();
    for (int i = 0; i < 100; i++) {
      warmUp.watch(SLOW, 4);
      warmUp.watch(FAST, 4);
      assertTrue(warmUp.isOver(), "one slow run is the machine's doing");
    }
    for (int i = 0; i < 10; i++) {
      warmUp.watch(SLOW, 4);
    }
    assertFalse(warmUp.isOver());
    assertTrue(warmUp.vectors() > 0);
  }

  @Test
  void scalarKernelsHaveNothingToWarmUp() {
    assertTrue(new WarmUp(OPERATIONS, true).isOver());
  }

  @Test
  void theBitsStayAsAKernelWarmsUp() {
    Formula formula = Formula.input(0).mul(0.37).exp().add(Formula.input(0).abs().sqrt());
    float[] x = new float[5000];
    float[] wanted = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 2500) * 0.01f;
      wanted[i] = (float) formula.evaluate(DType.FLOAT32, x[i]);
    }
    int bits = SimdSupport.isAvailable() ? 256 : 0;
    PointwiseKernel kernel =
        new KernelCompiler(bits, 48, true).pointwise(formula, DType.FLOAT32, List.of(DType.FLOAT32), 0);
    float[] y = new float[x.length];
    for (int repeat = 0; repeat < 300; repeat++) {
      kernel.run(new Object[] {x}, y, new double[0], y.length);
      for (int i = 0; i < y.length; i++) {
        if (Float.floatToIntBits(wanted[i]) != Float.floatToIntBits(y[i])) {
          assertEquals(wanted[i], y[i], "element " + i + " of run " + repeat);
        }
      }
    }
  }
}
