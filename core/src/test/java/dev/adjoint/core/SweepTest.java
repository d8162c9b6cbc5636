package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.argmax;
import static dev.adjoint.core.TestOps.cast;
import static dev.adjoint.core.TestOps.cube;
import static dev.adjoint.core.TestOps.exp;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.pick;
import static dev.adjoint.core.TestOps.reshape;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.stopGradient;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Reverse sweeps: what can be asked for, what is refused and how that is explained.
class SweepTest {
  private static String refused(Runnable r) {
    return assertThrows(GradientException.class, r::run).getMessage();
  }

  /// Counts how often its vjp runs.
  private static final class Counting implements TestOps.Map {
    int vjps;

    @Override
    public DoubleUnaryOperator value() {
      return x -> 2 * x;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      vjps++;
      return new @Nullable Tensor[] {scale(dy, 2)};
    }
  }

  // ---- what can be asked for ----

  @Test
  void valuesInBetweenHaveGradientsToo() {
    Tape tape = new Tape();
    Tensor x = tape.variable(Tensor.scalar(3.0));
    Tensor h = square(x);
    Tensor y = cube(h);
    Gradients g = tape.gradients(y, h, x, y);
    assertEquals(3 * 81, g.of(h).item());
    assertEquals(6 * 243, g.of(x).item());
    assertEquals(1, g.of(y).item());
  }

  @Test
  void valuesComputedFromDataAloneHaveGradients() {
    Tape tape = new Tape();
    Tensor x = tape.data(Tensor.scalar(3.0));
    Tensor h = square(x);
    assertEquals(18, tape.gradients(square(h), h).of(h).item());
  }

  @Test
  void theSameValueMayBeAskedForTwice() {
    Tape tape = new Tape();
    Tensor x = tape.variable(Tensor.scalar(3.0));
    assertEquals(6, tape.gradients(square(x), x, x).of(x).item());
  }

