package dev.adjoint.ops.kernel.pointwise;

import static dev.adjoint.core.DType.BOOL;
import static dev.adjoint.core.DType.FLOAT32;
import static dev.adjoint.core.DType.FLOAT64;
import static dev.adjoint.core.DType.INT32;
import static dev.adjoint.core.DType.INT64;
import static dev.adjoint.ops.formula.Formula.constant;
import static dev.adjoint.ops.formula.Formula.input;
import static dev.adjoint.ops.formula.Formula.integer;
import static dev.adjoint.ops.formula.Formula.mask;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.StrictFunction;
import dev.adjoint.ops.kernel.SimdSupport;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointwiseKernelTest {
  private static final Formula X = input(0);
  private static final Formula Y = input(1);
  private static final Formula Z = input(2);
  private static final Formula C = mask(3);
  /// Of values that are not NaN, whose bits are open.
  private static final Formula I = X.eq(X).select(X, constant(1)).bits();
  private static final Formula J = Y.eq(Y).select(Y, constant(2)).bits();

  /// Every operator that all arithmetic dtypes have.
  static Stream<Formula> common() {
    return Stream.of(
        X, constant(3), X.add(Y), X.sub(Y), X.mul(Y), X.neg(), X.abs(), X.sign(), X.min(Y), X.max(Y),
        X.strong(Y),
        X.lt(Y), X.le(Y), X.gt(Y), X.ge(Y), X.eq(Y), X.ne(Y), X.lt(Y).not(), X.lt(0).and(Y.lt(0)),
        X.lt(0).or(Y.lt(0)),
        C, C.not(), C.select(X, Y), C.and(X.lt(Y)).select(X, Z.mul(7)), X.mul(3).add(5).max(Y),
        X.mul(X).sub(X),
        X.gt(Y).select(X, Y).add(X.gt(Y).select(Y, Z)));
  }

  static Stream<Formula> floating() {
    return Stream.of(
        X.div(Y), X.sqrt(), X.fma(Y, Z), X.fma(0.1, 0.3), X.exp(), X.neg().exp().add(1).mul(Y.exp()),
        I.add(J).fromBits().max(0), I.sub(J).fromBits().abs(), I.and(J).fromBits(),
        I.or(integer(1)).fromBits(),
        I.xor(J).fromBits().min(1), I.shl(3).fromBits(), I.shr(3).fromBits(), I.ushr(3).fromBits(), I.lt(J),
        I.ge(J),
        I.eq(J).and(X.lt(Y)), I.gt(J).select(I, J.add(3)).fromBits().max(0), I.ne(J).select(X, Y),
        X.abs().gt(2).rarely(StrictFunction.SIN, X, X.mul(0.5)),
        X.add(X.abs().gt(100).rarely(StrictFunction.POW, X, Y, X.mul(Y)).sub(Z)),
        X.gt(1e4).rarely(StrictFunction.EXP, X, X).mul(Y.gt(1e4).rarely(StrictFunction.COS, Y, Y)));
  }

  @ParameterizedTest
  @MethodSource("common")
  void everyOperator(Formula formula) {
    for (DType dtype : new DType[] {FLOAT32, FLOAT64, INT32, INT64}) {
      KernelRun.check(formula, dtype, 4, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("floating")
  void everyFloatingOperator(Formula formula) {
    for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
      KernelRun.check(formula, dtype, 4, 2);
    }
  }

  @Test
  void aLongFormulaIsCutAndKeepsItsBits() {
    Formula f = X;
    Formula sum = Y;
    for (int i = 0; i < 60; i++) {
      f = f.fma(Y, 0.3 + i).abs().sqrt().sub(f.gt(i).select(Z, X));
      sum = i % 9 == 0 ? sum.add(f) : sum;
    }
    for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
      KernelRun.check(sum, dtype, 3, 3);
    }
  }

  @Test
  void theOutputMayBeAnInput() {
    for (int bits : new int[] {0, 128, 512}) {
      for (int segment : new int[] {2, 64}) {
        float[] x = new float[1003]; // the rest that fills no vector must not be computed twice
        float[] wanted = new float[x.length];
        Formula f = X.mul(Y).add(X.exp()).mul(X.add(1));
        for (int i = 0; i < x.length; i++) {
          x[i] = i * 0.01f - 5;
          wanted[i] = (float) f.evaluate(FLOAT32, x[i], 3);
        }
        new KernelCompiler(bits, segment, false).pointwise(f, FLOAT32, List.of(FLOAT32, FLOAT32), 2)
            .run(new Object[] {x, new float[] {3}}, x, new double[0], x.length);
        assertArrayEquals(wanted, x);
      }
    }
  }

  @Test
  void severalOutputsInOnePass() {
    Formula shared = X.mul(Y).add(Z);
    List<Formula> formulas = List.of(shared, X, shared.abs().sqrt(), X.lt(shared), C.select(shared, Z), shared);
    for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
      KernelRun.check(formulas, dtype, 4, 4);
    }
    KernelRun.check(List.of(X.add(Y), X.sub(Y)), INT64, 2, 5);
  }

  @Test
  void severalOutputsMayBeTheInputs() {
    for (int bits : new int[] {0, 128, 512}) {
      for (int segment : new int[] {1, 64}) {
        double[] x = new double[101];
        double[] y = new double[x.length];
        double[] sum = new double[x.length];
        double[] difference = new double[x.length];
        for (int i = 0; i < x.length; i++) {
          x[i] = i;
          y[i] = 3 * i + 1;
          sum[i] = x[i] + y[i];
          difference[i] = x[i] - y[i];
        }
        new KernelCompiler(bits, segment, false)
            .pointwise(List.of(X.add(Y), X.sub(Y)), FLOAT64, List.of(FLOAT64, FLOAT64), 0, 0)
            .run(new Object[] {x, y}, new Object[] {x, y}, new double[0], x.length);
        assertArrayEquals(sum, x);
        assertArrayEquals(difference, y);
      }
    }
  }

  @Test
  void formulasThatDifferInConstantsShareAKernel() {
    KernelCompiler compiler = new KernelCompiler(0, 64, false);
    Formula a = Lowering.hoist(X.mul(0.01).add(7)).formula();
    Formula b = Lowering.hoist(X.mul(0.3).add(9)).formula();
    PointwiseKernel kernel = compiler.pointwise(a, FLOAT32, List.of(FLOAT32), 0);
    assertSame(kernel, compiler.pointwise(b, FLOAT32, List.of(FLOAT32), 0));
    double[] y = new double[1];
    compiler.pointwise(a, FLOAT64, List.of(FLOAT64), 0)
        .run(new Object[] {new double[] {2}}, y, new double[] {0.25, 4}, 1);
    assertEquals(4.5, y[0]);
  }

  @Test
  void refusesInputsOfAnotherDtype() {
    KernelCompiler compiler = new KernelCompiler(0, 64, false);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> compiler.pointwise(X.add(Y), FLOAT32, List.of(FLOAT32, BOOL), 0));
    assertEquals("input 1 of x0 + x1: read as FLOAT32, given BOOL", e.getMessage());
    assertThrows(IllegalArgumentException.class,
        () -> compiler.pointwise(X.add(Y), FLOAT32, List.of(FLOAT32), 0));
    assertThrows(IllegalArgumentException.class,
        () -> compiler.pointwise(X.bits(), FLOAT32, List.of(FLOAT32), 0));
    assertThrows(IllegalArgumentException.class,
        () -> compiler.pointwise(X.div(Y), INT32, List.of(INT32, INT32), 0));
  }

  @Test
  void scratchIsPerCall() throws InterruptedException {
    Formula f = X;
    for (int i = 0; i < 20; i++) {
      f = f.fma(X, 0.5);
    }
    Formula formula = f;
    PointwiseKernel kernel =
        new KernelCompiler(SimdSupport.bits(), 3, false).pointwise(f, FLOAT32, List.of(FLOAT32), 0);
    Thread[] threads = new Thread[4];
    boolean[] right = new boolean[threads.length];
    for (int t = 0; t < threads.length; t++) {
      int thread = t;
      threads[t] = new Thread(() -> {
        float[] x = new float[600];
        float[] y = new float[600];
        Arrays.fill(x, 0.1f * thread);
        float wanted = (float) formula.evaluate(FLOAT32, x[0]);
        boolean all = true;
        for (int repeat = 0; repeat < 200; repeat++) {
          kernel.run(new Object[] {x}, y, new double[0], y.length);
          for (float value : y) {
            all &= value == wanted;
          }
        }
        right[thread] = all;
      });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertArrayEquals(new boolean[] {true, true, true, true}, right);
  }
}
