package dev.adjoint.ops;

import dev.adjoint.core.Op;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Specimens of convolutions: one channel and many, strides, margins, dilation, groups, no images, and rows
/// shorter and longer than vectors.
///
/// @param channels the images' channels, all groups together
/// @param outputs the results' channels, all groups together
record ConvolutionSpecimens(
    Sliding sliding, int groups, int images, int channels, int outputs, int h, int w, int kh, int kw) {
  private static final Domain VALUES = Domain.reals(-2, 2);
  private static final Sliding PLAIN = Sliding.by(1);

  private static final List<ConvolutionSpecimens> ALL = List.of(
      new ConvolutionSpecimens(PLAIN, 1, 1, 1, 1, 1, 1, 1, 1),
      new ConvolutionSpecimens(PLAIN, 1, 2, 3, 4, 7, 9, 3, 3),
      new ConvolutionSpecimens(PLAIN.padding(1), 1, 2, 3, 7, 6, 19, 3, 3),
      new ConvolutionSpecimens(PLAIN, 1, 3, 1, 6, 9, 40, 5, 5),
      new ConvolutionSpecimens(PLAIN, 1, 2, 6, 13, 12, 12, 5, 5),
      new ConvolutionSpecimens(PLAIN, 1, 2, 5, 3, 4, 6, 1, 1),
      new ConvolutionSpecimens(Sliding.by(2, 1).padding(1, 0, 0, 2), 1, 1, 2, 5, 9, 11, 3, 2),
      new ConvolutionSpecimens(Sliding.by(2).padding(1), 1, 2, 2, 3, 10, 37, 3, 3),
      new ConvolutionSpecimens(Sliding.by(3, 2), 1, 1, 2, 2, 8, 7, 2, 1),
      new ConvolutionSpecimens(PLAIN.dilation(2, 3).padding(2), 2, 2, 4, 6, 6, 9, 2, 3),
      new ConvolutionSpecimens(Sliding.by(2, 3).dilation(3, 2).padding(3, 4), 1, 1, 2, 3, 6, 9, 3, 4),
      new ConvolutionSpecimens(PLAIN.padding(1), 5, 2, 5, 5, 8, 21, 3, 3),
      new ConvolutionSpecimens(PLAIN, 3, 1, 3, 6, 5, 7, 2, 2),
      new ConvolutionSpecimens(PLAIN, 1, 3, 4, 5, 3, 4, 3, 4),
      new ConvolutionSpecimens(PLAIN, 1, 0, 2, 3, 4, 4, 3, 3),
      new ConvolutionSpecimens(PLAIN, 1, 2, 0, 3, 4, 4, 3, 3));

  static List<Specimen> forward() {
    List<Specimen> all = new ArrayList<>();
    for (ConvolutionSpecimens s : ALL) {
      Op op = new Convolution.Conv2d(s.sliding, s.groups);
      all.add(s.specimen(op, s.x(), s.filters(), s.y(), (a, b, sum, x, w, y) -> sum[y] += a[x] * b[w]));
    }
    return all;
  }

  static List<Specimen> transpose() {
    List<Specimen> all = new ArrayList<>();
    for (ConvolutionSpecimens s : ALL) {
      Op op = new Convolution.ConvTranspose2d(s.sliding, s.groups, s.h, s.w);
      all.add(s.specimen(op, s.y(), s.filters(), s.x(), (a, b, sum, x, w, y) -> sum[x] += a[y] * b[w]));
    }
    return all;
  }

  static List<Specimen> weights() {
    List<Specimen> all = new ArrayList<>();
    for (ConvolutionSpecimens s : ALL) {
      Op op = new Convolution.ConvWeights2d(s.sliding, s.groups, s.kh, s.kw);
      all.add(s.specimen(op, s.x(), s.y(), s.filters(), (a, b, sum, x, w, y) -> sum[w] += a[x] * b[y]));
    }
    return all;
  }

  private int[] x() {
    return new int[] {images, channels, h, w};
  }

  private int[] filters() {
    return new int[] {outputs, channels / groups, kh, kw};
  }

  private int[] y() {
    return new int[] {images, outputs, rows(), columns()};
  }

  private int rows() {
    int padded = h + sliding.top() + sliding.bottom();
    return (padded - (kh - 1) * sliding.dilationY() - 1) / sliding.strideY() + 1;
  }

  private int columns() {
    int padded = w + sliding.left() + sliding.right();
    return (padded - (kw - 1) * sliding.dilationX() - 1) / sliding.strideX() + 1;
  }

  /// What one product of an element of `x` with a weight, which is part of an element of `y`, adds to a sum;
  /// `a` and `b` are the op's inputs.
  private interface Product {
    void add(double[] a, double[] b, double[] sum, int x, int w, int y);
  }

  private Specimen specimen(Op op, int[] first, int[] second, int[] result, Product product) {
    int size = IntStream.of(result).reduce(1, (a, b) -> a * b);
    List<Specimen.Input> inputs =
        List.of(Specimen.Input.of(VALUES, first), Specimen.Input.of(VALUES, second));
    return new Specimen(op, inputs, in -> {
      double[] sum = new double[size];
      for (int y = 0; y < images * outputs * rows() * columns(); y++) {
        for (int tap = 0; tap < channels / groups * kh * kw; tap++) {
          int x = under(y, tap);
          if (x >= 0) {
            int output = y / (rows() * columns()) % outputs;
            product.add(in[0], in[1], sum, x, output * (channels / groups) * kh * kw + tap, y);
          }
        }
      }
      return sum;
    });
  }

  /// The element of `x` that a tap of the window takes for an element of the result, or -1 in the margin.
  private int under(int result, int tap) {
    int image = result / (outputs * rows() * columns());
    int group = result / (rows() * columns()) % outputs / (outputs / groups);
    int channel = group * (channels / groups) + tap / (kh * kw);
    int fromTop = result / columns() % rows() * sliding.strideY() + tap / kw % kh * sliding.dilationY();
    int fromLeft = result % columns() * sliding.strideX() + tap % kw * sliding.dilationX();
    int row = fromTop - sliding.top();
    int column = fromLeft - sliding.left();
    boolean margin = row < 0 || row >= h || column < 0 || column >= w;
    return margin ? -1 : ((image * channels + channel) * h + row) * w + column;
  }
}
