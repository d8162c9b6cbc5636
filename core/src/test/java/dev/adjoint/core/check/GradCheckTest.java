package dev.adjoint.core.check;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.cast;
import static dev.adjoint.core.TestOps.cube;
import static dev.adjoint.core.TestOps.dot;
import static dev.adjoint.core.TestOps.exp;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.pick;
import static dev.adjoint.core.TestOps.relu;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.TestOps;
import dev.adjoint.core.Type;
import dev.adjoint.core.Variable;
import dev.adjoint.core.check.Finding.Law;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GradCheckTest {
  // ---- rules with one mistake each ----

  /// `value(x)` whose vjp is `dy * slope(x)` as numbers: of order 1, and right only if `slope` is.
  record Claimed(DoubleUnaryOperator value, DoubleUnaryOperator slope) implements TestOps.Map {
    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, new Claimed(slope, t -> Double.NaN).apply(x[0]))};
    }
  }

  /// `x²` with a vjp whose numbers are those of a function of `x` and `dy`.
  record ClaimedVjp(DoubleBinaryOperator dx) implements TestOps.Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> x * x;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      double[] a = x[0].toDoubleArray();
      double[] u = dy.toDoubleArray();
      double[] g = new double[a.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = dx.applyAsDouble(a[i], u[i]);
      }
      return new @Nullable Tensor[] {Tensor.of(g, x[0].shape().toArray())};
    }
  }

  /// `x²`, right in reverse, with a given factor in forward mode.
  record ClaimedJvp(double factor) implements TestOps.Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> x * x;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, scale(x[0], 2))};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      return dx[0] == null ? null : scale(mul(dx[0], x[0]), factor);
    }
  }

  private static GradCheck reverse(DoubleUnaryOperator value, DoubleUnaryOperator slope, double... x) {
    return GradCheck.of("f", claimed(value, slope)).at(vector(x)).reverseOnly();
  }

  private static GradCheck reverse(DoubleBinaryOperator dx) {
    return GradCheck.of(new ClaimedVjp(dx)).at(vector(1, 2)).reverseOnly();
  }

  private static GradCheck relus(double... x) {
    return GradCheck.of("relu", t -> relu(t)).at(vector(x));
  }

  private static UnaryOperator<Tensor> claimed(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return x -> new Claimed(value, slope).apply(x);
  }

  private static Finding entry(Report r) {
    return r.findings().stream().filter(f -> f.law() == Law.ENTRY).findFirst().orElseThrow();
  }

  // ---- what is right passes ----

  @Property(tries = 50)
  void rightDerivativesPassToOrderTwo(
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b,
      @ForAll long seed) {
    Report report =
        GradCheck.of("f", (x, w) -> sin(mul(w, exp(scale(x, 0.5)))))
            .at(vector(a, 1, 0.3), vector(b, -2, 0))
            .seed(seed)
            .orderTwo()
            .verify();
    assertTrue(report.compared() > 0);
    assertEquals(List.of(), report.findings());
    assertEquals(seed, report.seed());
  }

  @Property(tries = 50)
  void functionsOfAnyScalePass(
      @ForAll @IntRange(min = -8, max = 8) int exponent, @ForAll @IntRange(min = 0, max = 3) int k) {
    double s = Math.pow(10, exponent);
    // The scale of x, over which the slope changes, is 1/s.
    UnaryOperator<Tensor> f =
        List.<UnaryOperator<Tensor>>of(
                x -> sin(scale(x, s)), x -> exp(scale(x, s)), x -> cube(scale(x, s)), x -> scale(sin(x), s))
            .get(k);
    double at = k == 3 ? 1 : 1.1 / s;
    GradCheck.of("scaled", f).at(Tensor.scalar(at)).orderTwo().verify();
  }

  @Test
  void aLogarithmNearTheEdgeOfItsDomainPasses() {
    Report r = reverse(Math::log, x -> 1 / x, 1e-6, 1e-3, 5).verify();
    assertEquals(0, r.coarse());
  }

  @Test
  void allOutputsOfAnOpAreChecked() {
    assertTrue(GradCheck.of(new TestOps.SinCos()).at(vector(0.3, -1)).orderTwo().verify().passed());
    assertTrue(GradCheck.of(new TestOps.Split()).at(vector(0.3, -1, 2, 5)).orderTwo().verify().passed());
    assertTrue(GradCheck.of(new TestOps.MaxAndIndex()).at(vector(0.3, -1, 2)).verify().passed());
    assertEquals("Scale[factor=3.0]", GradCheck.of(new TestOps.Scale(3)).at(vector(1)).verify().label());
  }

  @Test
  void wholeNumbersAreHeldConstantAndSaidSo() {
    Tensor index = Tensor.of(new long[] {1});
    Report r = GradCheck.of("pick", (x, i) -> pick(square(x), i)).at(vector(1, 2, 3), index).verify();
    assertEquals(List.of("x[1] INT64 ()"), r.skipped());
  }

  @Test
  void emptyTensorsPassWithNothingCompared() {
    assertTrue(GradCheck.verify(x -> sin(x), vector()).passed());
    GradCheck.of("dot", (a, b) -> dot(a, b)).at(vector(), vector()).orderTwo().verify();
  }

  @Test
  void aLargeTensorIsSampled() {
    AtomicInteger evaluations = new AtomicInteger();
    Report r =
        GradCheck.of("sum of cubes", x -> {
              evaluations.incrementAndGet();
              return sum(cube(x));
            })
            .at(Tensor.full(Type.of(DType.FLOAT64, 100, 100), 0.5))
            .entries(10)
            .verify();
    assertTrue(evaluations.get() < 100, () -> evaluations + " evaluations");
    assertTrue(r.passed());
  }

  @Test
  void tensorsOfOuterTapesMayBeCaptured() {
    try (Tape tape = new Tape()) {
      Tensor w = tape.variable("w", vector(1, 2));
      GradCheck.of("captures", x -> mul(x, sin(w))).at(vector(3, 4)).orderTwo().verify();
      // and the point itself may be on a tape
      GradCheck.of("captures", x -> mul(x, sin(w))).at(w).orderTwo().verify();
    }
  }

  @Test
  void variablesAndNestedDerivativesInsideTheFunctionPass() {
    Variable v = new Variable("v", Tensor.scalar(0.7));
    GradCheck.of("nested", x -> Derivatives.gradient(z -> sin(mul(z, mul(v.on(z), cube(x)))), x))
        .at(Tensor.scalar(0.4))
        .orderTwo()
        .verify();
  }

  // ---- what is wrong fails, by name ----

  @Test
  void aWrongSlopeIsNamedWithEverythingOneNeeds() {
    GradCheckFailure e =
        assertThrows(
            GradCheckFailure.class,
            () ->
                GradCheck.of("wobble", claimed(x -> x * x, x -> x > 2 ? 2.001 * x : 2 * x))
                    .at(Tensor.of(new double[] {1, -1, 3, 0}, 2, 2).named("height"))
                    .seed(7)
                    .verify());
    Finding entry = entry(e.report());
    assertEquals("x[0] height", entry.input());
    assertEquals("at [1, 0]", entry.element());
    assertEquals(6.003, entry.analytic() / entry.numeric() * 6, 1e-6);
    assertEquals(0.0005, entry.relativeError(), 1e-6);
    assertFalse(entry.kink());
    assertTrue(entry.step() > entry.finerStep() && entry.finerStep() > 0);
    assertTrue(e.getMessage().startsWith("wobble: "), e.getMessage());
    assertTrue(e.getMessage().contains("derivative of x[0] height at [1, 0]: analytic "), e.getMessage());
    assertTrue(e.getMessage().contains("seed 7"), e.getMessage());
    assertTrue(e instanceof AssertionError);
  }

  @Property(tries = 60)
  void aSlopeWrongByOnePartInAHundredThousandFails(
      @ForAll @DoubleRange(min = 0.1, max = 3) double x, @ForAll long seed, @ForAll boolean negative) {
    double at = negative ? -x : x;
    Report r =
        GradCheck.of("f", claimed(t -> t * t * t, t -> 3 * t * t * (1 + 1e-5)))
            .at(vector(at, 1))
            .seed(seed)
            .reverseOnly()
            .report();
    assertTrue(r.findings().stream().anyMatch(f -> f.law() == Law.ENTRY && !f.kink()), r::toString);
    assertTrue(r.findings().stream().anyMatch(f -> f.law() == Law.DIRECTION), r::toString);
  }

  @Test
  void theWorstComesFirst() {
    Report r =
        GradCheck.of("f", claimed(x -> x * x, x -> 2 * x + (x > 0 ? 1e-3 * x : 0)))
            .at(vector(1, 100, 10, -1))
            .directions(0)
            .reverseOnly()
            .report();
    assertEquals(List.of("at [1]", "at [2]", "at [0]"), r.findings().stream().map(Finding::element).toList());
    assertEquals(3, r.findings().size());
  }

  @Test
  void aDerivativeThatIsMissingFails() {
    Report r = GradCheck.of("stopped", x -> add(square(x), TestOps.stopGradient(x))).at(vector(1)).report();
    Finding f = entry(r);
    assertEquals(2 * f.numeric(), 3 * f.analytic(), 1e-6 * Math.abs(f.numeric()));
  }

  @Test
  void aJvpThatDisagreesWithTheVjpFails() {
    assertTrue(GradCheck.of(new ClaimedJvp(2)).at(vector(1, 2)).verify().passed());
    Report r = GradCheck.of(new ClaimedJvp(2.0001)).at(vector(1, 2)).report();
    assertTrue(r.findings().stream().allMatch(f -> f.law() == Law.TRANSPOSE), r::toString);
    assertEquals(2, r.findings().size());
    assertTrue(GradCheck.of(new ClaimedJvp(2.0001)).at(vector(1, 2)).reverseOnly().verify().passed());
  }

  @Test
  void aVjpThatIsNotLinearInItsCotangentFails() {
    Report affine = reverse((x, dy) -> 2 * x * dy + 1).report();
    assertTrue(affine.findings().stream().anyMatch(f -> f.law() == Law.LINEARITY), affine::toString);
    Report curved = reverse((x, dy) -> 2 * x * dy * dy).report();
    assertTrue(curved.findings().stream().anyMatch(f -> f.law() == Law.LINEARITY), curved::toString);
  }

  @Test
  void aVjpNotWrittenInOpsIsOfOrderOneOnly() {
    assertTrue(reverse((x, dy) -> 2 * x * dy).verify().passed());
    GradCheck twice = reverse((x, dy) -> 2 * x * dy).orderTwo();
    String message = assertThrows(GradientException.class, twice::report).getMessage();
    assertTrue(message.startsWith("ClaimedVjp: its vjp or jvp reads the values"), message);
  }

  @Test
  void aFindingOfOrderTwoSaysSo() {
    Report r = reverse(x -> x * x, x -> 2 * x, 1, 2).orderTwo().report(); // with no derivative of the slope
    assertTrue(r.findings().stream().allMatch(f -> f.order() == 2), r::toString);
    assertTrue(r.toString().contains("order two: derivative of x[0] at [0]"), r::toString);
  }

  // ---- kinks ----

  @Test
  void aKinkIsCalledAKink() {
    GradCheckFailure e = assertThrows(GradCheckFailure.class, () -> relus(1, 0, -1).verify());
    assertTrue(e.report().findings().stream().allMatch(Finding::kink), e::getMessage);
    String message = e.getMessage();
    assertTrue(message.contains("suspected kink: derivative of x[0] at [1]: analytic 0.0"), message);
    Report r = relus(1, 0, -1).kinksAllowed().verify();
    assertEquals(1 + 2, r.kinks()); // the element, and both directions
  }

  @Test
  void aKinkBesideThePointIsSteppedAround() {
    for (double d : new double[] {1e-3, 3e-4, 1e-4, 1e-5, -1e-5, -3e-4}) {
      Report r = relus(d, 1).verify();
      assertEquals(0, r.kinks());
    }
  }

  /// As of elu, whose differences err by a part of the step there, not by its square.
  @Property(tries = 2000)
  void aJumpOfTheSecondDerivativeIsSteppedAround(
      @ForAll @DoubleRange(min = -10, max = -2) double exponent, @ForAll boolean right,
      @ForAll @DoubleRange(min = 0.01, max = 3) double scale) {
    double at = (right ? 1 : -1) * Math.pow(10, exponent);
    reverse(x -> x > 0 ? x : Math.expm1(scale * x) / scale, x -> x > 0 ? 1 : Math.exp(scale * x), at, 1)
        .verify();
  }

  @Test
  void atAKinkTheDerivativeMustLieBetweenTheSlopes() {
    DoubleUnaryOperator abs = Math::abs;
    DoubleUnaryOperator inside = x -> x == 0 ? 0.5 : Math.signum(x);
    DoubleUnaryOperator outside = x -> x == 0 ? 1.5 : Math.signum(x);
    assertTrue(reverse(abs, inside, 0, 1).kinksAllowed().verify().kinks() > 0);
    assertFalse(reverse(abs, outside, 0, 1).kinksAllowed().report().passed());
    // With the central difference's own choice, 0, nothing differs and nothing is reported.
    assertEquals(0, reverse(abs, Math::signum, 0, 1).verify().kinks());
  }

  @Test
  void aJumpIsSuspectToo() {
    Report r = reverse(Math::floor, x -> 0, 2).report();
    assertTrue(r.findings().stream().allMatch(Finding::kink), r::toString);
    assertTrue(reverse(Math::floor, x -> 0, 2.5).verify().passed());
  }

  // ---- what cannot be compared is said ----

  @Test
  void aNaNOfTheFunctionIsNamed() {
    Tensor x = Tensor.of(new double[] {1, 2, 3, -1}, 2, 2);
    GradCheck log = GradCheck.of("log", claimed(Math::log, t -> 1 / t)).at(x);
    GradCheckFailure e = assertThrows(GradCheckFailure.class, log::verify);
    assertTrue(e.getMessage().contains("value y[0] at [1, 1]: the function gives NaN"), e.getMessage());
    assertThrows(GradCheckFailure.class, () -> GradCheck.verify(t -> exp(t), vector(1000)));
  }

  @Test
  void aNaNOfTheGradientFails() {
    Report r = GradCheck.of("f", claimed(x -> x * x, x -> Double.NaN)).at(vector(1)).reverseOnly().report();
    assertTrue(r.findings().stream().anyMatch(f -> f.law() == Law.ENTRY && !f.kink()), r::toString);
  }

  @Test
  void aPointOnTheEdgeOfTheDomainIsNamed() {
    Report r = reverse(Math::sqrt, x -> 0.5 / Math.sqrt(x), 0).report();
    assertTrue(r.toString().contains("no finite values around the point"), r::toString);
  }

  @Test
  void aFunctionThatDrawsAnewIsNamed() {
    AtomicInteger n = new AtomicInteger();
    Report r = GradCheck.of("random", x -> scale(x, n.incrementAndGet())).at(vector(1)).report();
    assertTrue(r.toString().contains("must not draw anew"), r::toString);
  }

  @Test
  void nothingToCompareIsAnError() {
    Tensor index = Tensor.of(new long[] {1});
    for (GradCheck check :
        List.of(
            GradCheck.of("integers", x -> x).at(index),
            GradCheck.of("to integers", x -> TestOps.argmax(x)).at(vector(1, 2)),
            GradCheck.of("no point", x -> sin(x)),
            GradCheck.of("no comparison", x -> sin(x)).at(vector(1)).entries(0).directions(0),
            GradCheck.ofModel("no variable", t -> t.data(vector(1)), List.of()),
            relus(0).kinksAllowed())) {
      assertThrows(IllegalArgumentException.class, check::verify);
    }
  }

  @Test
  void derivativesDrownedByRoundingAreCountedAsCoarse() {
    // logistic sigmoid far out: the slope, 1e-17, changes no digit of 1
    DoubleUnaryOperator sigmoid = x -> 1 / (1 + Math.exp(-x));
    UnaryOperator<Tensor> f = claimed(sigmoid, x -> sigmoid.applyAsDouble(x) * sigmoid.applyAsDouble(-x));
    assertTrue(GradCheck.of("sigmoid", f).at(vector(40)).reverseOnly().verify().coarse() > 0);
    assertEquals(0, GradCheck.of("sigmoid", f).at(vector(4)).reverseOnly().verify().coarse());
  }

  // ---- precision ----

  @Test
  void float32IsTooCoarseUnlessTheFunctionTakesEither() {
    Tensor x = Tensor.of(new float[] {0.3f, -2, 7}, 3);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> GradCheck.verify(t -> sin(t), x));
    assertTrue(e.getMessage().contains("x[0] is FLOAT32 (3,)"), e.getMessage());
    assertTrue(e.getMessage().contains("widened()"), e.getMessage());
    assertTrue(GradCheck.of("sin", t -> sin(t)).at(x).widened().orderTwo().verify().passed());
  }

  @Test
  void theGradientOfAWidenedCheckIsTheOneInFloat32() {
    // Claims its slope in FLOAT32 only with a relative error of 1e-4.
    UnaryOperator<Tensor> f =
        x -> x.dtype() == DType.FLOAT32
            ? new Claimed(t -> t * t, t -> 2 * t * (1 + 1e-4)).apply(x)
            : square(x);
    Report r = GradCheck.of("f", f).at(Tensor.of(new float[] {1, 2}, 2)).widened().reverseOnly().report();
    assertTrue(r.findings().stream().anyMatch(x -> x.law() == Law.ENTRY), r::toString);
    GradCheck.of("f", f).at(vector(1, 2)).reverseOnly().verify();
  }

  @Test
  void aCastIsCheckedAsWellAsFloat32Allows() {
    GradCheck.of("cast", x -> cast(x, DType.FLOAT32)).at(vector(0.3, -2)).verify();
  }

  /// `(c + sin x) − c` loses the digits of `c`, which no rule for its derivative can mend. Beyond 10⁷ there are
  /// `x` at which the value does not move at all between the points where noise is measured.
  @Property(tries = 2000)
  void cancellationIsMeasured(
      @ForAll @DoubleRange(min = -3, max = 3) double x, @ForAll @DoubleRange(min = 0, max = 7) double exponent) {
    double c = Math.pow(10, exponent);
    DoubleUnaryOperator f = t -> (c + Math.sin(t)) - c;
    reverse(f, Math::cos, x).verify();
    Report wrong = reverse(f, t -> 1.5 * Math.cos(t) + 0.5, x).report();
    assertFalse(wrong.passed(), wrong::toString);
    if (exponent < 5) {
      Report slightly = reverse(f, t -> Math.cos(t) + 1e-4, x).report();
      assertFalse(slightly.passed(), slightly::toString);
    }
  }

  @Test
  void whatCancellationDrownsIsCoarse() {
    assertTrue(reverse(x -> x + 1e9 - 1e9, x -> 1, 0.3).verify().coarse() > 0);
    assertEquals(0, reverse(x -> x + 1e3 - 1e3, x -> 1, 0.3).verify().coarse());
  }

  @Property(tries = 100)
  void cancellationInARuleIsNoLackOfLinearity(
      @ForAll @DoubleRange(min = 1, max = 7) double exponent, @ForAll long seed) {
    double c = Math.pow(10, exponent);
    reverse((x, dy) -> (c * dy + 2 * x * dy) - c * dy).seed(seed).verify();
    Report curved = reverse((x, dy) -> (c * dy + 2 * x * dy) - c * dy + 1e-6 * dy * dy).seed(seed).report();
    assertTrue(curved.findings().stream().anyMatch(f -> f.law() == Law.LINEARITY), curved::toString);
  }

  // ---- models ----

  private static final Tensor BATCH = vector(0.5, -1, 2);

  @Test
  void aModelIsCheckedAndItsVariablesComeBack() {
    Variable w = new Variable("w", vector(0.1, 0.2, 0.3));
    Variable b = new Variable("b", Tensor.scalar(0.4));
    Tensor before = w.value();
    Report r =
        GradCheck.ofModel("model", tape -> {
              Tensor x = tape.data("x", BATCH);
              return sin(add(dot(w.on(x), x), exp(b.on(x))));
            }, List.of(w, b))
            .orderTwo()
            .verify();
    assertTrue(r.compared() > 8);
    assertArrayEquals(new double[] {0.1, 0.2, 0.3}, w.value().toDoubleArray());
    assertArrayEquals(new double[] {0.1, 0.2, 0.3}, before.toDoubleArray());
  }

  @Test
  void aModelThatForgetsTheTapeForAVariableFailsAtThatVariable() {
    Variable w = new Variable("w", vector(0.1, 0.2, 0.3));
    Variable b = new Variable("b", vector(1, 2, 3));
    GradCheck model =
        GradCheck.ofModel("model", tape -> dot(w.on(tape), mul(tape.data(BATCH), b.value())), List.of(w, b));
    GradCheckFailure e = assertThrows(GradCheckFailure.class, model::verify);
    assertEquals(
        List.of("b", "b", "b"),
        e.report().findings().stream().filter(f -> f.law() == Law.ENTRY).map(Finding::input).toList());
    assertArrayEquals(new double[] {1, 2, 3}, b.value().toDoubleArray());
  }

  @Test
  void variablesComeBackWhenTheModelThrows() {
    Variable w = new Variable("w", vector(1));
    AtomicInteger n = new AtomicInteger();
    assertThrows(
        ArithmeticException.class,
        () ->
            GradCheck.ofModel("model", tape -> {
                  if (n.incrementAndGet() > 6) {
                    throw new ArithmeticException();
                  }
                  return sin(w.on(tape));
                }, List.of(w))
                .verify());
    assertEquals(1, w.value().get(0));
  }

  @Test
  void aTrainingModelDrawsTheSameEachTime() {
    Variable w = new Variable("w", vector(0.1, 0.2));
    GradCheck.ofModel("dropout", tape -> {
          double keyed = tape.key().toLongArray()[0] + tape.nextDraw();
          return scale(sin(w.on(tape)), keyed);
        }, List.of(w))
        .training(5, 3)
        .verify();
  }

  @Test
  void aFloat32ModelIsRefused() {
    Variable w = new Variable("w", Tensor.scalar(1f));
    GradCheck model = GradCheck.ofModel("m", t -> sin(w.on(t)), List.of(w));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, model::verify);
    assertTrue(e.getMessage().contains("w is FLOAT32 ()"), e.getMessage());
  }

  @Test
  void equalSeedsGiveEqualReports() {
    UnaryOperator<Tensor> f = claimed(x -> x * x, x -> 2.1 * x);
    Tensor x = Tensor.full(Type.of(DType.FLOAT64, 200), 1.5);
    String first = GradCheck.of("f", f).at(x).seed(3).reverseOnly().report().toString();
    assertEquals(first, GradCheck.of("f", f).at(x).seed(3).reverseOnly().report().toString());
    assertFalse(first.equals(GradCheck.of("f", f).at(x).seed(4).reverseOnly().report().toString()));
    assertTrue(first.contains("and ") && first.lines().count() == 22, first); // twenty are shown
  }
}
