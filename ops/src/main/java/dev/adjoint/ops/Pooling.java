package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.conv.ConvAxis;
import dev.adjoint.ops.kernel.conv.ConvShape;
import dev.adjoint.ops.kernel.pool.PoolKernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One element for each place of a window that slides over images, channel by channel: `(m, c, h, w)` →
/// `(m, c, h′, w′)`. FLOAT32 and FLOAT64. The margin has no elements: it is never the largest, and does not
/// count in a mean.
public sealed interface Pooling extends SingleOp, Specified {
  /// The largest element of each square of `size` by `size`, side by side; what does not fill a square is
  /// left out. Elements that tie share the derivative equally; where the largest is NaN there is none.
  ///
  /// @throws dev.adjoint.core.OperandException if the images are smaller than the window
  static Tensor maxPool2d(Tensor x, int size) {
    return maxPool2d(x, size, size, Sliding.by(size));
  }

  /// The largest element of a window of `height` by `width`.
  static Tensor maxPool2d(Tensor x, int height, int width, Sliding sliding) {
    return new MaxPool2d(height, width, sliding).apply(x);
  }

  /// The mean of each square of `size` by `size`, side by side; what does not fill a square is left out.
  ///
  /// @throws dev.adjoint.core.OperandException if the images are smaller than the window
  static Tensor averagePool2d(Tensor x, int size) {
    return averagePool2d(x, size, size, Sliding.by(size));
  }

  /// The mean of a window of `height` by `width`, of the elements that are there. To count margins as zeros,
  /// [Layout#pad] the images instead.
  static Tensor averagePool2d(Tensor x, int height, int width, Sliding sliding) {
    return new AveragePool2d(height, width, sliding).apply(x);
  }

  /// The rows of the window.
  int height();

  /// The columns of the window.
  int width();

  /// How the window slides.
  Sliding sliding();

  @Override
  default String label() {
    String s = sliding().toString();
    return name() + "[" + height() + "×" + width() + (s.isEmpty() ? "" : ", " + s) + "]";
  }

  /// The sizes of pooling images, each channel an image of its own.
  ///
  /// @throws Mismatch if there is no place for the window, or one with the margin alone
  private static ConvShape sizes(Pooling op, Shape x) {
    ConvAxis rows = op.sliding().rows(x.dim(2), op.height());
    ConvAxis columns = op.sliding().columns(x.dim(3), op.width());
    if (!rows.isNeverEmpty() || !columns.isNeverEmpty()) {
      throw new Mismatch("the window would be in the margin alone")
          .rule("every window of " + op.height() + " by " + op.width() + " has an element of the images")
          .hint("less padding");
    }
    return new ConvShape(x.dim(0) * x.dim(1), 1, 1, 1, rows, columns);
  }

  private static Shape pooled(Pooling op, Shape x) {
    ConvShape s = sizes(op, x);
    return Shape.of(x.dim(0), x.dim(1), s.y().places(), s.x().places());
  }

  private static void demandImages(Type[] x, int inputs) {
    Mismatch.demandInputs(x, inputs);
    for (Type t : x) {
      if (!t.dtype().isFloating() || t.dtype() != x[0].dtype()) {
        throw new Mismatch("does not take " + t.dtype()).rule("FLOAT32 or FLOAT64, the same for all");
      }
      if (t.shape().rank() != 4) {
        throw new Mismatch("not images").rule("(m, c, h, w)").hint("reshape one image to (1, c, h, w)");
      }
    }
  }

  private static void demandShape(Type x, Shape shape) {
    if (!x.shape().equals(shape)) {
      throw new Mismatch("the second operand has another shape").rule("it is " + shape);
    }
  }

  /// See [#maxPool2d(Tensor, int, int, Sliding)].
  record MaxPool2d(int height, int width, Sliding sliding) implements Pooling {
    @Override
    public Type type(Type[] x) {
      demandImages(x, 1);
      return x[0].with(pooled(this, x[0].shape()));
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      PoolKernels.max(sizes(this, call.xType(0).shape()), call.x(0), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {new ToMaxima(height, width, sliding).apply(x[0], dy)};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null ? null : new AtMaxima(height, width, sliding).apply(x[0], d);
    }

    @Override
    public String derivative() {
      return "dx = dy at the largest of each window, shared equally at ties";
    }

    static List<MaxPool2d> examples() {
      return List.of(new MaxPool2d(2, 2, Sliding.by(2)));
    }

    @Override
    public List<Specimen> specimens() {
      return PoolingSpecimens.max();
    }
  }

