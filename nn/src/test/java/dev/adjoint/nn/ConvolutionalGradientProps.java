package dev.adjoint.nn;

import static dev.adjoint.ops.Pooling.averagePool2d;
import static dev.adjoint.ops.Pooling.maxPool2d;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.ops.Random;
import dev.adjoint.ops.Sliding;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Gradients of small convolutional networks against difference quotients.
class ConvolutionalGradientProps {
  /// A convolution, an activation, pooling of one kind or the other, a linear output.
  record Case(
      int m, int groups, int channels, int units, int window, int stride, int padding, int dilation, int room,
      boolean max, Activation activation, long seed) {
    int side() {
      return (window - 1) * dilation + 1 + room;
    }

    Tensor x() {
      return Random.normal(key(0), Type.of(DType.FLOAT64, m, groups * channels, side(), side()));
    }

    Tensor key(int number) {
      return Random.split(Random.key(seed), number);
    }

    int[] labels() {
      int[] labels = new int[m];
      for (int i = 0; i < m; i++) {
        labels[i] = (int) ((seed + i) % 3);
      }
      return labels;
    }

    /// A network with random biases, so that no unit sits at the corner of its activation.
    Sequential network() {
      Sliding sliding = Sliding.by(stride).padding(padding).dilation(dilation);
      Conv2d conv = new Conv2d("conv", groups * channels, groups * units, window, window, sliding, groups,
          DType.FLOAT64, Initializer.xavier(), key(1));
      conv.biases().assign(Random.normal(key(2), conv.biases().type()));
      int places = (side() + 2 * padding - (window - 1) * dilation - 1) / stride + 1;
      int pool = Math.min(2, places);
      int inputs = groups * units * (places / pool) * (places / pool);
      return Sequential.of(
          conv,
          Layer.of(activation),
          Layer.of(x -> max ? maxPool2d(x, pool) : averagePool2d(x, pool)),
          new Flatten(),
          new Dense("output", inputs, 3, DType.FLOAT64, Initializer.xavier(), key(3)));
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 3);
    Arbitrary<int[]> sizes = small.array(int[].class).ofSize(6);
    return Combinators.combine(
            sizes,
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 4),
            Arbitraries.of(true, false),
            Arbitraries.of(Activation.TANH, Activation.GELU, Activation.RELU),
            Arbitraries.longs().between(0, 1L << 40))
        .as((n, dilation, padding, room, max, activation, seed) ->
            new Case(n[0], n[1], n[2], n[3], n[4], n[5], padding, dilation, room, max, activation, seed));
  }

  /// Kinks of relu and of the largest within the step of a difference are no fault of the gradient.
  @Property(tries = 200)
  void ofParametersAndImages(@ForAll("cases") Case c) {
    Sequential net = c.network();
    Tensor labels = Tensor.of(c.labels(), c.m());
    GradCheck.ofModel("convolutional " + c,
            tape -> Losses.cost(Losses.softmaxCrossEntropy(net.apply(tape.data("x", c.x())), labels)),
            net.parameters())
        .kinksAllowed().entries(12).directions(1).verify();
    GradCheck.of("images of " + c, x -> Losses.cost(Losses.softmaxCrossEntropy(net.apply(x), labels)))
        .at(c.x()).kinksAllowed().entries(12).directions(1).verify();
  }
}
