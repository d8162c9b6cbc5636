package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.conv.ConvKernels;
import dev.adjoint.ops.kernel.conv.ConvShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Weights slid over images, as neural networks know it: `y = Σ x · w` over the elements of each window,
/// without turning the weights around. FLOAT32 and FLOAT64.
///
/// Images are `(m, c, h, w)`: `m` images of `c` channels of `h` rows. Weights are `(o, c / groups, kh, kw)`:
/// for each of `o` channels of the result a window of `kh` rows. With several groups, result channels see
/// only the image channels of their group; as many groups as channels is a depthwise convolution. Beyond the
/// margin there are zeros. A bias is an [Arithmetic#add] of `(o, 1, 1)`.
///
/// A convolution is linear in images and in weights. Its derivatives are [ConvTranspose2d] and
/// [ConvWeights2d], whose derivatives are among the three again; so there are derivatives of any order.
public sealed interface Convolution extends SingleOp, Specified {
  /// The convolution, sliding by 1 without padding.
  ///
  /// @throws OperandException if the channels do not fit, or the window is larger than the image
  static Tensor conv2d(Tensor x, Tensor w) {
    return conv2d(x, w, Sliding.by(1));
  }

  /// The convolution: `(m, c, h, w) ⋆ (o, c, kh, kw) → (m, o, h′, w′)`.
  ///
  /// @throws OperandException if the channels do not fit, or the window is larger than the padded image
  static Tensor conv2d(Tensor x, Tensor w, Sliding sliding) {
    return conv2d(x, w, sliding, 1);
  }

  /// The convolution in groups: `(m, c, h, w) ⋆ (o, c / groups, kh, kw) → (m, o, h′, w′)`.
  static Tensor conv2d(Tensor x, Tensor w, Sliding sliding, int groups) {
    return new Conv2d(sliding, groups).apply(x, w);
  }

  /// The convolution along one axis: `(m, c, n) ⋆ (o, c / groups, k) → (m, o, n′)`. Of the sliding it takes
  /// what is said of columns.
  ///
  /// @throws OperandException if the channels do not fit, or the window is larger than the padded axis
  static Tensor conv1d(Tensor x, Tensor w, Sliding sliding, int groups) {
    if (x.shape().rank() != 3 || w.shape().rank() != 3) {
      throw OperandException.of(
          "conv1d",
          new Mismatch("not sequences and weights").rule("(m, c, n) ⋆ (o, c / groups, k) → (m, o, n′)"),
          x, w);
    }
    Tensor y = conv2d(Layout.expand(x, 2), Layout.expand(w, 2), sliding.alongX(), groups);
    return Layout.squeeze(y, 2);
  }

  /// The transpose of the convolution of the same weights, which spreads each element of `x` over a window of
  /// the result: `(m, o, h′, w′)` and `(o, c / groups, kh, kw)` give `(m, c, h, w)`. Of the images that
  /// [#conv2d] takes to the size of `x`, the result has the size of the smallest.
  ///
  /// @throws OperandException if the channels do not fit, or the padding leaves nothing of the result
  static Tensor convTranspose2d(Tensor x, Tensor w, Sliding sliding, int groups) {
    if (x.shape().rank() != 4 || w.shape().rank() != 4) {
      throw OperandException.of("convTranspose2d", notImages(ConvTranspose2d.RULE), x, w);
    }
    int height = sliding.leastRows(x.shape().dim(2), w.shape().dim(2));
    int width = sliding.leastColumns(x.shape().dim(3), w.shape().dim(3));
    return convTranspose2d(x, w, sliding, groups, height, width);
  }

  /// The transpose of the convolution of the same weights for images of a given size, one of those that
  /// [#conv2d] takes to the size of `x`; with strides there are several.
  static Tensor convTranspose2d(Tensor x, Tensor w, Sliding sliding, int groups, int height, int width) {
    return new ConvTranspose2d(sliding, groups, height, width).apply(x, w);
  }

  /// How the window slides.
  Sliding sliding();

  /// How many groups the channels form.
  int groups();

  @Override
  default String label() {
    String s = sliding().toString();
    String structure = groups() == 1 ? s : s + (s.isEmpty() ? "" : ", ") + "groups=" + groups();
    return structure.isEmpty() ? name() : name() + "[" + structure + "]";
  }

