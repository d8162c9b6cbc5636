package dev.adjoint.core.dump;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.GradientException;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Op;
import dev.adjoint.core.Scope;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import org.jspecify.annotations.Nullable;

/// Graphs to dump, and the few ops they are made of.
final class Examples {
  private Examples() {}

  /// Elementwise sum of FLOAT64 tensors of one shape.
  record Add() implements SingleOp {
    @Override
    public String formula() {
      return "x0 + x1";
    }

    @Override
    public Type type(Type[] x) {
      return same(x);
    }

    @Override
    public void forward(Call c) {
      double[] y = c.yDoubles(0);
      for (int i = 0; i < y.length; i++) {
        y[i] = c.xDoubles(0)[i] + c.xDoubles(1)[i];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {dy, dy};
    }
  }

  /// Elementwise product of FLOAT64 tensors of one shape.
  record Mul() implements SingleOp {
    @Override
    public String formula() {
      return "x0·x1";
    }

    @Override
    public Type type(Type[] x) {
      return same(x);
    }

    @Override
    public void forward(Call c) {
      double[] y = c.yDoubles(0);
      for (int i = 0; i < y.length; i++) {
        y[i] = c.xDoubles(0)[i] * c.xDoubles(1)[i];
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, x[1]), mul(dy, x[0])};
    }
  }

  /// Any op: it has a name, a formula and the types of its outputs, fills them with 1, 2, … and is not
  /// differentiable.
  record Any(String name, @Nullable String formula, Type... y) implements Op {
    @Override
    public String label() {
      return name;
    }

    @Override
    public Type[] types(Type[] x) {
      return y;
    }

    @Override
    public void forward(Call c) {
      for (int k = 0; k < y.length; k++) {
        int n = y[k].shape().size();
        switch (c.y(k)) {
          case float[] a -> {
            for (int i = 0; i < n; i++) {
              a[i] = i + 1;
            }
          }
          case double[] a -> {
            for (int i = 0; i < n; i++) {
              a[i] = i + 1;
            }
          }
          case int[] a -> {
            for (int i = 0; i < n; i++) {
              a[i] = i + 1;
            }
          }
          default -> throw new IllegalArgumentException("no example of " + y[k]);
        }
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      throw new GradientException(name + ": not differentiable: it is an example");
    }
  }

  private static Type same(Type[] x) {
    if (!x[0].equals(x[1]) || x[0].dtype() != DType.FLOAT64) {
      throw new Mismatch("not two equal FLOAT64 types");
    }
    return x[0];
  }

  static Tensor add(Tensor a, Tensor b) {
    return new Add().apply(a, b);
  }

  static Tensor mul(Tensor a, Tensor b) {
    return new Mul().apply(a, b);
  }

  static Tensor any(String name, @Nullable String formula, Type y, Tensor... x) {
    return new Any(name, formula, y).applyAll(x)[0];
  }

  static Tensor scalar(double x) {
    return Tensor.scalar(x);
  }

  /// `J = 3·(a + b·c)` with `a = 5`, `b = 3`, `c = 2`, so `J = 33`.
  static Tensor course(Tape tape) {
    Tensor a = tape.variable("a", scalar(5));
    Tensor b = tape.variable("b", scalar(3));
    Tensor c = tape.variable("c", scalar(2));
    Tensor u = mul(b, c).named("u");
    Tensor v = add(a, u).named("v");
    return mul(scalar(3), v).named("J");
  }

  private static Type f32(int... sizes) {
    return Type.of(DType.FLOAT32, sizes);
  }

  private static Tensor dense(Tape tape, Tensor x, String scope, int in, int out, int batch) {
    try (Scope _ = Scope.open(x, scope)) {
      Tensor w = tape.variable("W", Tensor.full(f32(out, in), 0.1));
      Tensor b = tape.variable("b", Tensor.zeros(f32(out)));
      Tensor product = any("Matmul[TRANSPOSED]", null, f32(batch, out), x, w);
      return any("Add", "x0 + x1", f32(batch, out), product, b).named("z");
    }
  }

  /// A classifier with one hidden layer and weight decay, as a training step records it.
  static Tensor network(Tape tape) {
    int batch = 32;
    Tensor x = tape.data("x", Tensor.full(f32(batch, 2), 0.5));
    Tensor labels = Tensor.zeros(Type.of(DType.INT32, batch)).named("labels");
    Tensor logits;
    try (Scope _ = Scope.open(x, "net")) {
      Tensor z1 = dense(tape, x, "hidden", 2, 16, batch);
      Tensor a1 = any("Tanh", "tanh(x)", f32(batch, 16), z1);
      Tensor[] dropped =
          new Any("Dropout[rate=0.1]", null, f32(batch, 16), f32(batch, 16))
              .applyAll(a1, Tensor.of(new long[] {7, 9}, 2));
      dropped[0].named("a");
      dropped[1].named("mask");
      logits = dense(tape, dropped[0], "output", 16, 3, batch).named("logits");
    }
    Tensor cost;
    try (Scope _ = Scope.open(x, "loss")) {
      Tensor max = any("Max[axis=1]", null, f32(batch, 1), logits);
      Tensor shifted = any("Sub", "x0 - x1", f32(batch, 3), logits, max);
      Tensor exp = any("Exp", "exp(x)", f32(batch, 3), shifted);
      Tensor log = any("Log", "log(x)", f32(batch, 1), any("Sum[axis=1]", null, f32(batch, 1), exp));
      Tensor logProbabilities = any("Sub", "x0 - x1", f32(batch, 3), shifted, log);
      Tensor picked = any("Gather[axis=1]", null, f32(batch), logProbabilities, labels);
      cost = any("Neg", "-x", f32(), any("Mean", null, f32(), picked));
    }
    Tensor decay;
    try (Scope _ = Scope.open(x, "decay")) {
      Tensor w1 = tape.value(1);
      Tensor squares = any("Square", "x·x", f32(16, 2), w1);
      decay = any("Mul", "x0·x1", f32(), any("Sum", null, f32(), squares), Tensor.scalar(1e-4f));
    }
    return any("Add", "x0 + x1", f32(), cost, decay).named("cost");
  }

  /// `n` times `x ← x·x + c`, alternating the two ops.
  static Tensor chain(Tape tape, int n) {
    Tensor x = tape.variable("x", scalar(0.5));
    Tensor c = tape.variable("c", scalar(0.1));
    for (int i = 0; i < n; i++) {
      x = i % 2 == 0 ? mul(x, x) : add(x, c);
    }
    return x.named("last");
  }
}