  @Test
  void aResultOfAnyShapeTakesACotangent() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1, 2, 3));
    Tensor y = square(x);
    assertTrue(refused(() -> tape.gradients(y, x)).contains("y has shape (3,)"));
    assertArrayEquals(
        new double[] {2, 40, 600}, tape.sweep(y).from(vector(1, 10, 100)).to(x).of(x).toDoubleArray());
    OperandException e = assertThrows(OperandException.class, () -> tape.sweep(y).from(vector(1)).to(x));
    assertTrue(e.getMessage().contains("the cotangent differs from y"), e.getMessage());
    Tensor narrow = Tensor.of(new float[3], 3);
    assertThrows(OperandException.class, () -> tape.sweep(y).from(narrow).to(x));
    // one element is enough, whatever the rank
    Tensor one = reshape(sum(y), 1, 1);
    assertArrayEquals(new double[] {2, 4, 6}, tape.gradients(one, x).of(x).toDoubleArray());
  }

  @Test
  void aSweepCanBeRepeated() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1, 2));
    Tensor y = sum(cube(x));
    int size = tape.size();
    double[] first = tape.gradients(y, x).of(x).toDoubleArray();
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(first, tape.gradients(y, x).of(x).toDoubleArray());
    }
    assertEquals(size, tape.size(), "a sweep is not recorded");
    Tensor z = square(y); // and the tape goes on
    assertArrayEquals(new double[] {2 * 9 * 3, 2 * 9 * 12}, tape.gradients(z, x).of(x).toDoubleArray());
  }

  @Test
  void onlyThePathsToWhatIsWantedAreComputed() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1));
    Tensor w = tape.variable(vector(2));
    Counting below = new Counting();
    Counting onPath = new Counting();
    Counting beside = new Counting();
    Tensor h = below.apply(x);
    Tensor y = add(onPath.apply(mul(h, w)), beside.apply(tape.data(vector(3))));
    tape.gradients(y, w);
    assertEquals(0, below.vjps);
    assertEquals(1, onPath.vjps);
    assertEquals(0, beside.vjps);
  }

  @Test
  void arraysOfGradientsHaveTheTypesOfTheirValues() {
    Tape tape = new Tape();
    Tensor x = tape.variable(Tensor.of(new float[] {1, 2}, 2, 1));
    Tensor y = sum(cast(square(x), DType.FLOAT64));
    assertEquals(Type.of(DType.FLOAT32, 2, 1), tape.gradients(y, x).of(x).type());
  }

  // ---- diamonds: cotangents that meet ----

  @Property
  void aValueUsedManyTimesGetsTheSum(
      @ForAll @IntRange(min = 1, max = 9) int uses, @ForAll @DoubleRange(min = -2, max = 2) double at) {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(at, -at));
    Tensor y = sin(x);
    for (int i = 0; i < uses; i++) {
      y = add(y, i % 2 == 0 ? x : scale(x, 2));
    }
    double slope = Math.cos(at) + (uses + 1) / 2 + 2 * (uses / 2);
    assertArrayEquals(new double[] {slope, slope}, tape.gradients(sum(y), x).of(x).toDoubleArray(), 1e-14);
  }

  @Property
  void chainsOfDiamondsDouble(@ForAll @IntRange(min = 1, max = 20) int depth) {
    // add hands the same dy to both inputs: summing in place into it would give more than 2ⁿ
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1, 1));
    Tensor y = x;
    for (int i = 0; i < depth; i++) {
      y = add(y, y);
    }
    Tensor half = y;
    Gradients g = tape.gradients(sum(y), x, half);
    assertArrayEquals(new double[] {1 << depth, 1 << depth}, g.of(x).toDoubleArray());
    assertArrayEquals(new double[] {1, 1}, g.of(half).toDoubleArray());
  }

  @Test
  void aCotangentHandedOnTwiceIsNotAddedInto() {
    Tape tape = new Tape();
    Tensor a = tape.variable(vector(1));
    Tensor b = tape.variable(vector(2));
    Tensor s = add(a, b); // hands dy to a and to b
    Tensor t = add(add(add(s, a), a), a); // three more for a, summed in place
    Gradients g = tape.gradients(t, a, b, s, t);
    assertEquals(4, g.of(a).item());
    assertEquals(1, g.of(b).item());
    assertEquals(1, g.of(s).item());
    assertEquals(1, g.of(t).item());
  }

  @Test
  void aSumThatWasHandedOnIsNotAddedIntoEither() {
    Tape tape = new Tape();
    Tensor a = tape.variable(vector(1));
    Tensor b = tape.variable(vector(2));
    Tensor s = add(a, b);
    Tensor r = reshape(s, 1, 1); // a view hands on the very same numbers
    Tensor t = add(add(reshape(r, 1), s), add(s, a)); // dy of s is a sum of three
    Gradients g = tape.gradients(t, a, b, s, r);
    assertEquals(4, g.of(a).item());
    assertEquals(3, g.of(b).item());
    assertEquals(3, g.of(s).item());
    assertEquals(1, g.of(r).get(0, 0));
  }

  @Test
  void theGivenCotangentIsLeftAlone() {
    Tape tape = new Tape();
    Tensor a = tape.variable(vector(1));
    Tensor dy = vector(5);
    Tensor y = add(add(a, a), add(a, a));
    for (int i = 0; i < 2; i++) {
      assertEquals(20, tape.sweep(y).from(dy).to(a).of(a).item());
    }
    assertEquals(5, dy.item());
  }

  // ---- recorded sweeps ----

  @Test
  void aRecordedSweepIsDifferentiatedAgainOnTheSameTape() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(2));
    Tensor y = mul(square(x), square(x)); // x⁴
    Tensor g1 = tape.sweep(y).recorded().to(x).of(x);
    Tensor g2 = tape.sweep(g1).recorded().to(x).of(x);
    Tensor g3 = tape.sweep(g2).recorded().to(x).of(x);
    assertEquals(32, g1.item());
    assertEquals(48, g2.item());
    assertEquals(48, g3.item());
    assertEquals(24, tape.gradients(g3, x).of(x).item());
    // a penalty on the gradient, beside the value itself
    Tensor loss = add(y, square(g1));
    assertEquals(32 + 2 * 32 * 48, tape.gradients(loss, x).of(x).item());
  }

  @Test
  void aRecordedCotangentNeedsARecordedSweep() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(2));
    Tensor y = square(x);
    TapeException e = assertThrows(TapeException.class, () -> tape.sweep(y).from(x).to(x));
    assertTrue(e.getMessage().contains("recorded()"), e.getMessage());
    Tensor g = tape.sweep(y).from(x).recorded().to(x).of(x); // 2x · x
    assertEquals(8, g.item());
    assertEquals(8, tape.gradients(g, x).of(x).item());
    assertEquals(8, tape.sweep(y).from(x.detach()).to(x).of(x).item());
  }

  @Test
  void aTangentRecordedOnTheTapeItselfIsRefused() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(2));
    Tensor y = square(x);
    TapeException e =
        assertThrows(TapeException.class, () -> tape.tangent(y, new Tensor[] {x}, new Tensor[] {x}));
    assertTrue(e.getMessage().contains("detach()"), e.getMessage());
    assertEquals(8, tape.tangent(y, new Tensor[] {x}, new Tensor[] {x.detach()}).item());
  }

  @Test
  void tangentsOfSeveralValuesAdd() {
    Tape tape = new Tape();
    Tensor a = tape.data(vector(2)); // forward mode asks nothing of the values it starts from
    Tensor b = tape.variable(vector(3));
    Tensor y = mul(square(a), b);
    Tensor[] dx = {vector(10), vector(1)};
    assertEquals(12 * 10 + 4, tape.tangent(y, new Tensor[] {a, b}, dx).item());
    // from a value in between
    Tensor h = square(a);
    Tensor z = mul(h, h);
    assertEquals(8, tape.tangent(z, new Tensor[] {h}, new Tensor[] {vector(1)}).item());
    assertEquals(0, tape.tangent(y, new Tensor[] {h}, new Tensor[] {vector(1)}).item());
    // given for both, it is what was given, not what follows from the one below
    assertEquals(8 * 5, tape.tangent(z, new Tensor[] {a, h}, new Tensor[] {vector(1), vector(5)}).item());
    assertThrows(
        TapeException.class, () -> tape.tangent(y, new Tensor[] {vector(1)}, new Tensor[] {vector(1)}));
  }

  // ---- what is refused ----

  @Test
  void dataWantsNoGradient() {
    Tape tape = new Tape();
    Tensor x = tape.data("batch", vector(1));
    assertTrue(refused(() -> tape.gradients(sum(x), x)).contains("batch FLOAT64 (1,) was entered as data"));
  }

  @Test
  void aPlainTensorHasNoGradient() {
    Tape tape = new Tape();
    Tensor plain = vector(1).named("w");
    Tensor y = sum(mul(tape.data(vector(2)), plain));
    String message = refused(() -> tape.gradients(y, plain));
    assertTrue(message.contains("w FLOAT64 (1,) is a plain tensor, not on " + tape), message);
  }

  @Test
  void aValueOfAnotherTapeHasNoGradientHere() {
    Tape tape = new Tape();
    Tape other = new Tape();
    Tensor x = other.variable(vector(1));
    Tensor y = sum(tape.variable(vector(1)));
    assertTrue(refused(() -> tape.gradients(y, x)).contains("on " + other + ", not on " + tape));
    assertTrue(refused(() -> other.gradients(y, x)).contains("y is on " + tape + ", not on " + other));
  }

  @Test
  void aResultThatIsNotOnTheTapeSuggestsEnteringTheInputs() {
    Tape tape = new Tape();
    Tensor w = tape.variable(vector(1));
    Tensor y = sum(vector(1));
    String message = refused(() -> tape.gradients(y, w));
    assertTrue(message.contains("y is a plain tensor"), message);
    assertTrue(message.contains("were the inputs entered"), message);
    assertEquals(0, tape.sweep(y).unreachedAsZero().to(w).of(w).item());
  }

  @Test
  void wholeNumbersHaveNoGradient() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1, 2));
    Tensor i = argmax(x);
    assertTrue(refused(() -> tape.gradients(i, x)).contains("y is INT64"));
    Tensor n = tape.data(Tensor.of(new long[] {1}));
    assertTrue(refused(() -> tape.gradients(pick(x, n), n)).contains("INT64 () has no gradient"));
  }

  // ---- why nothing was reached ----

  @Test
  void aValueThatNobodyUses() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor w = tape.variable("w", vector(1));
    Tensor y = sum(x).named("loss");
    String message = refused(() -> tape.gradients(y, w));
    assertEquals(
        "gradients: w FLOAT64 (1,) gets no gradient from loss FLOAT64 (): no op uses it."
            + " If that is meant, sweep(y).unreachedAsZero() gives zeros",
        message);
    assertArrayEquals(new double[] {0}, tape.sweep(y).unreachedAsZero().to(w).of(w).toDoubleArray());
  }

  @Test
  void aValueUsedAfterTheResultOnly() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor w = tape.variable("w", vector(1));
    Tensor y = sum(x);
    mul(w, w);
    String message = refused(() -> tape.gradients(y, w));
    assertTrue(message.contains("only what was recorded after the result uses it"), message);
  }

  @Test
  void aValueWhoseResultsGoElsewhere() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor w = tape.variable("w", vector(1));
    square(w);
    Tensor y = sum(x);
    String message = refused(() -> tape.gradients(y, w));
    assertTrue(message.contains("what is computed from it does not enter the result"), message);
  }

  @Test
  void aValueRecordedLater() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor y = sum(x);
    Tensor later = square(y);
    assertTrue(refused(() -> tape.gradients(y, later)).contains("it was recorded later"));
    assertEquals(0, tape.sweep(y).unreachedAsZero().to(later).of(later).item());
    // asked for together with one that is reached
    Gradients g = tape.sweep(y).unreachedAsZero().to(x, later);
    assertEquals(1, g.of(x).item());
    assertEquals(0, g.of(later).item());
  }

  @Test
  void aPathThatEndsInAnIndexNamesTheOp() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1, 3, 2));
    Tensor table = tape.variable("table", vector(10, 20, 30));
    Tensor y = pick(table, argmax(x));
    assertArrayEquals(new double[] {0, 1, 0}, tape.gradients(y, table).of(table).toDoubleArray());
    String message = refused(() -> tape.gradients(y, x));
    assertTrue(message.contains("the path ends where ArgMax gives INT64 (value 2)"), message);
    assertArrayEquals(new double[3], tape.sweep(y).unreachedAsZero().to(x).of(x).toDoubleArray());
  }

  @Test
  void aPathOfStructuralZerosSaysSo() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor y = sum(exp(stopGradient(x)));
    String message = refused(() -> tape.gradients(y, x));
    assertTrue(message.contains("derivative is zero by definition, such as stopGradient"), message);
    assertEquals(0, tape.sweep(y).unreachedAsZero().to(x).of(x).item());
  }

  // ---- the result ----

  @Test
  void gradientsNotAskedForAreRefused() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    Tensor h = square(x);
    Gradients g = tape.gradients(sum(h), x);
    assertTrue(refused(() -> g.of(h)).contains("was not asked for in this sweep of " + tape));
    assertTrue(refused(() -> g.of(vector(1).named("v"))).contains("v FLOAT64 (1,)"));
    Variable v = new Variable("bias", vector(1));
    assertTrue(refused(() -> g.of(v)).contains("bias"));
    assertFalse(g.has(v));
    assertNotNull(g.toString());
  }

  @Test
  void nothingWantedIsNothingDone() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", vector(1));
    assertNotNull(tape.gradients(sum(x), List.of()));
    assertNotNull(tape.gradients(sum(x)));
  }
}
