package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.exp;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.reshape;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.sinCos;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who owns arrays: closing, consuming, pooling, views.
class StorageTest {
  /// Large enough to be pooled.
  private static final int N = 100;

  @BeforeEach
  @AfterEach
  void emptyPool() {
    Buffers.clear();
  }

  private static Tensor ramp(double from) {
    double[] x = new double[N];
    for (int i = 0; i < N; i++) {
      x[i] = from + i / 64.0;
    }
    return Tensor.of(x, N);
  }

  private static String gone(Runnable read) {
    return assertThrows(TapeException.class, read::run).getMessage();
  }

  // ---- close ----

  @Test
  void whatWasComputedIsGoneAfterClosingAndSaysSo() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(0));
    Tensor y = sin(x);
    Tensor loss = sum(y);
    Tensor g = tape.gradients(loss, x).of(x);
    Tensor ofGradient = square(g);
    tape.close();
    for (Tensor t : List.of(y, y.primal(), loss, g, ofGradient, reshape(ofGradient, 10, 10))) {
      assertTrue(gone(() -> t.toDoubleArray()).contains(tape + " was closed; detach()"));
    }
    assertTrue(gone(loss::item).contains(tape.toString()));
    assertTrue(gone(() -> y.get(3)).contains(tape.toString()));
    assertTrue(gone(() -> square(g)).contains(tape.toString()));
    assertEquals(0, x.get(0), "what was entered is not the tape's");
  }

  @Test
  void aClosedTapeTakesNothingMore() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(0));
    Tensor y = sum(x);
    tape.close();
    assertTrue(gone(() -> sin(x)).contains("its input x FLOAT64 (100,) is of " + tape + ", which has ended"));
    assertTrue(gone(() -> tape.data(ramp(0))).contains(tape + " has ended"));
    assertTrue(gone(() -> tape.gradients(y, x)).contains(tape + " has ended"));
    assertTrue(gone(() -> Tape.nested(null).data(x)).contains(tape + " has ended"));
    assertTrue(gone(() -> new Variable("v", ramp(0)).on(tape)).contains(tape + " has ended"));
  }

  @Test
  void closingAgainDoesNothing() {
    Tape tape = new Tape();
    sin(tape.variable(ramp(0)));
    tape.close();
    long pooled = Buffers.pooledBytes();
    assertEquals(8 * N, pooled);
    tape.close();
    assertEquals(pooled, Buffers.pooledBytes());
  }

  @Test
  void theStructureOutlivesClosing() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(0));
    sinCos(x);
    tape.close();
    assertEquals(3, tape.size());
    assertEquals("SinCos", tape.nodes().get(1).op().label());
    assertEquals(Type.of(DType.FLOAT64, N), tape.node(2).output(1).type());
    assertEquals("x", tape.nameOf(0));
  }

  @Test
  void detachedSurvives() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor y = square(x);
    Tensor view = reshape(y, 10, 10);
    Tensor g = tape.gradients(sum(y), x).of(x);
    Tensor kept = y.detach();
    Tensor keptView = view.detach();
    Tensor keptGradient = g.detach();
    tape.close();
    try (Tape next = new Tape()) { // would take pooled arrays
      exp(square(next.variable(ramp(5))));
      assertEquals(4, square(kept).get(64) / 4);
      assertEquals(4, keptView.get(6, 4));
      assertEquals(4, keptGradient.get(64));
    }
    assertEquals(4, y.get(64), "whoever shares the storage reads on");
  }

  @Test
  void whatEntersNeverEntersThePool() {
    Tensor mine = ramp(0);
    Tensor view;
    try (Tape tape = new Tape()) {
      view = reshape(tape.variable(mine), 10, 10);
    }
    assertEquals(0, Buffers.pooledBytes());
    assertEquals(99 / 64.0, mine.get(99));
    assertEquals(99 / 64.0, view.get(9, 9));
  }

  @Test
  void aPlainResultOfTwoTapesBelongsToTheOlder() {
    Tape older = new Tape();
    Tape newer = new Tape();
    Tensor x = older.variable(ramp(1));
    Tensor z = newer.variable(ramp(2));
    Tensor gx = older.gradients(sum(square(x)), x).of(x);
    Tensor gz = newer.gradients(sum(square(z)), z).of(z);
    Tensor both = add(gz, gx);
    newer.close();
    assertEquals(2 * 1 + 2 * 2, both.get(0));
    older.close();
    assertTrue(gone(() -> both.get(0)).contains(older.toString()));
  }

  @Test
  void aTapeNeedNotBeClosed() {
    Tensor y;
    {
      Tape tape = new Tape();
      y = square(tape.variable(ramp(1)));
    }
    System.gc();
    assertEquals(4, y.get(64));
    assertEquals(0, Buffers.pooledBytes());
  }

  @Test
  void aNestedTapeOwnsNothing() {
    Tape tape = new Tape();
    Tensor x = tape.variable(ramp(1));
    Tape nested = Tape.nested(x);
    Tensor y = square(nested.variable(x));
    Tensor ofConstant = square(nested.variable(ramp(1)));
    nested.close();
    assertEquals(4, y.get(64));
    assertEquals(4, ofConstant.get(64));
    tape.close();
    assertTrue(gone(() -> y.get(64)).contains(tape.toString()));
  }

  @Test
  void aClosedTapeOwnsNothingNew() {
    Tape tape = new Tape();
    Tensor x = tape.variable(ramp(1));
    sin(x);
    tape.close();
    long pooled = Buffers.pooledBytes();
    assertEquals(4, square(x.primal()).get(64)); // what was entered is still there
    assertEquals(pooled, Buffers.pooledBytes());
  }

  // ---- the pool ----

  @Test
  void arraysAreTakenAgain() {
    Object array;
    try (Tape tape = new Tape()) {
      array = square(tape.variable(ramp(1))).array();
    }
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(ramp(1));
      assertSame(array, sin(x).array());
      Tensor other = reshape(x, 10, 10);
      assertEquals(Math.sin(square(other).get(6, 4) / 2), Math.sin(2));
    }
  }

  @Test
  void aPooledArrayServesOneTensorOnly() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.variable(ramp(1));
      sum(reshape(square(x), 10, 10)); // the view shares an array, which comes back once
    }
    assertEquals(8 * N, Buffers.pooledBytes());
    Tape a = new Tape();
    Tape b = new Tape();
    Tensor x = square(a.variable(ramp(1)));
    Tensor y = square(b.variable(ramp(2)));
    assertTrue(x.array() != y.array());
    assertEquals(0, Buffers.pooledBytes());
  }

  @Test
  void aSteadyLoopAllocatesNoArrays() {
    int n = 50_000;
    Tensor data = Tensor.full(Type.of(DType.FLOAT64, n), 0.5);
    Variable w = new Variable("w", data);
    Runnable step =
        () -> {
          try (Tape tape = new Tape()) {
            Tensor x = tape.data(data);
            Tensor h = sin(mul(w.on(x), x));
            Tensor loss = sum(add(square(h), exp(reshape(h, n))));
            Tensor g = tape.sweep(loss).consume().to(List.of(w)).of(w);
            Variable.update(new Descend(), new Variable[] {w}, w.current(), g);
          }
        };
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 5; i++) {
      step.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    int steps = 20;
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / steps;
    // A step computes about fifteen arrays of 400 kB; nodes and tensors are a few kB.
    assertTrue(each < 8L * n / 4, each + " bytes a step");
  }

  record Descend() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      return x[0];
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        call.yDoubles(0)[i] = call.xDoubles(0)[i] - 0.01 * call.xDoubles(1)[i];
      }
    }

    @Override
    public Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      throw new GradientException("Descend: not differentiable: an update");
    }
  }

  // ---- consume ----

  @Test
  void aConsumedTapeGivesTheSameGradientsAndKeepsTheLoss() {
    double[] expected = null;
    for (boolean consume : new boolean[] {false, true}) {
      Tape tape = new Tape();
      Tensor x = tape.variable("x", ramp(0));
      Tensor h = sin(x);
      Tensor loss = sum(mul(reshape(square(h), 10, 10), reshape(exp(h), 10, 10)));
      Sweep sweep = tape.sweep(loss);
      Tensor g = (consume ? sweep.consume() : sweep).to(x).of(x);
      double value = loss.item();
      assertTrue(value > 0);
      if (!consume) {
        expected = g.toDoubleArray();
        continue;
      }
      assertArrayEquals(expected, g.toDoubleArray());
      assertTrue(gone(() -> h.get(0)).contains("freed by a consuming sweep of " + tape));
      assertTrue(gone(() -> tape.gradients(loss, x)).contains(tape + " was consumed by an earlier sweep"));
      assertTrue(Buffers.pooledBytes() >= 8 * N, "freed before closing");
      tape.close();
      assertTrue(gone(() -> h.get(0)).contains("consuming sweep"), "the first reason stands");
    }
  }

  @Test
  void aConsumingSweepFreesCotangentsToo() {
    long n = 8 * N;
    for (boolean consume : new boolean[] {false, true}) {
      Tape tape = new Tape();
      Tensor x = tape.variable("x", ramp(1));
      Tensor h = sin(x);
      reshape(h, 10, 10); // takes nothing
      Tensor y = sum(exp(h));
      assertEquals(2 * n + 8, tape.ownedBytes());
      Sweep sweep = tape.sweep(y);
      Tensor g = (consume ? sweep.consume() : sweep).to(x).of(x);
      // The rules make one cotangent for the sum, one for exp, and two arrays for sin, of which one is the gradient.
      assertEquals((consume ? 2 : 6) * n + 8, tape.ownedBytes(), "cos x and the gradient stay");
      assertEquals((consume ? 4 : 6) * n + 8, tape.peakBytes());
      assertEquals(Math.exp(Math.sin(1)) * Math.cos(1), g.get(0), 1e-15);
      tape.close();
      assertEquals(0, tape.ownedBytes());
      assertEquals((consume ? 4 : 6) * n + 8, tape.peakBytes());
      assertTrue(gone(() -> g.get(0)).contains("was closed"));
    }
  }

  @Test
  void aCotangentOfSeveralValuesIsFreedAfterTheLast() {
    double[] expected = null;
    for (boolean consume : new boolean[] {false, true}) {
      Tape tape = new Tape();
      Tensor x = tape.variable("x", ramp(1));
      Tensor w = tape.variable("w", ramp(2));
      Tensor u = sin(x);
      Tensor v = add(u, w); // hands its cotangent to both, one of them wanted
      Tensor y = sum(mul(add(v, reshape(reshape(u, 10, 10), N)), add(v, v)));
      Sweep sweep = tape.sweep(y);
      Gradients g = (consume ? sweep.consume() : sweep).to(x, w, v, x);
      double[] all = new double[3 * N];
      System.arraycopy(g.of(x).toDoubleArray(), 0, all, 0, N);
      System.arraycopy(g.of(w).toDoubleArray(), 0, all, N, N);
      System.arraycopy(g.of(v).toDoubleArray(), 0, all, 2 * N, N);
      if (consume) {
        assertArrayEquals(expected, all);
      }
      expected = all;
      long owned = tape.ownedBytes();
      Buffers.clear();
      tape.close();
      assertEquals(owned - owned % (8 * N), Buffers.pooledBytes(), "all of it comes back");
    }
  }

  @Test
  void aConsumingSweepOfANestedTapeFreesNothingThatIsRecordedBelow() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tape nested = Tape.nested(x);
    Tensor t = nested.variable(x);
    Tensor y = mul(square(t), scale(t, 3));
    Tensor dy = square(x).primal(); // plain, and a constant in what the sweep records on the outer tape
    Tensor g = nested.sweep(y).from(dy).consume().to(t).of(t);
    try (Tape other = new Tape()) { // takes whatever was freed
      exp(exp(square(other.variable(ramp(5)))));
      // g = 9 x² dy with dy held constant, so dg/dx = 18 x dy
      assertEquals(18 * 2 * 4, tape.gradients(sum(g), x).of(x).get(64), 1e-12);
    }
  }

  @Test
  void aConsumingSweepKeepsWhatWasAskedFor() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor h = square(x);
    Tensor view = reshape(h, 10, 10);
    Tensor y = sum(scale(view, 3));
    Gradients g = tape.sweep(y).consume().to(x, view);
    assertEquals(3, g.of(view).get(9, 9));
    assertEquals(12, g.of(x).get(64));
    assertEquals(4, view.get(6, 4), "asked for by a view, so its array stays");
  }

  @Test
  void aLossThatIsAViewStaysReadable() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor loss = reshape(sum(square(x)), 1, 1);
    double before = loss.item();
    Gradients g = tape.sweep(loss).consume().to(x);
    assertEquals(before, loss.item());
    assertEquals(4, g.of(x).get(64));
  }

  @Test
  void aValueAsCotangentOutlivesItsTurn() {
    for (boolean consume : new boolean[] {false, true}) {
      Tape tape = new Tape();
      Tensor x = tape.variable("x", ramp(1));
      Tensor w = tape.variable("w", ramp(2));
      Tensor h = square(x);
      Tensor y = add(sin(h), w);
      Sweep sweep = tape.sweep(y).from(h.primal());
      Gradients g = (consume ? sweep.consume() : sweep).to(x, w);
      assertEquals(4, g.of(w).get(64));
      assertEquals(4 * Math.cos(4) * 4, g.of(x).get(64), 1e-14);
    }
  }

  @Test
  void aRuleMayHandOnOneOfItsValues() {
    // The cotangent of w is x's value itself; it must not be freed as the value of the node below.
    record Weigh() implements TestOps.Zip {
      @Override
      public java.util.function.DoubleBinaryOperator value() {
        return (a, b) -> a * b;
      }

      @Override
      public Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
        return new Tensor[] {x[1], x[0]};
      }
    }

    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor w = tape.variable("w", ramp(2));
    Tensor y = new Weigh().apply(square(x), w);
    Gradients g = tape.sweep(y).from(ramp(0)).consume().to(w, x);
    try (Tape next = new Tape()) { // takes whatever was freed
      exp(exp(exp(next.variable(ramp(0)))));
      assertEquals(4, g.of(w).get(64));
      assertEquals(3 * 2 * 2, g.of(x).get(64));
    }
  }

  @Test
  void consumingFreesOneResultAtATimeOfNodesWithSeveral() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor[] sc = sinCos(x);
    Tensor y = sum(sc[1]);
    Gradients g = tape.sweep(y).consume().to(x, sc[1]);
    assertEquals(-Math.sin(2), g.of(x).get(64), 1e-15);
    assertEquals(Math.cos(2), sc[1].get(64), "asked for");
    assertTrue(gone(() -> sc[0].get(64)).contains("consuming"));
  }

  @Test
  void aSweepThatConsumesAndFailsHasConsumed() {
    Tape tape = new Tape();
    Tensor x = tape.variable("x", ramp(1));
    Tensor w = tape.variable("w", ramp(1));
    Tensor y = sum(square(x));
    assertThrows(GradientException.class, () -> tape.sweep(y).consume().to(w));
    assertTrue(gone(() -> tape.gradients(y, x)).contains("consumed"));
    // but what is refused beforehand leaves the tape as it is
    Tape other = new Tape();
    Tensor v = other.variable("v", ramp(1));
    Tensor u = square(v);
    assertThrows(GradientException.class, () -> other.sweep(u).consume().to(v));
    assertEquals(2, other.gradients(sum(u), v).of(v).get(0));
  }

  // ---- arrays come back as they were left ----

  /// Runs in a JVM of its own, since the pool reads its properties once.
  static final class Poisoned {
    public static void main(String[] args) {
      record Idle() implements TestOps.Map {
        @Override
        public java.util.function.DoubleUnaryOperator value() {
          throw new AssertionError();
        }

        @Override
        public void forward(Call call) {
          call.yDoubles(0)[0] = 7;
        }

        @Override
        public Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
          throw new AssertionError();
        }
      }

      for (int i = 0; i < 2; i++) { // a new array, then a pooled one
        try (Tape tape = new Tape()) {
          Tensor idle = new Idle().apply(tape.data(ramp(0)));
          System.out.println(idle.get(0) + " " + idle.get(1));
          Tensor x = tape.variable(ramp(1));
          Tensor[] sc = sinCos(x);
          Tensor y = sum(mul(sc[0], reshape(square(sc[0]), N)));
          System.out.println(y.item() + " " + tape.gradients(y, x).of(x).get(64));
        }
      }
    }
  }

  @Test
  void poisonShowsAKernelThatDoesNotWriteAndLeavesOthersAlone() throws Exception {
    List<String> lines = Forked.run(Poisoned.class, "-Dadjoint.buffers.poison=true");
    Tape tape = new Tape();
    Tensor x = tape.variable(ramp(1));
    Tensor y = sum(mul(sin(x), square(sin(x))));
    String honest = y.item() + " " + tape.gradients(y, x).of(x).get(64);
    assertEquals(List.of("7.0 NaN", honest, "7.0 NaN", honest), lines);
  }

  /// Runs in a JVM of its own with a pool of one kilobyte.
  static final class Small {
    public static void main(String[] args) {
      try (Tape tape = new Tape()) {
        sin(sin(sin(tape.data(ramp(0)))));
      }
      System.out.println(Buffers.pooledBytes());
    }
  }

  @Test
  void thePoolIsBounded() throws Exception {
    assertEquals(List.of("800"), Forked.run(Small.class, "-Dadjoint.buffers.bytes=1024"));
  }

  // ---- threads ----

  @Test
  void tapesOfManyThreadsShareThePool() throws Exception {
    Consumer<Set<Double>> work =
        results -> {
          for (int i = 0; i < 200; i++) {
            try (Tape tape = new Tape()) {
              Tensor x = tape.variable(ramp(1));
              Tensor y = sum(exp(sin(square(x))));
              results.add(y.item() + tape.sweep(y).consume().to(x).of(x).get(64));
            }
          }
        };
    Map<Thread, Set<Double>> results = new java.util.LinkedHashMap<>();
    for (int t = 0; t < 4; t++) {
      Set<Double> mine = new TreeSet<>();
      results.put(new Thread(() -> work.accept(mine)), mine);
    }
    results.keySet().forEach(Thread::start);
    for (Thread t : results.keySet()) {
      t.join();
    }
    assertEquals(1, results.values().stream().flatMap(Set::stream).distinct().count());
    assertTrue(results.values().stream().allMatch(s -> s.size() == 1));
  }
}