  @Override
  default boolean savesOutput(int i) {
    return false;
  }

  /// A product is linear in each factor: the tangent is the sum of what each factor's gives.
  @Override
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    Tensor d0 = dx[0];
    Tensor d1 = dx[1];
    Tensor by0 = d0 == null ? null : apply(d0, x[1]);
    Tensor by1 = d1 == null ? null : apply(x[0], d1);
    return by0 == null ? by1 : by1 == null ? by0 : Arithmetic.add(by0, by1);
  }

  /// Sums of up to 200 products of numbers up to 2, half an ulp of a few for each.
  @Override
  default double ulps() {
    return 60;
  }

  private static Mismatch notImages(String rule) {
    return new Mismatch("not two operands of four axes").rule(rule).hint("reshape one image to (1, c, h, w)");
  }

  private static void demandPair(Type[] x, String rule) {
    Mismatch.demandInputs(x, 2);
    if (!x[0].dtype().isFloating() || x[0].dtype() != x[1].dtype()) {
      throw new Mismatch("dtypes differ or are not floating").rule("both FLOAT32 or both FLOAT64");
    }
    if (x[0].shape().rank() != 4 || x[1].shape().rank() != 4) {
      throw notImages(rule);
    }
  }

  private static void demandGroups(String op, int groups) {
    if (groups < 1) {
      throw new IllegalArgumentException(op + ": " + groups + " groups; there must be at least 1");
    }
  }

  /// The sizes of the convolution of images with weights.
  ///
  /// @throws Mismatch if they do not fit
  private static ConvShape sizes(Sliding sliding, int groups, Shape images, Shape weights) {
    int c = images.dim(1);
    int o = weights.dim(0);
    int channels = weights.dim(1);
    if (c != (long) channels * groups) {
      boolean otherFits = channels > 0 && c > 0 && c % channels == 0 && o % (c / channels) == 0;
      Mismatch mismatch = new Mismatch("channels do not fit")
          .rule("the images' " + c + " channels are the weights' " + channels + " times " + groups
              + (groups == 1 ? " group" : " groups"));
      throw otherFits ? mismatch.hint("did you mean " + c / channels + " groups?") : mismatch;
    }
    if (o % groups != 0) {
      throw new Mismatch("the weights' " + o + " outputs do not divide into " + groups + " groups");
    }
    return new ConvShape(images.dim(0), groups, channels, o / groups,
        sliding.rows(images.dim(2), weights.dim(2)), sliding.columns(images.dim(3), weights.dim(3)));
  }

  private static Shape results(ConvShape s) {
    return Shape.of(s.images(), s.groups() * s.outputs(), s.y().places(), s.x().places());
  }

  /// See [#conv2d(Tensor, Tensor, Sliding, int)]. Each element of the result is one chain of fused
  /// multiply-adds in order of channel, row and column of the window.
  record Conv2d(Sliding sliding, int groups) implements Convolution {
    private static final String RULE = "(m, c, h, w) ⋆ (o, c / groups, kh, kw) → (m, o, h′, w′)";

    public Conv2d {
      demandGroups("Conv2d", groups);
    }

    @Override
    public String formula() {
      return "x0 ⋆ x1";
    }

    @Override
    public Type type(Type[] x) {
      demandPair(x, RULE);
      return x[0].with(results(sizes(sliding, groups, x[0].shape(), x[1].shape())));
    }

    @Override
    public void forward(Call call) {
      ConvShape s = sizes(sliding, groups, call.xType(0).shape(), call.xType(1).shape());
      ConvKernels.forward(s, call.x(0), call.x(1), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Shape images = x[0].shape();
      Shape weights = x[1].shape();
      return new @Nullable Tensor[] {
        wanted[0] ? convTranspose2d(dy, x[1], sliding, groups, images.dim(2), images.dim(3)) : null,
        wanted[1] ? new ConvWeights2d(sliding, groups, weights.dim(2), weights.dim(3)).apply(x[0], dy) : null
      };
    }

    @Override
    public String derivative() {
      return "dx0 = convTranspose(dy, x1), dx1 = convWeights(x0, dy)";
    }

    static List<Conv2d> examples() {
      return List.of(new Conv2d(Sliding.by(1), 1));
    }

    @Override
    public List<Specimen> specimens() {
      return ConvolutionSpecimens.forward();
    }
  }

  /// See [#convTranspose2d(Tensor, Tensor, Sliding, int)]: the cotangent of a convolution's images.
  ///
  /// @param height the rows of the result
  /// @param width the columns of the result
  record ConvTranspose2d(Sliding sliding, int groups, int height, int width) implements Convolution {
    private static final String RULE = "(m, o, h′, w′) and (o, c / groups, kh, kw) → (m, c, h, w)";

    public ConvTranspose2d {
      demandGroups("ConvTranspose2d", groups);
    }

    @Override
    public Type type(Type[] x) {
      demandPair(x, RULE);
      Shape dy = x[0].shape();
      Shape w = x[1].shape();
      if (height < 1 || width < 1) {
        throw new Mismatch("the padding leaves nothing of the result")
            .rule("it would have " + height + " rows and " + width + " columns").hint("less padding");
      }
      Shape images = Shape.of(dy.dim(0), Math.multiplyExact(w.dim(1), groups), height, width);
      Shape results = results(sizes(sliding, groups, images, w));
      if (!dy.equals(results)) {
        throw new Mismatch("images of " + height + " by " + width + " do not become this")
            .rule(RULE).hint("they become " + results);
      }
      return x[0].with(images);
    }

    @Override
    public void forward(Call call) {
      ConvShape s = sizes(sliding, groups, call.yType(0).shape(), call.xType(1).shape());
      ConvKernels.transpose(s, call.x(0), call.x(1), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Shape weights = x[1].shape();
      return new @Nullable Tensor[] {
        wanted[0] ? conv2d(dy, x[1], sliding, groups) : null,
        wanted[1] ? new ConvWeights2d(sliding, groups, weights.dim(2), weights.dim(3)).apply(dy, x[0]) : null
      };
    }

    @Override
    public String derivative() {
      return "dx0 = dy ⋆ x1, dx1 = convWeights(dy, x0)";
    }

    static List<ConvTranspose2d> examples() {
      return List.of(new ConvTranspose2d(Sliding.by(1), 1, 7, 9));
    }

    @Override
    public List<Specimen> specimens() {
      return ConvolutionSpecimens.transpose();
    }
  }

  /// The cotangent of a convolution's weights, given its images and the cotangent of its result:
  /// `(m, c, h, w)` and `(m, o, h′, w′)` give `(o, c / groups, kh, kw)`.
  ///
  /// @param height the rows of the weights' window
  /// @param width the columns of the weights' window
  record ConvWeights2d(Sliding sliding, int groups, int height, int width) implements Convolution {
    private static final String RULE = "(m, c, h, w) and (m, o, h′, w′) → (o, c / groups, kh, kw)";

    public ConvWeights2d {
      demandGroups("ConvWeights2d", groups);
    }

    @Override
    public Type type(Type[] x) {
      demandPair(x, RULE);
      Shape images = x[0].shape();
      Shape dy = x[1].shape();
      if (images.dim(1) % groups != 0) {
        throw new Mismatch(
            "the images' " + images.dim(1) + " channels do not divide into " + groups + " groups");
      }
      Shape weights = Shape.of(dy.dim(1), images.dim(1) / groups, height, width);
      Shape results = results(sizes(sliding, groups, images, weights));
      if (!dy.equals(results)) {
        throw new Mismatch("a window of " + height + " by " + width + " does not give this")
            .rule(RULE).hint("it gives " + results);
      }
      return x[0].with(weights);
    }

    @Override
    public void forward(Call call) {
      ConvShape s = sizes(sliding, groups, call.xType(0).shape(), call.yType(0).shape());
      ConvKernels.weights(s, call.x(0), call.x(1), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Shape images = x[0].shape();
      return new @Nullable Tensor[] {
        wanted[0] ? convTranspose2d(x[1], dy, sliding, groups, images.dim(2), images.dim(3)) : null,
        wanted[1] ? conv2d(x[0], dy, sliding, groups) : null
      };
    }

    @Override
    public String derivative() {
      return "dx0 = convTranspose(x1, dy), dx1 = x0 ⋆ dy";
    }

    static List<ConvWeights2d> examples() {
      return List.of(new ConvWeights2d(Sliding.by(1), 1, 3, 3));
    }

    @Override
    public List<Specimen> specimens() {
      return ConvolutionSpecimens.weights();
    }
  }
}
