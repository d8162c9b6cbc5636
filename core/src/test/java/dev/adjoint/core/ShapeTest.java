package dev.adjoint.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  @Provide
  Arbitrary<int[]> sizes() {
    return Arbitraries.of(0, 1, 1, 2, 3).array(int[].class).ofMaxSize(4);
  }

  /// NumPy's rule, axis by axis from the end: null where sizes clash.
  private static int[] reference(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] y = new int[rank];
    for (int fromEnd = 1; fromEnd <= rank; fromEnd++) {
      int m = fromEnd <= a.length ? a[a.length - fromEnd] : 1;
      int n = fromEnd <= b.length ? b[b.length - fromEnd] : 1;
      if (m != n && m != 1 && n != 1) {
        return null;
      }
      y[rank - fromEnd] = m == 1 ? n : m;
    }
    return y;
  }

  @Property
  void broadcastIsTheRuleAxisByAxis(@ForAll("sizes") int[] a, @ForAll("sizes") int[] b) {
    Shape s = Shape.of(a);
    Shape t = Shape.of(b);
    int[] y = reference(a, b);
    if (y == null) {
      Mismatch e = assertThrows(Mismatch.class, () -> s.broadcast(t));
      assertTrue(e.getMessage().contains("do not broadcast; rule: "), e.getMessage());
      assertThrows(Mismatch.class, () -> t.broadcast(s));
    } else {
      assertArrayEquals(y, s.broadcast(t).toArray());
      assertEquals(s.broadcast(t), t.broadcast(s));
    }
  }

  @Property
  void broadcastsToMeansBroadcastingChangesNothing(@ForAll("sizes") int[] a, @ForAll("sizes") int[] b) {
    assertEquals(Arrays.equals(b, reference(a, b)), Shape.of(a).broadcastsTo(Shape.of(b)));
  }

  @Property
  void broadcastIsAssociative(@ForAll("sizes") int[] a, @ForAll("sizes") int[] b, @ForAll("sizes") int[] c) {
    int[] ab = reference(a, b);
    int[] bc = reference(b, c);
    if (ab != null && bc != null && reference(ab, c) != null) {
      Shape x = Shape.of(a);
      Shape y = Shape.of(b);
      Shape z = Shape.of(c);
      assertEquals(x.broadcast(y).broadcast(z), x.broadcast(y.broadcast(z)));
    }
  }

  @Property
  void aScalarIsNeutral(@ForAll("sizes") int[] a) {
    assertEquals(Shape.of(a), Shape.of(a).broadcast(Shape.scalar()));
    assertEquals(Shape.of(a), Shape.of(a).broadcast(Shape.of(a)));
  }

  @Property
  void sizeAndStridesCountElements(@ForAll("sizes") int[] a) {
    Shape s = Shape.of(a);
    assertEquals(a.length, s.rank());
    assertEquals(IntStream.of(a).reduce(1, (m, n) -> m * n), s.size());
    for (int i = 0; i < a.length; i++) {
      assertEquals(a[i], s.dim(i));
      assertEquals(a[i], s.dim(i - a.length));
      assertEquals(i, s.axis(i - a.length));
      assertEquals(IntStream.of(a).skip(i + 1).reduce(1, (m, n) -> m * n), s.strides()[i]);
    }
    assertThrows(IndexOutOfBoundsException.class, () -> s.dim(a.length));
    assertThrows(IndexOutOfBoundsException.class, () -> s.dim(-a.length - 1));
  }

  @Property
  void equalSizesAreEqualShapes(@ForAll("sizes") int[] a, @ForAll("sizes") int[] b) {
    assertEquals(Arrays.equals(a, b), Shape.of(a).equals(Shape.of(b)));
    assertEquals(Shape.of(a).hashCode(), Shape.of(a.clone()).hashCode());
  }

  @Property
  void insertAndRemoveUndoEachOther(@ForAll("sizes") int[] a) {
    Shape s = Shape.of(a);
    for (int axis = 0; axis <= a.length; axis++) {
      Shape more = s.insert(axis, 5);
      assertEquals(5, more.dim(axis));
      assertEquals(s, more.remove(axis));
      // counted from the end, an axis means where it is afterwards
      assertEquals(more, s.insert(axis - a.length - 1, 5));
      assertEquals(s, more.remove(axis - more.rank()));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> s.insert(a.length + 1, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> s.insert(-a.length - 2, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> s.remove(a.length));
  }

  @Property
  void withReplacesOneSize(@ForAll("sizes") int[] a) {
    Shape s = Shape.of(a);
    for (int axis = -a.length; axis < a.length; axis++) {
      int[] expected = a.clone();
      expected[axis < 0 ? axis + a.length : axis] = 7;
      assertEquals(Shape.of(expected), s.with(axis, 7));
    }
    assertEquals(Shape.of(a), s); // itself unchanged
  }

  @Test
  void theArrayGivenAndTheArrayGottenAreCopies() {
    int[] sizes = {2, 3};
    Shape s = Shape.of(sizes);
    sizes[0] = 9;
    s.toArray()[1] = 9;
    assertEquals(Shape.of(2, 3), s);
  }

  @Test
  void sizesAreBounded() {
    assertEquals(LARGEST, Shape.of(LARGEST).size());
    int g = 1 << 30;
    for (int[] tooMany : new int[][] {{LARGEST + 1}, {65536, 65536}, {g, g, g}, {3, g}}) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Shape.of(tooMany));
      assertTrue(e.getMessage().contains("more elements than a Java array can hold"), e.getMessage());
    }
    assertEquals(0, Shape.of(1 << 30, 1 << 30, 0).size()); // empty, however large its other sizes
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, -1));
  }

  @Test
  void broadcastingThatOverflowsIsAMismatch() {
    Mismatch e = assertThrows(Mismatch.class, () -> Shape.of(65536, 1).broadcast(Shape.of(65536)));
    assertTrue(e.getMessage().contains("(65536, 65536)"), e.getMessage());
  }

  @Test
  void printsAsInNumPy() {
    assertEquals("()", Shape.scalar().toString());
    assertEquals("(3,)", Shape.of(3).toString());
    assertEquals("(32, 128)", Shape.of(32, 128).toString());
    assertEquals("FLOAT32 (2, 0)", Type.of(DType.FLOAT32, 2, 0).toString());
  }

  @Test
  void errorsNameTheAxisAndTheRange() {
    String message = assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).dim(2)).getMessage();
    assertEquals("axis 2 of shape (2, 3): axes run from -2 to 1", message);
    String scalar = assertThrows(IndexOutOfBoundsException.class, () -> Shape.scalar().dim(0)).getMessage();
    assertEquals("axis 0 of shape (): a scalar has no axes", scalar);
    Mismatch e = assertThrows(Mismatch.class, () -> Shape.of(2, 3, 4).broadcast(Shape.of(5, 4)));
    assertTrue(e.getMessage().contains("axis -2 has 3 against 5"), e.getMessage());
  }

  @Test
  void typesKeepWhatTheyAreNotToldToChange() {
    Type t = Type.of(DType.FLOAT32, 2, 3);
    assertEquals(Type.of(DType.FLOAT64, 2, 3), t.with(DType.FLOAT64));
    assertEquals(Type.of(DType.FLOAT32, 6), t.with(Shape.of(6)));
    assertFalse(t.equals(t.with(DType.BOOL)));
  }
}
