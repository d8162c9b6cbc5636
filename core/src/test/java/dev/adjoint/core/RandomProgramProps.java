package dev.adjoint.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adjoint.core.check.GradCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random straight-line programs: what reverse mode, forward mode and their nestings give equals what
/// hyper-dual numbers give, which know nothing of tapes.
class RandomProgramProps {
  /// What a line of a program does with two earlier values, vectors of one even length.
  enum Line {
    MEAN,
    PRODUCT,
    SINE,
    EXPONENTIAL,
    TOTAL,
    VIEW,
    SWAP_HALVES,
    SINE_TIMES_COSINE,
    DIAMOND,
    STOPPED,
    /// The gradient by b of the sum of sin(a·b), within the program.
    INNER_GRADIENT,
    /// The tangent of a·z² at z = b along a, within the program.
    INNER_TANGENT,
    /// The gradient by b of ⟨gradient by z of the sum of a·z³ at z = b, b⟩, within the program.
    INNER_TWICE
  }

  record Instruction(Line line, int first, int second) {}

  record Program(List<Instruction> lines) {
    Tensor run(Tensor x) {
      List<Tensor> values = new ArrayList<>(List.of(x));
      for (Instruction i : lines) {
        values.add(step(i.line, values.get(i.first % values.size()), values.get(i.second % values.size())));
      }
      return TestOps.sum(values.getLast());
    }

    private static Tensor step(Line line, Tensor a, Tensor b) {
      int n = a.shape().size();
      return switch (line) {
        case MEAN -> TestOps.scale(TestOps.add(a, b), 0.5);
        case PRODUCT -> TestOps.mul(a, b);
        case SINE -> TestOps.sin(TestOps.add(a, b));
        case EXPONENTIAL -> TestOps.exp(TestOps.sin(a));
        case TOTAL -> TestOps.expand(TestOps.scale(TestOps.sum(TestOps.mul(a, b)), 1.0 / n), n);
        case VIEW -> TestOps.reshape(TestOps.sin(TestOps.reshape(TestOps.mul(a, b), n / 2, 2)), n);
        case SWAP_HALVES -> {
          Tensor[] halves = TestOps.split(a);
          yield TestOps.join(halves[1], halves[0]);
        }
        case SINE_TIMES_COSINE -> {
          Tensor[] y = TestOps.sinCos(a);
          yield TestOps.mul(y[0], TestOps.mul(y[1], b));
        }
        case DIAMOND -> {
          Tensor s = TestOps.scale(TestOps.add(a, b), 0.25);
          yield TestOps.add(TestOps.add(s, s), TestOps.add(s, a));
        }
        case STOPPED -> TestOps.mul(TestOps.stopGradient(a), b);
        case INNER_GRADIENT -> Derivatives.gradient(z -> TestOps.sum(TestOps.sin(TestOps.mul(a, z))), b);
        case INNER_TANGENT -> Derivatives.jvp(z -> TestOps.mul(a, TestOps.square(z)), b, a);
        case INNER_TWICE ->
            Derivatives.gradient(
                w ->
                    TestOps.dot(
                        Derivatives.gradient(z -> TestOps.sum(TestOps.mul(a, TestOps.cube(z))), w), w),
                b);
      };
    }

    HyperDual run(HyperDual[] x) {
      List<HyperDual[]> values = new ArrayList<>();
      values.add(x);
      for (Instruction i : lines) {
        values.add(step(i.line, values.get(i.first % values.size()), values.get(i.second % values.size())));
      }
      return Arrays.stream(values.getLast()).reduce(HyperDual.constant(0), HyperDual::add);
    }

    private static HyperDual[] step(Line line, HyperDual[] a, HyperDual[] b) {
      int n = a.length;
      HyperDual[] y = new HyperDual[n];
      HyperDual total = HyperDual.constant(0);
      for (int i = 0; i < n; i++) {
        total = total.add(a[i].mul(b[i]).mul(1.0 / n));
      }
      for (int i = 0; i < n; i++) {
        HyperDual p = a[i];
        HyperDual q = b[i];
        y[i] =
            switch (line) {
              case MEAN -> p.add(q).mul(0.5);
              case PRODUCT -> p.mul(q);
              case SINE -> p.add(q).sin();
              case EXPONENTIAL -> p.sin().exp();
              case TOTAL -> total;
              case VIEW -> p.mul(q).sin();
              case SWAP_HALVES -> a[(i + n / 2) % n];
              case SINE_TIMES_COSINE -> p.sin().mul(p.cos()).mul(q);
              case DIAMOND -> p.add(p.add(q).mul(0.75));
              case STOPPED -> p.stopped().mul(q);
              case INNER_GRADIENT -> p.mul(p.mul(q).cos()); // d/dq sin(pq)
              case INNER_TANGENT -> p.mul(p).mul(q).mul(2); // 2pq·p
              case INNER_TWICE -> p.mul(q).mul(q).mul(9); // d/dq (3pq²·q)
            };
      }
      return y;
    }
  }

