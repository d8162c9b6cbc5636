package dev.adjoint.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class AxisNumberTest {
  private static final Tensor X = Tensor.of(new float[6], 2, 3).named("x");
  private static final Map<String, IntFunction<Tensor>> OPS =
      Map.ofEntries(
          Map.entry("sum", axis -> Reduce.sum(X, axis)),
          Map.entry("mean", axis -> Reduce.mean(X, axis)),
          Map.entry("max", axis -> Reduce.max(X, axis)),
          Map.entry("min", axis -> Reduce.min(X, axis)),
          Map.entry("argmax", axis -> Reduce.argmax(X, axis)),
          Map.entry("argmin", axis -> Reduce.argmin(X, axis)),
          Map.entry("prod", axis -> Reduce.prod(X, axis)),
          Map.entry("logSumExp", axis -> Reduce.logSumExp(X, axis)),
          Map.entry("norm", axis -> Reduce.norm(X, axis)),
          Map.entry("cumsum", axis -> Reduce.cumsum(X, axis)),
          Map.entry("gather", axis -> Indexing.gather(X, Tensor.of(new int[] {0}, 1), axis)),
          Map.entry("squeeze", axis -> Layout.squeeze(X, axis)),
          Map.entry("slice", axis -> Layout.slice(X, axis, 0, 1)),
          Map.entry("flip", axis -> Layout.flip(X, axis)),
          Map.entry("pad", axis -> Layout.pad(X, axis, 1, 1)),
          Map.entry("concat", axis -> Layout.concat(axis, X, X)),
          Map.entry("split", axis -> Layout.split(X, axis, 1, 1)[0]));

  @Test
  void everyOpNamesItselfAndItsOperandWhereThereIsNoSuchAxis() {
    OPS.forEach(
        (op, apply) -> {
          for (int axis : new int[] {2, -3, 100}) {
            String message = assertThrows(OperandException.class, () -> apply.apply(axis), op).getMessage();
            assertTrue(message.startsWith(op + ": there is no axis " + axis), message);
            assertTrue(message.contains("x FLOAT32 (2, 3)") && message.contains("from -2 to 1"), message);
          }
        });
  }

  @Test
  void axesCountFromBothEnds() {
    assertEquals(-2, AxisNumber.fromEnd("op", X, 0));
    assertEquals(-1, AxisNumber.fromEnd("op", X, 1));
    assertEquals(-2, AxisNumber.fromEnd("op", X, -2));
    String scalar =
        assertThrows(OperandException.class, () -> Reduce.sum(Tensor.scalar(1.0), 0)).getMessage();
    assertTrue(scalar.contains("a scalar has no axes"), scalar);
  }
}
