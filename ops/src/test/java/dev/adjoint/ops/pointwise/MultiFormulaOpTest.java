package dev.adjoint.ops.pointwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.DType;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.formula.Formula;
import org.junit.jupiter.api.Test;

class MultiFormulaOpTest {
  private static final Formula A = Formula.input(0);
  private static final Formula B = Formula.input(1);
  private static final Formula[] FORMULAS = {A.mul(B), A.mul(B).add(B.exp()), A};
  private static final MultiFormulaOp OP = MultiFormulaOp.of("Three", 2, FORMULAS);

  private static Tensor random(int seed, DType dtype, int... sizes) {
    return Random.normal(Random.key(seed), Type.of(dtype, sizes));
  }

  @Test
  void theBitsAreThoseOfOneOpForEach() {
    Tensor a = random(1, DType.FLOAT32, 5, 37);
    for (int[] sizes : new int[][] {{}, {1}, {37}, {5, 37}, {5, 1}}) {
      Tensor b = random(2, DType.FLOAT32, sizes);
      Tensor[] y = OP.applyAll(a, b);
      for (int i = 0; i < y.length; i++) {
        float[] alone = FormulaOp.of("Alone", 2, FORMULAS[i]).apply(a, b).toFloatArray();
        assertArrayEquals(alone, y[i].toFloatArray());
      }
    }
    assertEquals(0, OP.applyAll(random(1, DType.FLOAT32, 0, 3), random(2, DType.FLOAT32, 3))[1].shape().size());
  }

  @Test
  void derivativesToOrderTwo() {
    Tensor a = random(1, DType.FLOAT64, 3, 5);
    GradCheck.of(OP).at(a, random(2, DType.FLOAT64, 3, 5)).orderTwo().verify();
    GradCheck.of(OP).at(a, random(3, DType.FLOAT64, 5)).orderTwo().verify();
    GradCheck.of(OP).at(a, random(4, DType.FLOAT64)).verify();
  }

  @Test
  void anOutputThatDoesNotDependOnAnInputGivesItNoCotangent() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable(random(1, DType.FLOAT64, 4));
      Tensor b = tape.variable(random(2, DType.FLOAT64, 4));
      Tensor third = OP.applyAll(a, b)[2];
      Tensor one = Tensor.full(third.type(), 1);
      assertArrayEquals(new double[] {1, 1, 1, 1}, tape.sweep(third).from(one).to(a).of(a).toDoubleArray());
      Tensor none = tape.sweep(third).from(one).unreachedAsZero().to(b).of(b);
      assertArrayEquals(new double[4], none.toDoubleArray());
    }
  }

  @Test
  void aZeroCotangentStaysZeroWhateverTheSlope() {
    MultiFormulaOp op = MultiFormulaOp.of("Roots", 1, A.sqrt(), A);
    Tensor x = Tensor.of(new double[] {0}, 1);
    Tensor zero = Tensor.of(new double[] {0}, 1);
    Tensor dx = op.vjp(new Tensor[] {x}, op.applyAll(x), new Tensor[] {zero, null}, new boolean[] {true})[0];
    assertEquals(0, dx.item());
  }

  @Test
  void refusesWhatItCannotCompute() {
    assertTrue(message(() -> MultiFormulaOp.of("None", 1)).contains("None: 0 formulas"));
    assertTrue(message(() -> MultiFormulaOp.of("Less", 2, A.lt(B))).contains("is no value"));
    assertTrue(message(() -> MultiFormulaOp.of("Far", 1, A, B)).contains("reads x"));
    assertTrue(message(() -> MultiFormulaOp.of("Mask", 1, Formula.mask(0).select(A, 0))).contains("reads"));
    OperandException e = assertThrows(OperandException.class,
        () -> OP.applyAll(random(1, DType.FLOAT32, 3), random(1, DType.FLOAT64, 3)));
    assertTrue(e.getMessage().startsWith("Three: dtypes differ"), e.getMessage());
    e = assertThrows(OperandException.class, () -> OP.applyAll(random(1, DType.FLOAT32, 3)));
    assertTrue(e.getMessage().startsWith("Three"), e.getMessage());
  }

  private static String message(Runnable bad) {
    return assertThrows(IllegalArgumentException.class, bad::run).getMessage();
  }
}