  /// What moves between the largest elements of windows and their places: for `x0` the images, it is linear
  /// in `x1`, since where the largest elements are does not change under a small step.
  sealed interface Maxima extends Pooling {
    @Override
    default boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    default boolean savesOutput(int i) {
      return false;
    }

    @Override
    default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[1];
      return d == null ? null : apply(x[0], d);
    }
  }

  /// The cotangent of the images of [MaxPool2d], for `x0` the images and `x1` that of the result: each
  /// element of `x1` goes to the largest of its window, in equal shares if there are several.
  record ToMaxima(int height, int width, Sliding sliding) implements Maxima {
    @Override
    public Type type(Type[] x) {
      demandImages(x, 2);
      demandShape(x[1], pooled(this, x[0].shape()));
      return x[0];
    }

    @Override
    public void forward(Call call) {
      PoolKernels.toMaxima(sizes(this, call.xType(0).shape()), call.x(0), call.x(1), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {
        null, wanted[1] ? new AtMaxima(height, width, sliding).apply(x[0], dy) : null
      };
    }

    @Override
    public String derivative() {
      return "dx0 = 0, dx1 = the mean of dy at the largest of each window of x0";
    }

    static List<ToMaxima> examples() {
      return List.of(new ToMaxima(2, 2, Sliding.by(2)));
    }

    @Override
    public List<Specimen> specimens() {
      return PoolingSpecimens.toMaxima();
    }
  }

  /// The tangent of the result of [MaxPool2d], for `x0` the images and `x1` their tangent: the mean of `x1`
  /// over the elements of each window that are largest.
  record AtMaxima(int height, int width, Sliding sliding) implements Maxima {
    @Override
    public Type type(Type[] x) {
      demandImages(x, 2);
      demandShape(x[1], x[0].shape());
      return x[0].with(pooled(this, x[0].shape()));
    }

    @Override
    public void forward(Call call) {
      PoolKernels.atMaxima(sizes(this, call.xType(0).shape()), call.x(0), call.x(1), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {
        null, wanted[1] ? new ToMaxima(height, width, sliding).apply(x[0], dy) : null
      };
    }

    @Override
    public String derivative() {
      return "dx0 = 0, dx1 = dy at the largest of each window of x0, shared equally at ties";
    }

    static List<AtMaxima> examples() {
      return List.of(new AtMaxima(2, 2, Sliding.by(2)));
    }

    @Override
    public List<Specimen> specimens() {
      return PoolingSpecimens.atMaxima();
    }
  }

  /// See [#averagePool2d(Tensor, int, int, Sliding)].
  record AveragePool2d(int height, int width, Sliding sliding) implements Pooling, Linear {
    @Override
    public Type type(Type[] x) {
      demandImages(x, 1);
      return x[0].with(pooled(this, x[0].shape()));
    }

    @Override
    public void forward(Call call) {
      PoolKernels.average(sizes(this, call.xType(0).shape()), call.x(0), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Shape images = x[0].shape();
      return new @Nullable Tensor[] {
        new Spread2d(height, width, sliding, images.dim(2), images.dim(3)).apply(dy)
      };
    }

    @Override
    public String derivative() {
      return "dx = dy / count at each element of its window";
    }

    static List<AveragePool2d> examples() {
      return List.of(new AveragePool2d(2, 2, Sliding.by(2)));
    }

    @Override
    public List<Specimen> specimens() {
      return PoolingSpecimens.average();
    }
  }

  /// The transpose of [AveragePool2d]: each element, divided by the count of its window, is added to every
  /// element of the window.
  ///
  /// @param rows the rows of the images
  /// @param columns the columns of the images
  record Spread2d(int height, int width, Sliding sliding, int rows, int columns) implements Pooling, Linear {
    private Shape images(Shape dy) {
      return Shape.of(dy.dim(0), dy.dim(1), rows, columns);
    }

    @Override
    public Type type(Type[] x) {
      demandImages(x, 1);
      Shape images = images(x[0].shape());
      Shape pooled = pooled(this, images);
      if (!x[0].shape().equals(pooled)) {
        throw new Mismatch("images of " + rows + " by " + columns + " do not become this")
            .rule("they become " + pooled);
      }
      return x[0].with(images);
    }

    @Override
    public void forward(Call call) {
      PoolKernels.spread(sizes(this, call.yType(0).shape()), call.x(0), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      return new @Nullable Tensor[] {averagePool2d(dy, height, width, sliding)};
    }

    @Override
    public String derivative() {
      return "dx = the mean of each window of dy";
    }

    static List<Spread2d> examples() {
      return List.of(new Spread2d(2, 2, Sliding.by(2), 6, 9));
    }

    @Override
    public List<Specimen> specimens() {
      return PoolingSpecimens.spread();
    }
  }
}
