package dev.adjoint.core;

import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperandExceptionTest {
  @Test
  void namesTheOpTheOperandsTheRuleAndTheWayOut() {
    Tensor a = Tensor.zeros(Type.of(DType.FLOAT32, 32, 128)).named("hidden");
    Tensor b = vector(1, 2, 3);
    OperandException e = assertThrows(OperandException.class, () -> mul(a, b));
    assertEquals("Mul", e.operation());
    assertEquals(
        """
        Mul: types differ
          x[0] hidden FLOAT32 (32, 128)
          x[1]        FLOAT64 (3,)
          rule both operands have one type
          hint expand the smaller one""",
        e.getMessage());
  }

  @Test
  void saysTheSameOnATape() {
    Tape tape = new Tape();
    Tensor a = tape.variable("w", vector(1, 2));
    OperandException e = assertThrows(OperandException.class, () -> mul(a, vector(1)));
    assertEquals(
        """
        Mul: types differ
          x[0] w FLOAT64 (2,)
          x[1]   FLOAT64 (1,)
          rule both operands have one type
          hint expand the smaller one""",
        e.getMessage());
    assertEquals(1, tape.size(), "a refused op is not recorded");
  }

  @Test
  void dtypesAreNeverPromoted() {
    assertThrows(OperandException.class, () -> mul(vector(1), Tensor.of(new float[] {1}, 1)));
    assertThrows(OperandException.class, () -> sin(Tensor.of(new int[] {1}, 1)));
  }

  @Test
  void aResultTooLargeForAnArrayNamesTheOp() {
    record Outer() implements TestOps.Map {
      @Override
      public java.util.function.DoubleUnaryOperator value() {
        return x -> x;
      }

      @Override
      public Type type(Type[] x) {
        return x[0].with(x[0].shape().insert(0, 1).with(0, x[0].shape().size()));
      }

      @Override
      public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
        return new @Nullable Tensor[1];
      }
    }

    Tensor x = Tensor.zeros(Type.of(DType.FLOAT32, 50_000)).named("x");
    OperandException e = assertThrows(OperandException.class, () -> new Outer().apply(x));
    assertEquals(
        "Outer: shape (50000, 50000): more elements than a Java array can hold\n  x[0] x FLOAT32 (50000,)",
        e.getMessage());
  }

  @Test
  void aMismatchAloneIsReadable() {
    assertEquals("sizes differ", new Mismatch("sizes differ").getMessage());
    Mismatch whole = new Mismatch("sizes differ").rule("equal").hint("pad");
    assertEquals("sizes differ; rule: equal; pad", whole.getMessage());
  }
}
