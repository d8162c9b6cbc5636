package dev.adjoint.core;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A handful of ops, written as a user would write them, for the tests of modules that have none of their
/// own. All take FLOAT32 and FLOAT64 and do not broadcast; derivatives are written in these same ops, so they
/// differentiate to any order.
public final class TestOps {
  private TestOps() {}

  public static Tensor add(Tensor a, Tensor b) {
    return new Add().apply(a, b);
  }

  public static Tensor sub(Tensor a, Tensor b) {
    return add(a, scale(b, -1));
  }

  public static Tensor mul(Tensor a, Tensor b) {
    return new Mul().apply(a, b);
  }

  public static Tensor scale(Tensor x, double factor) {
    return new Scale(factor).apply(x);
  }

  public static Tensor sin(Tensor x) {
    return new Sin().apply(x);
  }

  public static Tensor cos(Tensor x) {
    return new Cos().apply(x);
  }

  public static Tensor exp(Tensor x) {
    return new Exp().apply(x);
  }

  public static Tensor relu(Tensor x) {
    return new Relu().apply(x);
  }

  public static Tensor sum(Tensor x) {
    return new SumAll().apply(x);
  }

  public static Tensor expand(Tensor scalar, int... sizes) {
    return new Expand(Shape.of(sizes)).apply(scalar);
  }

  public static Tensor reshape(Tensor x, int... sizes) {
    return new Reshape(Shape.of(sizes)).apply(x);
  }

  /// The two halves of a vector of even length.
  public static Tensor[] split(Tensor x) {
    return new Split().applyAll(x);
  }

  public static Tensor join(Tensor a, Tensor b) {
    return new Join().apply(a, b);
  }

  /// `{sin x, cos x}` of one node.
  public static Tensor[] sinCos(Tensor x) {
    return new SinCos().applyAll(x);
  }

  /// The index of the largest element, INT64 `()`.
  public static Tensor argmax(Tensor x) {
    return new ArgMax().apply(x);
  }

  /// `{max, argmax}` of one node.
  public static Tensor[] maxAndIndex(Tensor x) {
    return new MaxAndIndex().applyAll(x);
  }

  /// The element at an INT64 `()` index of a vector.
  public static Tensor pick(Tensor x, Tensor index) {
    return new Pick().apply(x, index);
  }

  public static Tensor stopGradient(Tensor x) {
    return new StopGradient().apply(x);
  }

  public static Tensor cast(Tensor x, DType to) {
    return new Cast(to).apply(x);
  }

  public static Tensor square(Tensor x) {
    return mul(x, x);
  }

  public static Tensor cube(Tensor x) {
    return mul(x, mul(x, x));
  }

  /// The sum of the products of elements.
  public static Tensor dot(Tensor a, Tensor b) {
    return sum(mul(a, b));
  }

  public static Tensor vector(double... x) {
    return Tensor.of(x, x.length);
  }

  // ---- elements, whatever the precision ----

  public static double at(Object array, int i) {
    return array instanceof float[] f ? f[i] : ((double[]) array)[i];
  }

  public static void put(Object array, int i, double value) {
    if (array instanceof float[] f) {
      f[i] = (float) value;
    } else {
      ((double[]) array)[i] = value;
    }
  }

  private static void demandFloating(Type x) {
    if (!x.dtype().isFloating()) {
      throw new Mismatch("not floating").rule("FLOAT32 or FLOAT64");
    }
  }

  /// One floating input, one output of its type.
  public interface Map extends SingleOp {
    DoubleUnaryOperator value();

    @Override
    default Type type(Type[] x) {
      demandFloating(x[0]);
      return x[0];
    }

