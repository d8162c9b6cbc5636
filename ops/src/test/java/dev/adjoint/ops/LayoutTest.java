package dev.adjoint.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LayoutTest {
  private static final Tensor X = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3).named("x");

  private static void refuses(Executable call, String start, String rule) {
    String message = assertThrows(OperandException.class, call).getMessage();
    assertTrue(message.startsWith(start), message);
    assertTrue(message.contains("x FLOAT32 (2, 3)") && message.contains(rule), message);
  }

  @Test
  void oneSizeOfAShapeMayBeLeftOpen() {
    assertEquals(Shape.of(3, 2), Layout.reshape(X, -1, 2).shape());
    String rule = "the other sizes are positive and divide the number of elements, 6";
    refuses(() -> Layout.reshape(X, 4, -1), "reshape: no size for the axis left open in [4, -1]", rule);
    refuses(() -> Layout.reshape(X, -1, -1), "reshape: no size for the axis left open in [-1, -1]", rule);
    refuses(() -> Layout.reshape(X, -2, 3), "reshape: shape (-2, 3)", "cannot be negative");
    refuses(() -> Layout.broadcastTo(X, -1, 3), "broadcastTo: shape (-1, 3)", "cannot be negative");
  }

  @Test
  void newAxesCountFromBothEndsOfTheResult() {
    assertEquals(Shape.of(1, 2, 3), Layout.expand(X, 0).shape());
    assertEquals(Shape.of(1, 2, 3), Layout.expand(X, -3).shape());
    assertEquals(Shape.of(2, 3, 1), Layout.expand(X, -1).shape());
    assertEquals(Shape.of(2, 3, 2), Layout.stack(-1, X, X).shape());
    for (int axis : new int[] {3, -4, -5, 100}) {
      String none = ": there is no axis " + axis;
      refuses(() -> Layout.expand(X, axis), "expand" + none, "axes run from -3 to 2");
      refuses(() -> Layout.stack(axis, X, X), "stack" + none, "axes run from -3 to 2");
    }
  }

  @Test
  void whatIsStackedHasOneType() {
    refuses(() -> Layout.stack(0, X, Layout.transpose(X)), "stack: they differ in type", "(3, 2)");
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> Layout.stack(0));
    assertTrue(none.getMessage().startsWith("stack: "), none.getMessage());
  }

  @Test
  void slicesAreWithinTheAxisOrEmpty() {
    assertArrayEquals(new float[] {1, 2, 4, 5}, Layout.slice(X, 1, -2, 3).toFloatArray());
    assertEquals(Shape.of(2, 0), Layout.slice(X, 1, 2, 1).shape());
    refuses(() -> Layout.slice(X, 1, 0, 4), "slice: from 0 to 4 is not within axis 1", "from -3 to 3");
    refuses(() -> Layout.slice(X, 1, -4, 2), "slice: from -4 to 2 is not within axis 1", "from -3 to 3");
  }

  @Test
  void padsAndPiecesAreNotNegative() {
    refuses(() -> Layout.pad(X, 1, -1, 0), "pad: -1 zeros before and 0 after", "hint slice");
    String rule = "sizes of at least 0 with sum 3";
    refuses(() -> Layout.split(X, 1, 1, 1), "split: the pieces [1, 1] do not make up axis 1", rule);
    refuses(() -> Layout.split(X, 1, 4, -1), "split: the pieces [4, -1] do not make up axis 1", rule);
  }

  @Test
  void scatteringCountsAxesFromBothEndsOfTheResult() {
    Tensor indices = Tensor.of(new int[] {3, 0}, 2);
    Tensor fromEnd = Indexing.scatterAdd(X, indices, -2, 4);
    assertArrayEquals(
        new float[] {3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 1, 2}, fromEnd.toFloatArray());
    assertArrayEquals(fromEnd.toFloatArray(), Indexing.scatterAdd(X, indices, 0, 4).toFloatArray());
    refuses(() -> Indexing.scatterAdd(X, indices, 2, 4), "ScatterAdd: x does not have", "in place of axis 2");
  }
}
