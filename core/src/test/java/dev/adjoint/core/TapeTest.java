package dev.adjoint.core;

import static dev.adjoint.core.TestOps.add;
import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.sin;
import static dev.adjoint.core.TestOps.sinCos;
import static dev.adjoint.core.TestOps.square;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is recorded and where, names and scopes, and which tapes may meet.
class TapeTest {
  @Test
  void recordingFollowsTheData() {
    Tensor plain = vector(1, 2);
    assertNull(mul(plain, plain).tape());
    Tape tape = new Tape();
    Tensor x = tape.data(plain);
    Tensor y = mul(plain, x);
    assertSame(tape, y.tape());
    assertEquals(2, tape.size()); // the plain operand is a constant, not a node
    assertEquals(List.of(plain, x), tape.node(y.id()).inputs());
  }

  @Test
  void inputsComeBeforeTheirUsers() {
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1, 2));
    Tensor y = add(square(x), sinCos(x)[1]);
    sum(y);
    for (Node node : tape.nodes()) {
      for (Tensor in : node.inputs()) {
        assertTrue(in.id() < node.id());
      }
    }
  }

  @Test
  void nodesTellWhatWasRecorded() {
    Tape tape = new Tape();
    Tensor x = tape.data("x", vector(1, 2));
    Tensor w = tape.variable("w", vector(3, 4));
    Tensor[] sc = sinCos(x);
    Tensor y = mul(sc[1], w);
    assertEquals(5, tape.size());
    List<Node> nodes = tape.nodes();
    assertEquals(
        List.of(Node.Kind.DATA, Node.Kind.VARIABLE, Node.Kind.OP, Node.Kind.OP),
        nodes.stream().map(Node::kind).toList());
    assertEquals(List.of(0, 1, 2, 4), nodes.stream().map(Node::id).toList());
    assertEquals(2, nodes.get(2).outputs());
    assertSame(nodes.get(2), tape.node(sc[0].id()));
    assertSame(nodes.get(2), tape.node(sc[1].id()));
    assertEquals(new TestOps.SinCos(), nodes.get(2).op());
    assertNull(nodes.get(0).op());
    assertEquals(Math.cos(2), nodes.get(2).output(1).get(1));
    assertEquals(4 * Math.cos(2), y.get(1));
    assertThrows(UnsupportedOperationException.class, () -> nodes.remove(0));
    assertThrows(IndexOutOfBoundsException.class, () -> tape.node(5));
    assertThrows(IndexOutOfBoundsException.class, () -> tape.node(-1));
  }

  @Test
  void enteringAgainMakesAnotherValue() {
    Tape tape = new Tape();
    Tensor plain = Tensor.scalar(3.0);
    Tensor a = tape.variable(plain);
    Tensor b = tape.variable(plain);
    assertNotEquals(a.id(), b.id());
    Gradients g = tape.gradients(mul(a, mul(a, b)), a, b);
    assertEquals(18, g.of(a).item());
    assertEquals(9, g.of(b).item());
  }

  @Test
  void onlyFloatingValuesAreVariables() {
    Tape tape = new Tape();
    Tensor n = Tensor.of(new int[] {1}, 1);
    assertEquals(DType.INT32, tape.data(n).dtype());
    OperandException e = assertThrows(OperandException.class, () -> tape.variable("n", n));
    assertTrue(e.getMessage().contains("hint cast it, or enter it as data"), e.getMessage());
  }

  // ---- unrelated tapes ----

  private static void assertNames(TapeException e, Tape... tapes) {
    for (Tape tape : tapes) {
      assertTrue(e.getMessage().contains(tape.toString()), e.getMessage());
    }
  }

  @Test
  void unrelatedTapesInOneOpAreNamed() {
    Tape a = new Tape();
    Tape b = new Tape();
    Tensor x = a.data(vector(1));
    Tensor y = b.data(vector(1));
    for (Runnable op : List.<Runnable>of(() -> mul(x, y), () -> mul(y, x))) {
      TapeException e = assertThrows(TapeException.class, op::run);
      assertTrue(e.getMessage().startsWith("Mul: "), e.getMessage());
      assertNames(e, a, b);
      assertTrue(e.getMessage().contains("detach()"), e.getMessage());
    }
    assertEquals(1, mul(x, y.detach()).item());
  }

  @Test
  void unrelatedTapesAreFoundUnderANestedOneToo() {
    Tape a = new Tape();
    Tape b = new Tape();
    Tensor x = a.data(vector(1));
    Tensor y = b.data(vector(1));
    assertThrows(TapeException.class, () -> Derivatives.vjp(z -> mul(mul(z, x), y), vector(1), vector(1)));
    Tape nested = Tape.nested(null);
    Tensor n = nested.data(x);
    int before = a.size();
    assertThrows(TapeException.class, () -> mul(n, y));
    assertEquals(before, a.size());
    assertEquals(1, nested.size());
  }

  @Test
  void aRecordedValueEntersNestedTapesOnly() {
    Tape a = new Tape();
    Tensor x = a.data("x", vector(1));
    Tape b = new Tape();
    TapeException e = assertThrows(TapeException.class, () -> b.data(x));
    assertNames(e, a, b);
    assertTrue(e.getMessage().contains("Tape.nested"), e.getMessage());
    assertThrows(TapeException.class, () -> a.variable(x));
    Tape older = Tape.nested(null);
    Tape newer = Tape.nested(null);
    Tensor onNewer = newer.data(vector(1));
    assertThrows(TapeException.class, () -> older.data(onNewer));
    assertSame(x, Tape.nested(x).data(x).primal());
  }

  @Test
  void anOpOnANestedTapeIsRecordedOnEveryLevel() {
    Tape a = new Tape();
    Tensor x = a.data(vector(3));
    Tape b = Tape.nested(x);
    Tensor y = b.data(x);
    Tape c = Tape.nested(y);
    Tensor z = c.data(y);
    Tensor r = mul(z, x);
    assertSame(c, r.tape());
    assertSame(b, r.primal().tape());
    assertSame(a, r.primal().primal().tape());
    assertNull(r.primal().primal().primal().tape());
    assertEquals(9, r.item());
  }

  @Test
  void anEndedNestedTapeTakesNothingMore() {
    Tape nested = Tape.nested(null);
    Tensor x = nested.variable("x", vector(3));
    Tensor y = square(x);
    nested.end();
    nested.end();
    String message = assertThrows(TapeException.class, () -> sin(y)).getMessage();
    assertTrue(message.startsWith("Sin: ") && message.contains(nested.toString()), message);
    String named = assertThrows(TapeException.class, () -> sin(x)).getMessage();
    assertTrue(named.contains("its input x FLOAT64 (1,)"), named);
    assertThrows(TapeException.class, () -> nested.data(vector(1)));
    assertThrows(TapeException.class, () -> nested.gradients(y, x));
  }

  // ---- names and scopes ----

  @Test
  void scopesNestAndEnd() {
    Tape tape = new Tape();
    Tensor x = tape.data("x", vector(1));
    try (Scope _ = Scope.open(x, "net")) {
      x = sin(x);
      try (Scope _ = Scope.open(x, "hidden")) {
        x = sin(x);
      }
      x = sin(x);
    }
    x = sin(x);
    List<String> expected = List.of("", "net", "net/hidden", "net", "");
    assertEquals(expected, tape.nodes().stream().map(Node::scope).toList());
  }

  @Test
  void aScopeIsOpenOnEveryTapeUnderItsTensor() {
    Tape tape = new Tape();
    Tensor x = tape.data("x", vector(1));
    Tape nested = Tape.nested(x);
    Tensor n = nested.data(x);
    try (Scope _ = Scope.open(n, "net")) {
      sin(n);
    }
    sin(n);
    assertEquals(List.of("", "net", ""), nested.nodes().stream().map(Node::scope).toList());
    assertEquals(List.of("", "net", ""), tape.nodes().stream().map(Node::scope).toList());
    Scope.open(vector(1), "plain").close(); // records nothing
  }

  @Test
  void aScopeEndsWithAnException() {
    Tape tape = new Tape();
    Tensor x = tape.data("x", vector(1));
    assertThrows(
        ArithmeticException.class,
        () -> {
          try (Scope _ = Scope.open(x, "net")) {
            throw new ArithmeticException();
          }
        });
    assertEquals("", tape.node(sin(x).id()).scope());
  }

  @Test
  void labelsShowComponents() {
    assertEquals("Sin", new TestOps.Sin().label());
    assertEquals("Scale[factor=2.0]", new TestOps.Scale(2).label());
    assertEquals("Scale", new TestOps.Scale(2).name());
  }

  @Test
  void withoutSitesNoneAreKept() {
    Tape tape = new Tape();
    assertNull(tape.data(vector(1)).site());
  }

  // ---- training ----

  @Test
  void aTrainingTapeHasAKeyAndCountsDraws() {
    Tape tape = Tape.training(5, 3);
    assertTrue(tape.isTraining());
    assertEquals(List.of(5L, 3L), java.util.Arrays.stream(tape.key().toLongArray()).boxed().toList());
    assertSame(tape, tape.key().tape());
    assertSame(tape.key(), tape.key());
    assertEquals("key", tape.key().name());
    assertEquals(0, tape.nextDraw());
    assertEquals(1, tape.nextDraw());
    assertEquals(0, Tape.training(5, 3).nextDraw());
  }

  @Test
  void nestedTapesTrainIfTheirOuterOneDoes() {
    Tape tape = Tape.training(5, 3);
    Tensor x = tape.data(vector(1));
    Tape nested = Tape.nested(x);
    Tape twice = Tape.nested(nested.data(x));
    assertTrue(twice.isTraining());
    assertSame(tape.key(), twice.key());
    assertEquals(0, twice.nextDraw());
    assertEquals(1, tape.nextDraw()); // one count for all
    assertFalse(Tape.nested(new Tape().data(vector(1))).isTraining());
    assertFalse(Tape.nested(null).isTraining());
    assertFalse(Tape.nested(vector(1)).isTraining());
  }

  @Test
  void onATapeThatDoesNotTrainThereIsNothingToDraw() {
    Tape tape = new Tape();
    assertFalse(tape.isTraining());
    for (Runnable draw : List.<Runnable>of(tape::key, tape::nextDraw)) {
      TapeException e = assertThrows(TapeException.class, draw::run);
      assertTrue(e.getMessage().contains(tape + " does not train: open it with Tape.tr"), e.getMessage());
    }
  }

  @Test
  void tapesAreToldApart() {
    assertNotEquals(new Tape().toString(), new Tape().toString());
    assertTrue(Tape.nested(null).toString().startsWith("nested tape#"));
    assertNotSame(new Tape(), new Tape());
  }
}
