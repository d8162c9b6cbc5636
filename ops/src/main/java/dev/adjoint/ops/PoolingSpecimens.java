package dev.adjoint.ops;

import dev.adjoint.core.Op;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Specimens of pooling: windows side by side, apart and overlapping, with margins and dilation, no images,
/// and rows shorter and longer than vectors.
record PoolingSpecimens(int images, int channels, int h, int w, int kh, int kw, Sliding sliding) {
  private static final Domain VALUES = Domain.reals(-2, 2);

  private static final List<PoolingSpecimens> ALL = List.of(
      new PoolingSpecimens(1, 1, 1, 1, 1, 1, Sliding.by(1)),
      new PoolingSpecimens(2, 3, 6, 8, 2, 2, Sliding.by(2)),
      new PoolingSpecimens(1, 2, 7, 35, 2, 2, Sliding.by(2)),
      new PoolingSpecimens(2, 1, 5, 19, 3, 3, Sliding.by(1)),
      new PoolingSpecimens(1, 2, 7, 9, 3, 3, Sliding.by(2).padding(1)),
      new PoolingSpecimens(1, 1, 9, 8, 2, 3, Sliding.by(3, 4).padding(1, 0, 0, 2)),
      new PoolingSpecimens(1, 1, 6, 9, 2, 3, Sliding.by(1).dilation(2).padding(1)),
      new PoolingSpecimens(1, 2, 3, 4, 3, 4, Sliding.by(1)),
      new PoolingSpecimens(0, 3, 4, 4, 2, 2, Sliding.by(2)));

  static List<Specimen> max() {
    return all(s -> s.specimen(new Pooling.MaxPool2d(s.kh, s.kw, s.sliding), in -> {
      double[] y = new double[s.places()];
      Arrays.setAll(y, p -> s.largest(in[0], p));
      return y;
    }, s.x()));
  }

  static List<Specimen> toMaxima() {
    return all(s -> s.specimen(new Pooling.ToMaxima(s.kh, s.kw, s.sliding), in -> {
      double[] dx = new double[s.images * s.channels * s.h * s.w];
      for (int p = 0; p < s.places(); p++) {
        int[] hits = s.hits(in[0], p);
        for (int i : hits) {
          dx[i] += in[1][p] / hits.length;
        }
      }
      return dx;
    }, s.x(), s.y()));
  }

  static List<Specimen> atMaxima() {
    return all(s -> s.specimen(new Pooling.AtMaxima(s.kh, s.kw, s.sliding), in -> {
      double[] y = new double[s.places()];
      for (int p = 0; p < y.length; p++) {
        y[p] = Arrays.stream(s.hits(in[0], p)).mapToDouble(i -> in[1][i]).average().orElseThrow();
      }
      return y;
    }, s.x(), s.x()));
  }

  static List<Specimen> average() {
    return all(s -> s.specimen(new Pooling.AveragePool2d(s.kh, s.kw, s.sliding), in -> {
      double[] y = new double[s.places()];
      Arrays.setAll(y, p -> Arrays.stream(s.window(p)).mapToDouble(i -> in[0][i]).average().orElseThrow());
      return y;
    }, s.x()));
  }

  static List<Specimen> spread() {
    return all(s -> s.specimen(new Pooling.Spread2d(s.kh, s.kw, s.sliding, s.h, s.w), in -> {
      double[] dx = new double[s.images * s.channels * s.h * s.w];
      for (int p = 0; p < s.places(); p++) {
        int[] window = s.window(p);
        for (int i : window) {
          dx[i] += in[0][p] / window.length;
        }
      }
      return dx;
    }, s.y()));
  }

  private interface Of {
    Specimen make(PoolingSpecimens sizes);
  }

  private static List<Specimen> all(Of of) {
    List<Specimen> all = new ArrayList<>();
    for (PoolingSpecimens s : ALL) {
      all.add(of.make(s));
    }
    return all;
  }

  private Specimen specimen(Op op, Specimen.Reference reference, int[]... inputs) {
    return new Specimen(
        op, Arrays.stream(inputs).map(sizes -> Specimen.Input.of(VALUES, sizes)).toList(), reference);
  }

  private int[] x() {
    return new int[] {images, channels, h, w};
  }

  private int[] y() {
    return new int[] {images, channels, rows(), columns()};
  }

  private int rows() {
    int padded = h + sliding.top() + sliding.bottom();
    return (padded - (kh - 1) * sliding.dilationY() - 1) / sliding.strideY() + 1;
  }

  private int columns() {
    int padded = w + sliding.left() + sliding.right();
    return (padded - (kw - 1) * sliding.dilationX() - 1) / sliding.strideX() + 1;
  }

  private int places() {
    return images * channels * rows() * columns();
  }

  private double largest(double[] x, int place) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i : window(place)) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  private int[] hits(double[] x, int place) {
    double largest = largest(x, place);
    return Arrays.stream(window(place)).filter(i -> x[i] == largest).toArray();
  }

  /// The elements of the images under the window at a place.
  private int[] window(int place) {
    int plane = place / (rows() * columns());
    List<Integer> window = new ArrayList<>();
    for (int ky = 0; ky < kh; ky++) {
      for (int kx = 0; kx < kw; kx++) {
        int row = place / columns() % rows() * sliding.strideY() + ky * sliding.dilationY() - sliding.top();
        int column = place % columns() * sliding.strideX() + kx * sliding.dilationX() - sliding.left();
        if (row >= 0 && row < h && column >= 0 && column < w) {
          window.add((plane * h + row) * w + column);
        }
      }
    }
    return window.stream().mapToInt(i -> i).toArray();
  }
}
