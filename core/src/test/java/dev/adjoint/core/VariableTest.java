package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.reshape;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VariableTest {
  /// `w − rate·g` and a count of steps: an update of two variables.
  private record Step() implements Op {
    @Override
    public Type[] types(Type[] x) {
      return new Type[] {x[0], x[2]};
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        call.yDoubles(0)[i] = call.xDoubles(0)[i] - 0.5 * call.xDoubles(1)[i];
      }
      call.yDoubles(1)[0] = call.xDoubles(2)[0] + 1;
      if (Double.isNaN(call.xDoubles(1)[0])) {
        throw new ArithmeticException("the step fails half way");
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      throw new GradientException("Step: not differentiable: an update");
    }
  }

  private static String stale(Runnable r) {
    return assertThrows(TapeException.class, r::run).getMessage();
  }

  // ---- entering ----

  @Test
  void isEnteredOncePerTape() {
    Variable w = new Variable("w", vector(1, 2));
    Tape tape = new Tape();
    Tensor x = tape.data(vector(3, 4));
    Tensor on = w.on(x);
    assertSame(on, w.on(x));
    assertSame(on, w.on(mul(x, x)));
    assertSame(on, w.on(tape));
    assertSame(on, tape.entered(w));
    assertEquals("w", on.name());
    assertSame(w, tape.node(on.id()).variable());
    assertNotSame(on, w.on(new Tape()));
    assertNull(new Tape().entered(w));
  }

  @Test
  void isPlainBesideAPlainTensor() {
    Variable w = new Variable("w", vector(1, 2));
    Tensor plain = w.on(vector(3, 4));
    assertNull(plain.tape());
    assertEquals("w", plain.name());
  }

  @Test
  void isEnteredOnEveryLevelOldestFirst() {
    Variable w = new Variable("w", Tensor.scalar(2.0));
    Tape outer = new Tape();
    Tensor x = outer.data(Tensor.scalar(3.0));
    Tape middle = Tape.nested(x);
    Tensor y = middle.variable(x);
    Tape inner = Tape.nested(y);
    Tensor z = inner.variable(y);
    Tensor on = w.on(z);
    assertSame(inner, on.tape());
    assertSame(middle.entered(w), on.primal());
    assertSame(outer.entered(w), on.primal().primal());
    assertSame(on, w.on(inner));
  }

  @Test
  void isTheSameOnATapeByWhicheverValueItIsEntered() {
    // Of two values of a nested tape, one stands for a constant and one for a value of the outer tape.
    for (boolean constantFirst : new boolean[] {true, false}) {
      Variable w = new Variable("w", Tensor.scalar(2.0));
      Tape outer = new Tape();
      Tensor x = outer.data(Tensor.scalar(3.0));
      Tensor[] du =
          Derivatives.gradients(
              t -> {
                Tensor constant = mul(w.on(t[constantFirst ? 1 : 0]), t[constantFirst ? 1 : 0]);
                Tensor recorded = mul(w.on(t[constantFirst ? 0 : 1]), t[constantFirst ? 0 : 1]);
                return mul(constant, recorded);
              },
              x,
              Tensor.scalar(5.0));
      // u = w²·x·c, du/dx = w²·c = 20, its derivative by w is 2wc = 20
      assertEquals(20, du[0].item());
      assertEquals(20, outer.gradients(du[0], List.of(w)).of(w).item());
    }
  }

  @Test
  void aDerivativeIsNestedUnderTheNewestOfItsInputs() {
    for (boolean newestFirst : new boolean[] {true, false}) {
      Variable w = new Variable("w", Tensor.scalar(2.0));
      Tape outer = new Tape();
      Tensor x = outer.data(Tensor.scalar(3.0));
      Tape middle = Tape.nested(x);
      Tensor y = middle.data(Tensor.scalar(5.0));
      Tensor[] at = newestFirst ? new Tensor[] {y, x} : new Tensor[] {x, y};
      // d/dx (w·x·y) = w·y
      Tensor du =
          Derivatives.gradients(
              t -> mul(mul(w.on(t[newestFirst ? 1 : 0]), t[0]), t[1]), at)[newestFirst ? 1 : 0];
      assertEquals(10, du.item());
      assertEquals(5, middle.gradients(du, List.of(w)).of(w).item());
      assertEquals(5, outer.gradients(du.primal(), List.of(w)).of(w).item());
    }
  }

  @Test
  void tiedUsesAddUp() {
    Variable w = new Variable("w", vector(2));
    Tape tape = new Tape();
    Tensor x = tape.data(vector(3));
    Tensor y = mul(w.on(x), sin(mul(w.on(tape), x)));
    Gradients g = tape.gradients(y, List.of(w));
    assertEquals(Math.sin(6) + 2 * 3 * Math.cos(6), g.of(w).item(), 1e-15);
    assertTrue(g.has(w));
    assertSame(g.of(w), g.of(w.on(x)));
  }

  @Test
  void neverEnteredIsExplained() {
    Variable w = new Variable("w", vector(2));
    Tape tape = new Tape();
    Tensor y = sum(tape.variable(vector(3)));
    String message = assertThrows(GradientException.class, () -> tape.gradients(y, List.of(w))).getMessage();
    assertTrue(message.contains("w was never entered on " + tape), message);
    assertFalse(tape.sweep(y).unreachedAsZero().to(List.of(w)).has(w));
  }

  @Test
  void onlyFloatingValuesVary() {
    OperandException e =
        assertThrows(OperandException.class, () -> new Variable("n", Tensor.of(new int[] {1}, 1)));
    assertTrue(e.getMessage().startsWith("variable n: not differentiable"), e.getMessage());
  }

  // ---- updating ----

  @Test
  void anUpdateReplacesAllTargetsAtOnce() {
    Variable w = new Variable("w", vector(1, 2));
    Variable steps = new Variable("steps", Tensor.scalar(0.0));
    for (int i = 1; i <= 5; i++) {
      Variable.update(
          new Step(), new Variable[] {w, steps}, w.current(), vector(2, -2), steps.current());
      assertArrayEquals(new double[] {1 - i, 2 + i}, w.value().toDoubleArray());
      assertEquals(i, steps.value().item());
      assertEquals(i, w.version());
    }
  }

  @Test
  void anUpdateThatFailsPublishesNothing() {
    Variable w = new Variable("w", vector(1, 2));
    Variable steps = new Variable("steps", Tensor.scalar(0.0));
    Variable[] targets = {w, steps};
    for (int i = 0; i < 3; i++) {
      Variable.update(new Step(), targets, w.current(), vector(0, 0), steps.current());
    }
    assertThrows(
        ArithmeticException.class,
        () -> Variable.update(new Step(), targets, w.current(), vector(Double.NaN, 0), steps.current()));
    assertArrayEquals(new double[] {1, 2}, w.value().toDoubleArray());
    assertEquals(3, steps.value().item());
    assertEquals(3, w.version());
    Variable.update(new Step(), targets, w.current(), vector(2, 2), steps.current());
    assertArrayEquals(new double[] {0, 1}, w.value().toDoubleArray());
  }

  @Test
  void anUpdateKeepsTypes() {
    Variable w = new Variable("w", vector(1, 2));
    OperandException e =
        assertThrows(OperandException.class, () -> w.assign(vector(1, 2, 3)));
    assertTrue(e.getMessage().startsWith("assign w: a variable keeps its type"), e.getMessage());
    assertThrows(OperandException.class, () -> w.assign(Tensor.of(new float[] {1, 2}, 2)));
    OperandException u =
        assertThrows(
            OperandException.class,
            () -> Variable.update(new TestOps.SumAll(), new Variable[] {w}, w.current()));
    assertTrue(u.getMessage().contains("an update keeps the type"), u.getMessage());
    OperandException m =
        assertThrows(
            OperandException.class,
            () -> Variable.update(new TestOps.Add(), new Variable[] {w}, w.current(), vector(1)));
    assertTrue(m.getMessage().startsWith("Add: types differ\n  x[0] w FLOAT64 (2,)"), m.getMessage());
    assertEquals(0, w.version());
  }

  @Test
  void anUpdateByAViewCopies() {
    Variable w = new Variable("w", vector(1, 2));
    Tensor source = Tensor.of(new double[] {5, 6}, 2, 1);
    for (int i = 0; i < 3; i++) {
      Variable.update(new TestOps.Reshape(Shape.of(2)), new Variable[] {w}, source);
      assertArrayEquals(new double[] {5, 6}, w.value().toDoubleArray());
      w.assign(vector(8, 9));
    }
    assertArrayEquals(new double[] {5, 6}, source.toDoubleArray());
  }

  @Test
  void assignCopies() {
    double[] data = {1, 2};
    Variable w = new Variable("w", Tensor.of(data, 2));
    Tensor next = vector(3, 4);
    w.assign(next);
    w.assign(w.value());
    w.assign(w.current());
    assertArrayEquals(new double[] {3, 4}, w.value().toDoubleArray());
    assertEquals(3, w.version());
    w.assign(vector(5, 6));
    w.assign(vector(7, 8));
    assertArrayEquals(new double[] {3, 4}, next.toDoubleArray());
  }

  // ---- snapshots ----

  @Property(tries = 100)
  void snapshotsKeepTheirValues(@ForAll @Size(max = 30) List<@IntRange(min = 0, max = 3) Integer> program) {
    Variable w = new Variable("w", vector(0));
    List<Tensor> snapshots = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    double value = 0;
    for (int step : program) {
      switch (step) {
        case 0 -> w.assign(vector(++value));
        case 1 -> {
          Variable.update(new TestOps.Add(), new Variable[] {w}, w.current(), vector(10));
          value += 10;
        }
        case 2 -> {
          snapshots.add(w.value());
          values.add(value);
        }
        default -> {
          Tape tape = new Tape(); // a tape that is open sees the value it was given
          snapshots.add(w.on(tape));
          values.add(value);
        }
      }
      assertEquals(value, w.current().item());
      for (int i = 0; i < values.size(); i++) {
        assertEquals(values.get(i), snapshots.get(i).item());
      }
    }
  }

  @Test
  void aCurrentValueTwoUpdatesOldSaysSo() {
    Variable w = new Variable("w", vector(1));
    Tensor current = w.current();
    w.assign(vector(2));
    assertEquals(1, current.item());
    w.assign(vector(3));
    assertTrue(stale(current::item).contains("this value of w was taken with current()"));
    assertEquals(3, w.current().item());
  }

  @Test
  void updatesInALoopTakeTurnsOnTwoArrays() {
    Variable w = new Variable("w", vector(1));
    Object first = w.current().array();
    w.assign(vector(2));
    Object second = w.current().array();
    assertNotSame(first, second);
    w.assign(vector(3));
    assertSame(first, w.current().array());
    w.assign(vector(4));
    assertSame(second, w.current().array());
    Tensor kept = w.value();
    w.assign(vector(5));
    w.assign(vector(6));
    assertNotSame(second, w.current().array());
    assertEquals(4, kept.item());
  }

  @Test
  void aTapeHoldsItsValueUntilItEnds() {
    Variable w = new Variable("w", vector(1));
    Tape tape = new Tape();
    Object held = w.on(tape).array();
    w.assign(vector(2));
    w.assign(vector(3));
    assertEquals(1, tape.entered(w).item());
    tape.close();
    assertEquals(1, tape.entered(w).item(), "what was entered is not the tape's");
    try (Tape next = new Tape()) {
      Object array = w.on(next).array();
      assertNotSame(held, array);
      w.assign(vector(4));
    }
    Object three = w.current().array();
    w.assign(vector(5));
    w.assign(vector(6));
    assertSame(three, w.current().array(), "ended leases let arrays be used again");
  }

  @Test
  void readersInOtherThreadsSeeOneWholeValueEach() throws Exception {
    int n = 2000;
    Type type = Type.of(DType.FLOAT64, n);
    Variable w = new Variable("w", Tensor.full(type, 0));
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<String> torn = new AtomicReference<>();
    Thread[] readers = new Thread[2];
    for (int r = 0; r < readers.length; r++) {
      boolean onTape = r == 0;
      readers[r] =
          new Thread(
              () -> {
                double last = 0;
                while (!done.get()) {
                  double[] seen;
                  if (onTape) {
                    try (Tape tape = new Tape()) {
                      seen = scale(w.on(tape), 1).toDoubleArray();
                    }
                  } else {
                    seen = w.value().toDoubleArray();
                  }
                  double first = seen[0];
                  if (!Arrays.stream(seen).allMatch(v -> v == first) || first < last) {
                    torn.set(Arrays.toString(seen));
                  }
                  last = first;
                }
              });
      readers[r].start();
    }
    Tensor one = Tensor.full(type, 1);
    for (int i = 0; i < 2000; i++) {
      Variable.update(new TestOps.Add(), new Variable[] {w}, w.current(), one);
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertNull(torn.get());
    assertEquals(2000, w.value().get(n - 1));
  }

  // ---- a sweep after an update ----

  @Test
  void aSweepThatNeedsAnOlderValueNamesTheVariable() {
    Variable w = new Variable("w", vector(2));
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(3));
    Tensor y = mul(w.on(x), x);
    assertEquals(3, tape.gradients(y, List.of(w)).of(w).item());
    w.assign(vector(5));
    String message = stale(() -> tape.gradients(y, List.of(w)));
    String expected = "w was updated after " + tape + " recorded Mul with its older value";
    assertTrue(message.contains(expected), message);
    assertThrows(TapeException.class, () -> tape.gradients(y, x));
  }

  @Test
  void aSweepThatDoesNotReadTheValueGoesOn() {
    Variable b = new Variable("b", vector(2));
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(3));
    Tensor y = square(add(x, b.on(x)));
    b.assign(vector(100));
    assertEquals(10, tape.gradients(y, List.of(b)).of(b).item()); // of what was recorded
  }

  @Test
  void aViewOfAVariableIsTheVariable() {
    Variable w = new Variable("w", vector(2));
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(3));
    Tensor y = mul(reshape(reshape(w.on(x), 1, 1), 1), x);
    w.assign(vector(5));
    assertTrue(stale(() -> tape.gradients(y, x)).contains("w was updated"));
  }

  @Test
  void anUpdateIsSeenOnNestedTapesToo() {
    Variable w = new Variable("w", vector(2));
    Tape tape = new Tape();
    Tensor x = tape.data(vector(3));
    String message =
        stale(
            () ->
                Derivatives.gradient(
                    t -> {
                      Tensor u = sum(mul(w.on(t), square(t)));
                      w.assign(vector(7));
                      return u;
                    },
                    x));
    assertTrue(message.contains("w was updated after nested tape#"), message);
  }
}
