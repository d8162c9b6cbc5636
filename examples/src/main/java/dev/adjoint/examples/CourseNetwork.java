package dev.adjoint.examples;

import static dev.adjoint.ops.Arithmetic.add;
import static dev.adjoint.ops.Arithmetic.div;
import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.neg;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Arithmetic.sub;
import static dev.adjoint.ops.Linalg.Orientation.AS_IS;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;
import static dev.adjoint.ops.Linalg.matmul;
import static dev.adjoint.ops.Reduce.Axes.KEPT;
import static dev.adjoint.ops.Reduce.sum;

import dev.adjoint.core.DType;
import dev.adjoint.core.Gradients;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.Activations;
import dev.adjoint.ops.Comparison;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Functions;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Reduce;
import dev.adjoint.ops.Select;
import java.util.ArrayList;
import java.util.List;

/// A deep network as the course writes it: examples in columns, layers 1 to L, `Z[l] = W[l] A[l−1] + b[l]`,
/// `A[l] = g[l](Z[l])`, forward with caches and backward by hand. [#onTape] computes the same network on the tape.
///
/// The course's `dZ` and `dA` are derivatives of the *sum* of the losses: it divides by m only in `dW` and `db`. The tape
/// differentiates the cost, the mean, so its cotangents of Z and A are the course's divided by m; those of W and b agree.
final class CourseNetwork {
  /// The activations of the course, with the derivative by `z` written by hand.
  enum Activation {
    RELU {
      @Override
      Tensor apply(Tensor z) {
        return Activations.relu(z);
      }

      @Override
      Tensor slope(Tensor z, Tensor a) {
        return Select.where(Comparison.greater(z, 0), ones(z), Tensor.zeros(z.type()));
      }
    },
    LEAKY_RELU {
      @Override
      Tensor apply(Tensor z) {
        return Activations.leakyRelu(z, 0.01);
      }

      @Override
      Tensor slope(Tensor z, Tensor a) {
        return Select.where(Comparison.greater(z, 0), ones(z), mul(ones(z), 0.01));
      }
    },
    TANH {
      @Override
      Tensor apply(Tensor z) {
        return Activations.tanh(z);
      }

      @Override
      Tensor slope(Tensor z, Tensor a) {
        return sub(1, square(a));
      }
    },
    SIGMOID {
      @Override
      Tensor apply(Tensor z) {
        return Activations.sigmoid(z);
      }

      @Override
      Tensor slope(Tensor z, Tensor a) {
        return mul(a, sub(1, a));
      }
    };

    abstract Tensor apply(Tensor z);

    /// `g'(z)`, given `a = g(z)`.
    abstract Tensor slope(Tensor z, Tensor a);

    private static Tensor ones(Tensor z) {
      return Tensor.full(z.type(), 1);
    }
  }

  /// What layer l keeps for its backward pass.
  private record Cache(Tensor previousA, Tensor z, Tensor a) {}

  /// The derivatives of one layer: `dW (n[l], n[l−1])`, `db (n[l], 1)`, and what flows on, `dZ` and `dA[l−1]`.
  record LayerGradient(Tensor dw, Tensor db, Tensor dz, Tensor previousDa) {}

  private final List<Activation> g;
  private final List<Tensor> w = new ArrayList<>();
  private final List<Tensor> b = new ArrayList<>();

  /// A network of `g.size() + 1` layers; the last has one sigmoid unit.
  ///
  /// @param n the units `n[0]` to `n[L]`, `n[L] = 1`
  CourseNetwork(int[] n, List<Activation> g, long seed) {
    this.g = List.copyOf(g);
    for (int l = 1; l < n.length; l++) {
      Tensor normal = Random.normal(Random.split(Random.key(seed), l), Type.of(DType.FLOAT64, n[l], n[l - 1]));
      w.add(mul(normal, Math.sqrt(1.0 / n[l - 1])));
      b.add(Tensor.zeros(Type.of(DType.FLOAT64, n[l], 1)));
    }
  }

  int layers() {
    return w.size();
  }

