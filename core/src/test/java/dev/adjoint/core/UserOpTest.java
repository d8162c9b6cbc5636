package dev.adjoint.core;

import static dev.adjoint.core.TestOps.mul;
import static dev.adjoint.core.TestOps.scale;
import static dev.adjoint.core.TestOps.sum;
import static dev.adjoint.core.TestOps.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Ops of users: what a rule is given, and what happens when it breaks its contract.
class UserOpTest {
  /// Doubles; its rules are given.
  private record Custom(
      Function<Tensor, @Nullable Tensor[]> vjp, @Nullable Function<Tensor, @Nullable Tensor[]> jvps)
      implements Op {
    @Override
    public String name() {
      return "Custom";
    }

    @Override
    public Type[] types(Type[] x) {
      return new Type[] {x[0]};
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        TestOps.put(call.y(0), i, 2 * TestOps.at(call.x(0), i));
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      return vjp.apply(java.util.Objects.requireNonNull(dy[0]));
    }

    @Override
    public @Nullable Tensor[] jvp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
      return jvps == null
          ? Op.super.jvp(x, y, dx)
          : jvps.apply(java.util.Objects.requireNonNull(dx[0]));
    }
  }

  private static String reverse(Function<Tensor, @Nullable Tensor[]> vjp) {
    Op op = new Custom(vjp, null);
    UnaryOperator<Tensor> f = x -> op.applyAll(x)[0];
    return assertThrows(GradientException.class, () -> Derivatives.vjp(f, vector(1, 1), vector(1, 2)))
        .getMessage();
  }

  private static String forward(Op op) {
    UnaryOperator<Tensor> f = x -> op.applyAll(x)[0];
    return assertThrows(GradientException.class, () -> Derivatives.jvp(f, vector(1, 1), vector(1, 2)))
        .getMessage();
  }

  @Test
  void aVjpOfTheWrongLengthIsNamed() {
    assertEquals("Custom: its vjp gave 0 cotangents for 1 inputs", reverse(dy -> new Tensor[0]));
    assertEquals("Custom: its vjp gave 2 cotangents for 1 inputs", reverse(dy -> new Tensor[] {dy, dy}));
  }

  @Test
  void aVjpOfTheWrongTypeIsNamed() {
    assertEquals(
        "Custom: its vjp gave a cotangent FLOAT64 () for input 0, which is FLOAT64 (2,)",
        reverse(dy -> new Tensor[] {sum(dy)}));
    assertEquals(
        "Custom: its vjp gave a cotangent FLOAT32 (2,) for input 0, which is FLOAT64 (2,)",
        reverse(dy -> new Tensor[] {TestOps.cast(dy, DType.FLOAT32)}));
  }

  @Test
  void aJvpOfTheWrongLengthOrTypeIsNamed() {
    Function<Tensor, @Nullable Tensor[]> vjp = dy -> new Tensor[] {scale(dy, 2)};
    assertEquals(
        "Custom: its jvp gave 0 tangents for 1 outputs", forward(new Custom(vjp, dx -> new Tensor[0])));
    assertEquals(
        "Custom: its jvp gave a tangent FLOAT64 () for output 0, which is FLOAT64 (2,)",
        forward(new Custom(vjp, dx -> new Tensor[] {sum(dx)})));
    // and a wrong vjp shows in the jvp that follows from it
    assertEquals(
        "Custom: its vjp gave 0 cotangents for 1 inputs", forward(new Custom(dy -> new Tensor[0], null)));
  }

  @Test
  void anOpThatIsNotDifferentiableGivesItsReason() {
    Supplier<@Nullable Tensor[]> no =
        () -> {
          throw new GradientException("Custom: not differentiable: it rounds");
        };
    assertEquals("Custom: not differentiable: it rounds", reverse(dy -> no.get()));
    assertEquals("Custom: not differentiable: it rounds", forward(new Custom(dy -> no.get(), null)));
    // only a path through it is refused
    Tape tape = new Tape();
    Tensor x = tape.variable(vector(1, 2));
    Tensor w = tape.variable(vector(3, 4));
    Tensor y = sum(mul(new Custom(dy -> no.get(), null).applyAll(x)[0], w));
    assertEquals(4, tape.gradients(y, w).of(w).get(1));
    assertThrows(GradientException.class, () -> tape.gradients(y, x));
  }

  @Test
  void theDefaultJvpIsTheTransposeOfTheVjp() {
    Op op = new Custom(dy -> new Tensor[] {scale(dy, 2)}, null);
    assertEquals(14, Derivatives.jvp(x -> op.applyAll(x)[0], vector(1, 1), vector(3, 7)).get(1));
    Op zero = new Custom(dy -> new @Nullable Tensor[1], null);
    assertEquals(0, Derivatives.jvp(x -> zero.applyAll(x)[0], vector(1, 1), vector(3, 7)).get(1));
  }

  /// Adds any number of inputs; remembers which were wanted.
  private static final class Total implements SingleOp {
    final List<String> asked = new ArrayList<>();

    @Override
    public Type type(Type[] x) {
      return x[0];
    }

    @Override
    public void forward(Call call) {
      double s = 0;
      for (int i = 0; i < call.inputs(); i++) {
        s += call.xDoubles(i)[0];
      }
      call.yDoubles(0)[0] = s;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      asked.add(Arrays.toString(wanted));
      @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
      Arrays.fill(dx, dy); // the unwanted too
      return dx;
    }
  }

  @Property(tries = 50)
  void aRuleIsAskedForExactlyWhatIsWanted(@ForAll boolean a, @ForAll boolean b, @ForAll boolean c) {
    Total total = new Total();
    Tape tape = new Tape();
    boolean[] variable = {a, b, c, true};
    Tensor[] x = new Tensor[4];
    List<Tensor> wanted = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      x[i] = variable[i] ? tape.variable(vector(i)) : i == 0 ? vector(i) : tape.data(vector(i));
      if (variable[i]) {
        wanted.add(x[i]);
      }
    }
    Gradients g = tape.gradients(total.apply(x), wanted.toArray(Tensor[]::new));
    assertEquals(List.of(Arrays.toString(variable)), total.asked);
    for (Tensor w : wanted) {
      assertEquals(1, g.of(w).item());
    }
  }

  @Test
  void anOpWithoutInputsComputesPlainly() {
    record Constant(double value) implements SingleOp {
      @Override
      public Type type(Type[] x) {
        return Type.of(DType.FLOAT64);
      }

      @Override
      public void forward(Call call) {
        call.yDoubles(0)[0] = value;
      }

      @Override
      public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
        return new @Nullable Tensor[0];
      }
    }

    assertEquals(3, new Constant(3).apply().item());
  }

  @Test
  void aCallShowsTypesAndArraysOfEveryDtype() {
    record Mixed() implements Op {
      @Override
      public Type[] types(Type[] x) {
        return x.clone();
      }

      @Override
      public void forward(Call call) {
        assertEquals(5, call.inputs());
        for (int i = 0; i < call.inputs(); i++) {
          assertEquals(call.xType(i), call.yType(i));
        }
        call.yFloats(0)[1] = 2 * call.xFloats(0)[0];
        call.yDoubles(1)[1] = 2 * call.xDoubles(1)[0];
        call.yInts(2)[1] = 2 * call.xInts(2)[0];
        call.yLongs(3)[1] = 2 * call.xLongs(3)[0];
        call.yBooleans(4)[1] = !call.xBooleans(4)[0];
      }

      @Override
      public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
        return new @Nullable Tensor[5];
      }
    }

    Tensor[] x = new Tensor[5];
    for (DType dtype : DType.values()) {
      x[dtype.ordinal()] = Tensor.full(Type.of(dtype, 2), 1);
    }
    Tensor[] y = new Mixed().applyAll(x);
    for (int i = 0; i < 4; i++) {
      assertEquals(2, y[i].get(1));
    }
    assertEquals(0, y[4].get(1));
    // On a tape, forward mode passes by the outputs that carry no tangent.
    Tape tape = new Tape();
    Tensor in = tape.data(x[0]);
    Tensor[] on = new Mixed().applyAll(in, x[1], x[2], x[3], x[4]);
    assertEquals(0, tape.tangent(on[3], new Tensor[] {in}, new Tensor[] {x[0]}).get(0));
  }

  @Test
  void anOpThatIsAClassIsLabelledByItsName() {
    class Named implements TestOps.Map {
      @Override
      public DoubleUnaryOperator value() {
        return x -> x;
      }

      @Override
      public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
        return new @Nullable Tensor[] {dy};
      }
    }

    assertEquals("Named", new Named().label());
    assertTrue(new TestOps.Reshape(Shape.of(2)).label().contains("to=(2,)"));
  }
}