  @Provide
  Arbitrary<Program> programs() {
    Arbitrary<Integer> operand = Arbitraries.integers().between(0, 1000);
    return Combinators.combine(Arbitraries.of(Line.class), operand, operand)
        .as(Instruction::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(Program::new)
        .withoutEdgeCases(); // there are more of them than tries
  }

  private static double[] random(SplittableRandom r, int n) {
    return r.doubles(n, -1, 1).toArray();
  }

  /// The value, both directional derivatives along `d` and `e`, and the second one along both.
  private static HyperDual expected(Program p, double[] x, double[] d, double[] e) {
    HyperDual[] in = new HyperDual[x.length];
    Arrays.setAll(in, i -> HyperDual.of(x[i], d[i], e[i]));
    return p.run(in);
  }

  /// The tapes compute the same in another order and by other, equivalent, formulas: a few times the
  /// rounding.
  private static void same(HyperDual.Real expected, double actual, String what) {
    assertEquals(expected.x(), actual, 32 * 0x1p-53 * (1 + expected.error()), what);
  }

  /// Whether rounding leaves enough digits to compare.
  private static boolean isTame(HyperDual y) {
    return 32 * 0x1p-53 * y.c().error() < 1e-6;
  }

  private static double dot(Tensor g, double[] d) {
    double s = 0;
    for (int i = 0; i < d.length; i++) {
      s += g.get(i) * d[i];
    }
    return s;
  }

  @Property(tries = 300)
  void derivativesOfOrderOneAndTwoInEveryNesting(@ForAll("programs") Program p, @ForAll long seed) {
    SplittableRandom r = new SplittableRandom(seed);
    int n = 4;
    double[] x = random(r, n);
    double[] d = random(r, n);
    double[] e = random(r, n);
    HyperDual want = expected(p, x, d, e);
    Assume.that(isTame(want));
    Tensor tx = Tensor.of(x, n);
    Tensor td = Tensor.of(d, n);
    Tensor te = Tensor.of(e, n);
    UnaryOperator<Tensor> f = p::run;
    UnaryOperator<Tensor> g = t -> Derivatives.gradient(f, t);
    same(want.v(), f.apply(tx).item(), "value");
    same(want.a(), dot(g.apply(tx), d), "reverse");
    same(want.a(), Derivatives.jvp(f, tx, td).item(), "forward");
    same(want.c(), dot(Derivatives.jvp(g, tx, td), e), "forward over reverse");
    same(want.c(), dot(Derivatives.gradient(t -> Derivatives.jvp(f, t, td), tx), e), "reverse over forward");
    UnaryOperator<Tensor> projected = t -> TestOps.dot(g.apply(t), td);
    same(want.c(), dot(Derivatives.gradient(projected, tx), e), "reverse over reverse");
    same(want.c(), Derivatives.jvp(t -> Derivatives.jvp(f, t, td), tx, te).item(), "forward over forward");

    Tape tape = new Tape();
    Tensor on = tape.variable(tx);
    Tensor recorded = tape.sweep(p.run(on)).recorded().unreachedAsZero().to(on).of(on);
    same(want.a(), dot(recorded, d), "recorded");
    Tensor again = tape.sweep(recorded).from(td).unreachedAsZero().to(on).of(on);
    same(want.c(), dot(again, e), "reverse over recorded");
    if (recorded.tape() == tape) {
      Tensor tangent = tape.tangent(recorded, new Tensor[] {on}, new Tensor[] {te});
      same(want.c(), dot(tangent, d), "forward over recorded");
    }
  }

  @Property(tries = 100)
  void storageMakesNoDifference(@ForAll("programs") Program p, @ForAll long seed) {
    int n = 66; // large enough to be pooled
    Tensor x = Tensor.of(random(new SplittableRandom(seed), n), n);
    double[] expected = Derivatives.gradient(p::run, x).toDoubleArray(); // owned by no tape
    double value = p.run(x).item();
    for (int i = 0; i < 4; i++) { // the second round takes arrays that the first one left
      try (Tape tape = new Tape()) {
        Tensor on = tape.variable(x);
        Tensor y = p.run(on);
        Sweep sweep = tape.sweep(y).unreachedAsZero();
        Tensor g = (i % 2 == 0 ? sweep.consume() : sweep).to(on).of(on);
        assertArrayEquals(expected, g.toDoubleArray());
        assertEquals(value, y.item());
      }
    }
  }

  @Property(tries = 60)
  void gradCheckAgrees(@ForAll("programs") Program p, @ForAll long seed) {
    boolean stopped = p.lines.stream().anyMatch(i -> i.line == Line.STOPPED); // differences see through it
    double[] x = random(new SplittableRandom(seed), 4);
    if (!stopped && isTame(expected(p, x, x, x))) {
      GradCheck.of("program", p::run).at(Tensor.of(x, 4)).seed(seed).orderTwo().verify();
    }
  }
}