  List<Tensor> weights() {
    return List.copyOf(w);
  }

  private Activation activation(int l) {
    return l < layers() ? g.get(l - 1) : Activation.SIGMOID;
  }

  /// Forward through all layers: `X (n[0], m)` to the caches of layers 1 to L.
  private List<Cache> forward(Tensor x) {
    List<Cache> caches = new ArrayList<>();
    Tensor a = x;
    for (int l = 1; l <= layers(); l++) {
      Tensor z = add(matmul(w.get(l - 1), a), b.get(l - 1));
      Tensor next = activation(l).apply(z);
      caches.add(new Cache(a, z, next));
      a = next;
    }
    return caches;
  }

  /// The predictions `A[L] (1, m)`.
  Tensor predict(Tensor x) {
    return forward(x).getLast().a();
  }

  /// `J = −1/m Σ (y log a + (1 − y) log(1 − a))`.
  double cost(Tensor x, Tensor y) {
    Tensor a = predict(x);
    Tensor losses = neg(add(mul(y, Functions.log(a)), mul(sub(1, y), Functions.log(sub(1, a)))));
    return sum(losses).item() / x.shape().dim(1);
  }

  /// Backward by hand: the derivatives of layers 1 to L.
  List<LayerGradient> byHand(Tensor x, Tensor y) {
    int m = x.shape().dim(1);
    List<Cache> caches = forward(x);
    Tensor last = caches.getLast().a();
    Tensor da = sub(div(sub(1, y), sub(1, last)), div(y, last));
    List<LayerGradient> gradients = new ArrayList<>();
    for (int l = layers(); l >= 1; l--) {
      Cache cache = caches.get(l - 1);
      Tensor dz = mul(da, activation(l).slope(cache.z(), cache.a()));
      Tensor dw = div(matmul(dz, cache.previousA(), TRANSPOSED), m);
      Tensor db = div(sum(dz, KEPT, 1), m);
      da = matmul(w.get(l - 1), TRANSPOSED, dz, AS_IS);
      gradients.addFirst(new LayerGradient(dw, db, dz, da));
    }
    return gradients;
  }

  /// The same derivatives by the tape: the network is written forward only, with the cost from the logits.
  List<LayerGradient> onTape(Tensor x, Tensor y) {
    try (Tape tape = new Tape()) {
      Tensor a = tape.variable("A0", x);
      List<Tensor> as = new ArrayList<>();
      List<Tensor> zs = new ArrayList<>();
      List<Tensor> ws = new ArrayList<>();
      List<Tensor> bs = new ArrayList<>();
      for (int l = 1; l <= layers(); l++) {
        as.add(a);
        ws.add(tape.variable("W" + l, w.get(l - 1)));
        bs.add(tape.variable("b" + l, b.get(l - 1)));
        zs.add(add(matmul(ws.getLast(), a), bs.getLast()).named("Z" + l));
        a = l < layers() ? activation(l).apply(zs.getLast()) : zs.getLast();
      }
      Tensor cost = Reduce.mean(Fused.sigmoidCrossEntropy(zs.getLast(), y));
      List<Tensor> wanted = new ArrayList<>(ws);
      wanted.addAll(bs);
      wanted.addAll(zs);
      wanted.addAll(as);
      Gradients g = tape.gradients(cost, wanted.toArray(Tensor[]::new));
      List<LayerGradient> gradients = new ArrayList<>();
      for (int l = 0; l < layers(); l++) {
        gradients.add(
            new LayerGradient(
                g.of(ws.get(l)).detach(), g.of(bs.get(l)).detach(), g.of(zs.get(l)).detach(), g.of(as.get(l)).detach()));
      }
      return gradients;
    }
  }

  /// One step of gradient descent.
  void descend(List<LayerGradient> gradients, double rate) {
    for (int l = 0; l < layers(); l++) {
      w.set(l, sub(w.get(l), mul(gradients.get(l).dw(), rate)));
      b.set(l, sub(b.get(l), mul(gradients.get(l).db(), rate)));
    }
  }
}
