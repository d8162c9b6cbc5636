package dev.adjoint.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Forked;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.TestOps;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Creation sites, seen from outside the library's packages.
class SitesTest {
  private static int line() {
    return StackWalker.getInstance().walk(f -> f.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private static String here(int line) {
    return "SitesTest.java:" + line;
  }

  private static Tensor helper(Tensor x) {
    return TestOps.square(x); // HELPER_LINE
  }

  @Test
  void aSiteIsTheLineOfTheUser() {
    Tape tape = new Tape().withSites();
    Tensor x = tape.data("x", TestOps.vector(1, 2));
    int entered = line() - 1;
    Tensor y = TestOps.sin(x);
    int applied = line() - 1;
    Tensor z = x.then(TestOps::cos);
    int chained = line() - 1;
    Tensor u = x.apply(new TestOps.Exp());
    int own = line() - 1;
    assertEquals(here(entered), x.site());
    assertEquals(here(applied), y.site());
    assertEquals(here(applied), tape.node(y.id()).site());
    assertEquals(here(chained), z.site());
    assertEquals(here(own), u.site());
    Tensor inLambda = Stream.of(x).map(t -> TestOps.sin(t)).findFirst().orElseThrow();
    int lambda = line() - 1;
    assertEquals(here(lambda), inLambda.site());
    assertTrue(helper(x).site().startsWith("SitesTest.java:"));
    assertTrue(!helper(x).site().equals(here(line())), "the innermost line outside the library");
  }

  @Test
  void errorsShowSites() {
    Tape tape = new Tape().withSites();
    Tensor x = tape.variable("x", TestOps.vector(1, 2));
    int made = line() - 1;
    OperandException e = assertThrows(OperandException.class, () -> TestOps.mul(x, TestOps.vector(1)));
    assertTrue(e.getMessage().contains("x[0] x FLOAT64 (2,) " + here(made)), e.getMessage());
    Tensor i = TestOps.argmax(x);
    int index = line() - 1;
    Tensor y = TestOps.pick(tape.variable(TestOps.vector(3, 4)), i);
    GradientException g = assertThrows(GradientException.class, () -> tape.gradients(y, x));
    assertTrue(g.getMessage().contains("ArgMax gives INT64 at " + here(index)), g.getMessage());
  }

  /// Runs in a JVM of its own with sites on for all tapes.
  static final class Everywhere {
    public static void main(String[] args) {
      double d =
          Derivatives.gradient(
              x -> {
                Tensor y = TestOps.sin(x);
                System.out.println(y.site().equals(here(line() - 1)));
                return y;
              },
              0.0);
      System.out.println(d);
    }
  }

  @Test
  void aPropertyTurnsThemOnForAllTapes() throws Exception {
    assertEquals(List.of("true", "1.0"), Forked.run(Everywhere.class, "-Dadjoint.sites=true"));
  }
}
