package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.square;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Long tapes: sweeps neither recurse nor visit what they do not need.
class DeepTapeTest {
  private static final int LENGTH = 1_000_000;

  private static Tensor chain(Tensor x, int length) {
    Tensor y = x;
    for (int i = 0; i < length; i++) {
      y = add(y, x);
    }
    return y;
  }

  @Test
  void aMillionNodesAreSweptOnASmallStack() throws Exception {
    Throwable[] failure = new Throwable[1];
    // 256 kB of stack would not hold a thousandth of the recursion.
    Thread thread =
        new Thread(
            null,
            () -> {
              Tape tape = new Tape();
              Tensor x = tape.variable(Tensor.scalar(1.0));
              Tensor y = chain(x, LENGTH);
              assertEquals(LENGTH + 1, tape.size());
              Tensor one = Tensor.scalar(1.0);
              assertEquals(LENGTH + 1, tape.tangent(y, new Tensor[] {x}, new Tensor[] {one}).item());
              assertEquals(LENGTH + 1, tape.sweep(y).consume().to(x).of(x).item());
              tape.close();
            },
            "small stack",
            256 * 1024);
    thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
  }

  @Test
  void aShortSweepAtTheEndOfALongTapeCostsOnlyTheEnd() {
    Tape tape = new Tape();
    Tensor x = tape.variable(Tensor.scalar(1.0));
    Tensor y = chain(x, 100_000);
    Tensor z = mul(y, y);
    assertEquals(200_002, tape.gradients(z, y).of(y).item());
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    tape.gradients(z, y);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < 50_000, bytes + " bytes, which is room for marks of all nodes");
  }

  @Test
  void derivativesNestDeeply() {
    // f ↦ x·f′ keeps monomials: (x·d/dx)^n x³ = 3ⁿ x³
    UnaryOperator<Tensor> f = TestOps::cube;
    for (int i = 0; i < 8; i++) {
      UnaryOperator<Tensor> inner = f;
      f = x -> mul(x, Derivatives.gradient(inner, x));
    }
    assertEquals(Math.pow(3, 8) * 8, f.apply(Tensor.scalar(2.0)).item(), 1e-6);
  }

  @Test
  void aTapeThatNobodyHoldsIsGarbage() throws Exception {
    Variable w = new Variable("w", TestOps.vector(1, 2));
    List<WeakReference<Tape>> tapes = new ArrayList<>();
    Tensor kept = null;
    for (int i = 0; i < 3; i++) {
      Tape tape = new Tape(); // never closed
      Tensor y = TestOps.sum(square(w.on(tape)));
      kept = tape.gradients(y, List.of(w)).of(w).detach();
      Derivatives.gradient(x -> TestOps.dot(x, w.on(x)), tape.data(kept));
      tapes.add(new WeakReference<>(tape));
    }
    for (int i = 0; i < 100 && tapes.stream().anyMatch(t -> t.get() != null); i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertTrue(tapes.stream().allMatch(t -> t.get() == null));
    assertEquals(2, kept.get(0));
    assertEquals(1, w.value().get(0));
  }
}
