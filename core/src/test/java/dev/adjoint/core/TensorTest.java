package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Provide
  Arbitrary<int[]> sizes() {
    return Arbitraries.of(0, 1, 2, 3).array(int[].class).ofMaxSize(3);
  }

  private static double[] ramp(int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> i + 0.5);
    return x;
  }

  // ---- values in and out ----

  @Property
  void getCountsInRowMajorOrderAndFromTheEnd(@ForAll("sizes") int[] sizes) {
    Shape shape = Shape.of(sizes);
    double[] data = ramp(shape.size());
    Tensor t = Tensor.of(data, sizes);
    int[] index = new int[sizes.length];
    for (int flat = 0; flat < data.length; flat++) {
      int rest = flat;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        index[axis] = rest % sizes[axis];
        rest /= sizes[axis];
      }
      assertEquals(data[flat], t.get(index));
      int[] fromEnd = index.clone();
      for (int axis = 0; axis < sizes.length; axis++) {
        fromEnd[axis] -= sizes[axis];
      }
      assertEquals(data[flat], t.get(fromEnd));
    }
    if (sizes.length > 0) {
      int[] outside = new int[sizes.length];
      outside[0] = sizes[0];
      assertThrows(IndexOutOfBoundsException.class, () -> t.get(outside));
      outside[0] = -sizes[0] - 1;
      assertThrows(IndexOutOfBoundsException.class, () -> t.get(outside));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> t.get(new int[sizes.length + 1]));
  }

  @Test
  void arraysAreCopiedIn() {
    float[] f = {1, 2};
    double[] d = {1, 2};
    int[] i = {1, 2};
    long[] l = {1, 2};
    boolean[] b = {true, false};
    List<Tensor> tensors =
        List.of(Tensor.of(f, 2), Tensor.of(d, 2), Tensor.of(i, 2), Tensor.of(l, 2), Tensor.of(b, 2));
    f[0] = 9;
    d[0] = 9;
    i[0] = 9;
    l[0] = 9;
    b[0] = false;
    for (Tensor t : tensors) {
      assertEquals(1, t.get(0), t.toString());
    }
  }

  @Test
  void arraysAreCopiedOut() {
    Tensor f = Tensor.of(new float[] {1, 2}, 2);
    f.toFloatArray()[0] = 9;
    f.toDoubleArray()[0] = 9;
    Tensor d = vector(1, 2);
    d.toDoubleArray()[0] = 9;
    Tensor i = Tensor.of(new int[] {1, 2}, 2);
    i.toIntArray()[0] = 9;
    i.toDoubleArray()[0] = 9;
    Tensor l = Tensor.of(new long[] {1, 2}, 2);
    l.toLongArray()[0] = 9;
    Tensor b = Tensor.of(new boolean[] {true, false}, 2);
    b.toBooleanArray()[0] = false;
    for (Tensor t : List.of(f, d, i, l, b)) {
      assertEquals(1, t.get(0), t.toString());
    }
  }

  @Test
  void arraysComeOutInTheirOwnTypeOnly() {
    Tensor f = Tensor.of(new float[] {0.1f, Float.NaN, -0f}, 3);
    assertArrayEquals(new float[] {0.1f, Float.NaN, -0f}, f.toFloatArray());
    assertArrayEquals(new double[] {0.1f, Double.NaN, -0.0}, f.toDoubleArray());
    assertArrayEquals(new double[] {7, -8}, Tensor.of(new int[] {7, -8}, 2).toDoubleArray());
    Tensor l = Tensor.of(new long[] {Long.MAX_VALUE}, 1);
    assertArrayEquals(new long[] {Long.MAX_VALUE}, l.toLongArray());
    String message = assertThrows(OperandException.class, l::toDoubleArray).getMessage();
    assertTrue(message.startsWith("toDoubleArray: ") && message.contains("INT64 (1,)"), message);
    assertThrows(OperandException.class, f::toIntArray);
    assertThrows(OperandException.class, f::toLongArray);
    assertThrows(OperandException.class, f::toBooleanArray);
    assertThrows(OperandException.class, vector(1)::toFloatArray);
  }

  @Test
  void aShapeThatDoesNotFitItsArrayIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Tensor.of(new double[3], 2, 2));
    assertTrue(e.getMessage().contains("(2, 2) has 4 elements, the array has 3"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new double[2]));
  }

  @Test
  void fullAndZerosHaveTheTypeAskedFor() {
    for (DType dtype : DType.values()) {
      Type type = Type.of(dtype, 2, 3);
      assertEquals(type, Tensor.zeros(type).type());
      assertEquals(0, Tensor.zeros(type).get(1, 2));
      assertEquals(1, Tensor.full(type, 1).get(-1, -1));
      assertEquals(type, Tensor.full(type, 1).type());
    }
    assertEquals((float) 0.1, Tensor.full(Type.of(DType.FLOAT32), 0.1).item());
  }

  @Test
  void fullHoldsTheValueExactlyOrSaysSo() {
    for (Type type : List.of(Type.of(DType.INT32), Type.of(DType.INT64), Type.of(DType.BOOL))) {
      for (double bad : new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY, 0x1p63, -0x1p64}) {
        var e = assertThrows(IllegalArgumentException.class, () -> Tensor.full(type, bad));
        assertTrue(e.getMessage().contains(type.dtype() + " cannot hold"), e.getMessage());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Tensor.full(Type.of(DType.INT32), 0x1p31));
    assertThrows(IllegalArgumentException.class, () -> Tensor.full(Type.of(DType.BOOL), 2));
    assertEquals(-0x1p63, Tensor.full(Type.of(DType.INT64), -0x1p63).item());
  }

  @Test
  void itemIsOfOneElementOfAnyRank() {
    assertEquals(3, Tensor.of(new double[] {3}, 1, 1, 1).item());
    assertEquals(1, Tensor.of(new boolean[] {true}).item());
    assertEquals(0.1f, Tensor.scalar(0.1f).item());
    assertEquals(DType.FLOAT32, Tensor.scalar(0.1f).dtype());
    assertEquals(DType.FLOAT64, Tensor.scalar(3).dtype(), "an int is no float");
    assertEquals(DType.FLOAT64, Tensor.scalar(0.1).dtype());
    Tensor pair = vector(1, 2).named("pair");
    String message = assertThrows(OperandException.class, pair::item).getMessage();
    assertTrue(message.startsWith("item: ") && message.contains("pair FLOAT64 (2,)"), message);
    assertThrows(OperandException.class, () -> vector().item());
  }

  @Test
  void expectTakesMinusOneForAnySize() {
    Tensor t = Tensor.zeros(Type.of(DType.FLOAT32, 4, 2)).named("batch");
    assertSame(t, t.expect(4, 2));
    assertSame(t, t.expect(-1, 2));
    assertThrows(OperandException.class, () -> t.expect(4));
    assertThrows(OperandException.class, () -> t.expect(4, 2, 1));
    String message = assertThrows(OperandException.class, () -> t.expect(-1, 3)).getMessage();
    String operand = "x[0] batch FLOAT32 (4, 2)";
    String expected = "expect: another shape was expected\n  " + operand + "\n  rule shape (any, 3)";
    assertEquals(expected, message);
  }

  // ---- names, tapes ----

  @Test
  void aPlainTensorIsNamedByACopy() {
    Tensor t = vector(1);
    Tensor named = t.named("x");
    assertNull(t.name());
    assertEquals("x", named.name());
    assertEquals(-1, named.id());
    assertNull(named.tape());
    assertSame(named, named.primal());
  }

  @Test
  void aNameEntersTheTapeWithItsValue() {
    Tape tape = new Tape();
    Tensor x = tape.data(vector(1).named("x"));
    assertEquals("x", x.name());
    Tensor y = mul(x, x).named("y");
    assertEquals("y", y.name());
    assertEquals("y", tape.nameOf(y.id()));
    assertEquals("z", tape.data("z", vector(1).named("x")).name());
  }

  @Test
  void chainsReadFromLeftToRight() {
    Tensor x = vector(1, 2);
    Tensor y = x.then(TestOps::square).apply(new TestOps.Add(), vector(10, 20)).then(TestOps::sum);
    assertEquals(1 + 10 + 4 + 20, y.item());
  }

  @Test
  void detachedIsPlainAndOfTheSameValue() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1, 2));
    Tensor y = mul(x, x).detach();
    assertNull(y.tape());
    assertArrayEquals(new double[] {1, 4}, y.toDoubleArray());
    assertNull(add(y, y).tape());
  }

  // ---- text ----

  @Test
  void printsAsInNumPy() {
    assertEquals("FLOAT64 () 0.1", Tensor.scalar(0.1).toString());
    assertEquals("FLOAT32 (3,) [1., -2.5, -0.]", Tensor.of(new float[] {1, -2.5f, -0f}, 3).toString());
    Tensor w = Tensor.of(new int[] {1, 2, 3, -4}, 2, 2).named("w");
    assertEquals("w INT32 (2, 2)\n[[1, 2],\n [3, -4]]", w.toString());
    assertEquals("BOOL (2,) [true, false]", Tensor.of(new boolean[] {true, false}, 2).toString());
    assertEquals("FLOAT64 (0,) []", vector().toString());
    assertEquals(
        "FLOAT64 (2,) [NaN, -Infinity]", vector(Double.NaN, Double.NEGATIVE_INFINITY).toString());
  }

  @Test
  void wholeNumbersPrintEveryDigit() {
    assertEquals("INT64 (2,) [9007199254740993, -9223372036854775808]",
        Tensor.of(new long[] {(1L << 53) + 1, Long.MIN_VALUE}, 2).toString());
  }

  @Test
  void longAxesAreShortened() {
    String text = Tensor.of(ramp(100), 100).toString();
    assertEquals("FLOAT64 (100,) [0.5, 1.5, 2.5, …, 97.5, 98.5, 99.5]", text);
    assertTrue(Tensor.zeros(Type.of(DType.FLOAT32, 1000, 1000)).toString().length() < 500);
    assertEquals("FLOAT64 (8,) [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]", Tensor.of(ramp(8), 8).toString());
  }

  @Test
  void aTensorWhoseStorageIsGoneStillPrints() {
    Tensor y;
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable("x", vector(1, 2));
      y = sum(x).named("loss");
    }
    assertEquals("loss FLOAT64 () (its storage was handed back)", y.toString());
  }

  @Test
  void tensorStaysSmall() {
    long methods =
        Arrays.stream(Tensor.class.getDeclaredMethods())
            .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
            .map(Method::getName)
            .filter(name -> !name.equals("toString"))
            .distinct()
            .count();
    assertTrue(methods <= 20, methods + " public methods; what computes is an op or a function of tensors");
  }
}