    @Override
    default void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        put(call.y(0), i, value().applyAsDouble(at(call.x(0), i)));
      }
    }
  }

  /// Two inputs of one floating type, one output of it.
  public interface Zip extends SingleOp {
    DoubleBinaryOperator value();

    @Override
    default Type type(Type[] x) {
      demandFloating(x[0]);
      if (!x[0].equals(x[1])) {
        throw new Mismatch("types differ").rule("both operands have one type").hint("expand the smaller one");
      }
      return x[0];
    }

    @Override
    default void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        put(call.y(0), i, value().applyAsDouble(at(call.x(0), i), at(call.x(1), i)));
      }
    }
  }

  public record Add() implements Zip {
    @Override
    public DoubleBinaryOperator value() {
      return Double::sum;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {dy, dy};
    }
  }

  public record Mul() implements Zip {
    @Override
    public DoubleBinaryOperator value() {
      return (a, b) -> a * b;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {wanted[0] ? mul(dy, x[1]) : null, wanted[1] ? mul(dy, x[0]) : null};
    }
  }

  public record Scale(double factor) implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> factor * x;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {scale(dy, factor)};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      return dx[0] == null ? null : scale(dx[0], factor);
    }
  }

  public record Sin() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return Math::sin;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, cos(x[0]))};
    }
  }

  public record Cos() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return Math::cos;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, scale(sin(x[0]), -1))};
    }
  }

  public record Exp() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return Math::exp;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, y)};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      return dx[0] == null ? null : mul(dx[0], y);
    }
  }

  /// `max(x, 0)`; its slope at 0 is 0.
  public record Relu() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> Math.max(x, 0);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {mul(dy, new Step().apply(x[0]))};
    }
  }

  /// 1 where x > 0, else 0; its derivative is a structural zero.
  public record Step() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> x > 0 ? 1 : 0;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[1];
    }
  }

  public record SumAll() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      return x[0].with(Shape.scalar());
    }

    @Override
    public void forward(Call call) {
      double s = 0;
      for (int i = 0; i < call.xType(0).shape().size(); i++) {
        s += at(call.x(0), i);
      }
      put(call.y(0), 0, s);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {expand(dy, x[0].shape().toArray())};
    }
  }

  public record Expand(Shape to) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      if (x[0].shape().rank() != 0) {
        throw new Mismatch("not a scalar").rule("() → " + to);
      }
      return x[0].with(to);
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < to.size(); i++) {
        put(call.y(0), i, at(call.x(0), 0));
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {sum(dy)};
    }
  }

  public record Reshape(Shape to) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      if (x[0].shape().size() != to.size()) {
        throw new Mismatch("sizes differ").rule("the number of elements stays " + x[0].shape().size());
      }
      return x[0].with(to);
    }

    @Override
    public int alias(int i) {
      return 0;
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {}

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new Reshape(x[0].shape()).apply(dy)};
    }
  }

  public record Split() implements Op {
    @Override
    public Type[] types(Type[] x) {
      if (x[0].shape().rank() != 1 || x[0].shape().size() % 2 != 0) {
        throw new Mismatch("not a vector of even length").rule("(2n,) → (n,), (n,)");
      }
      Type half = x[0].with(Shape.of(x[0].shape().size() / 2));
      return new Type[] {half, half};
    }

    @Override
    public void forward(Call call) {
      int n = call.yType(0).shape().size();
      System.arraycopy(call.x(0), 0, call.y(0), 0, n);
      System.arraycopy(call.x(0), n, call.y(1), 0, n);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      Tensor zero = Tensor.zeros(y[0].type());
      return new @Nullable Tensor[] {join(dy[0] == null ? zero : dy[0], dy[1] == null ? zero : dy[1])};
    }
  }

  public record Join() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      if (x[0].shape().rank() != 1 || !x[0].equals(x[1])) {
        throw new Mismatch("not two vectors of one type").rule("(n,), (n,) → (2n,)");
      }
      return x[0].with(Shape.of(2 * x[0].shape().size()));
    }

    @Override
    public void forward(Call call) {
      int n = call.xType(0).shape().size();
      System.arraycopy(call.x(0), 0, call.y(0), 0, n);
      System.arraycopy(call.x(1), 0, call.y(0), n, n);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return split(dy);
    }
  }

  public record SinCos() implements Op {
    @Override
    public Type[] types(Type[] x) {
      demandFloating(x[0]);
      return new Type[] {x[0], x[0]};
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.xType(0).shape().size(); i++) {
        put(call.y(0), i, Math.sin(at(call.x(0), i)));
        put(call.y(1), i, Math.cos(at(call.x(0), i)));
      }
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      Tensor ofSin = dy[0] == null ? null : mul(dy[0], y[1]);
      Tensor ofCos = dy[1] == null ? null : mul(dy[1], scale(y[0], -1));
      return new @Nullable Tensor[] {ofSin == null ? ofCos : ofCos == null ? ofSin : add(ofSin, ofCos)};
    }
  }

  public record ArgMax() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      return new Type(DType.INT64, Shape.scalar());
    }

    @Override
    public void forward(Call call) {
      call.yLongs(0)[0] = indexOfMax(call.x(0), call.xType(0).shape().size());
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      throw new GradientException("ArgMax: not differentiable: its result is an index");
    }
  }

  private static int indexOfMax(Object array, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      best = at(array, i) > at(array, best) ? i : best;
    }
    return best;
  }

  public record MaxAndIndex() implements Op {
    @Override
    public Type[] types(Type[] x) {
      demandFloating(x[0]);
      return new Type[] {x[0].with(Shape.scalar()), new Type(DType.INT64, Shape.scalar())};
    }

    @Override
    public void forward(Call call) {
      int best = indexOfMax(call.x(0), call.xType(0).shape().size());
      put(call.y(0), 0, at(call.x(0), best));
      call.yLongs(1)[0] = best;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
      Tensor only = dy[0];
      return new @Nullable Tensor[] {only == null ? null : new Place(x[0].shape()).apply(only, y[1])};
    }
  }

  public record Pick() implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      return x[0].with(Shape.scalar());
    }

    @Override
    public void forward(Call call) {
      put(call.y(0), 0, at(call.x(0), Math.toIntExact(call.xLongs(1)[0])));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new Place(x[0].shape()).apply(dy, x[1]), null};
    }
  }

  /// Zeros but for one element at an index.
  public record Place(Shape to) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      return x[0].with(to);
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < to.size(); i++) {
        put(call.y(0), i, i == call.xLongs(1)[0] ? at(call.x(0), 0) : 0);
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {pick(dy, x[1]), null};
    }
  }

  public record StopGradient() implements Map {
    @Override
    public DoubleUnaryOperator value() {
      return x -> x;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[1];
    }
  }

  public record Cast(DType to) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      demandFloating(x[0]);
      demandFloating(x[0].with(to));
      return x[0].with(to);
    }

    @Override
    public void forward(Call call) {
      for (int i = 0; i < call.yType(0).shape().size(); i++) {
        put(call.y(0), i, at(call.x(0), i));
      }
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {cast(dy, x[0].dtype())};
    }
  }
}
