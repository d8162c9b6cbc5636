package dev.adjoint.ops.kernel;

/// `dx`, the transpose of a convolution, gathered rather than scattered: for each element of an image the
/// products of the results it went into with the weight it met there, in order of the window's row, output
/// and the window's column.
///
/// With strides, the elements of an image that lie in one phase (see [ConvImages]) meet the same taps, so
/// each phase is a correlation of its own with those taps alone; no product with a zero between places is
/// computed. Rows of the window that would meet a result above the first or below the last are left out of
/// the chain.
final class ConvTranspose implements Workers.Task {
  private final ConvShape s;
  private final ConvTiles kernels;
  private final Object dy;
  private final Object dx;
  private final Phase[] phases;
  private final ConvTasks tasks;
  /// Whether results are read where they lie; otherwise they are set out with margins left and right.
  private final boolean inPlace;
  private final int left;
  private final int row;
  /// In scratch: a vector of zeros, results set out, a phase of an image.
  private final int image;
  private final int size;

  /// The taps that one phase of an image meets.
  ///
  /// @param y0 the first row of the phase that is not margin
  /// @param x0 the first column of the phase that is not margin
  /// @param weights for each channel of each group its weights in order of the chain
  /// @param taps the length of a chain
  /// @param direct whether rows are computed in the image itself
  private record Phase(
      int py, int px, int y0, int rows, int x0, int columns, Object weights, int taps, boolean direct,
      ConvCorrelation correlation) {}

  ConvTranspose(ConvShape s, ConvTiles kernels, Object dy, Object w, Object dx) {
    this.s = s;
    this.kernels = kernels;
    this.dy = dy;
    this.dx = dx;
    ConvAxis x = s.x();
    int columns = (x.size() - 1 + x.before()) / x.stride() + 1;
    left = (x.taps() - 1) * x.dilation() / x.stride();
    inPlace = left == 0 && columns <= x.places() && isDirect();
    row = inPlace ? x.places() : left + Math.max(columns, x.places());
    phases = new Phase[s.y().stride() * x.stride()];
    int largest = 0;
    int parts = 1;
    for (int i = 0; i < phases.length; i++) {
      phases[i] = phase(i / x.stride(), i % x.stride(), w);
      Phase p = phases[i];
      largest = p.direct ? largest : Math.max(largest, p.rows * Math.max(p.columns, kernels.lanes));
      parts = p.direct && phases.length == 1 ? p.correlation.parts() : 1;
    }
    tasks = ConvTasks.of(s, parts);
    image = kernels.lanes + (inPlace ? 0 : s.outputs() * s.y().places() * row + kernels.lanes);
    size = image + s.channels() * largest;
  }

  private boolean isDirect() {
    return s.x().stride() == 1 && s.x().size() >= kernels.lanes;
  }

  private Phase phase(int py, int px, Object w) {
    ConvAxis y = s.y();
    ConvAxis x = s.x();
    int y0 = begin(y, py);
    int x0 = begin(x, px);
    int rows = end(y, py) - y0;
    int columns = end(x, px) - x0;
    int[] ky = taps(y, py);
    int[] kx = taps(x, px);
    int[] steps = new int[ky.length * s.outputs() * kx.length];
    int step = 0;
    for (int ty : ky) {
      for (int o = 0; o < s.outputs(); o++) {
        for (int tx : kx) {
          int up = ty * y.dilation() / y.stride();
          steps[step++] = (o * y.places() - up) * row - tx * x.dilation() / x.stride();
        }
      }
    }
    int[] from = new int[rows];
    int[] to = new int[rows];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < ky.length; i++) {
        int place = y0 + r - ky[i] * y.dilation() / y.stride();
        from[r] += place >= y.places() ? s.outputs() * kx.length : 0;
        to[r] += place >= 0 ? s.outputs() * kx.length : 0;
      }
      from[r] = Math.min(from[r], to[r]);
    }
    boolean direct = isDirect();
    int width = Math.max(columns, kernels.lanes);
    int toRow = direct ? y.stride() * x.size() : width;
    return new Phase(py, px, y0, rows, x0, columns, weights(w, ky, kx), steps.length, direct,
        new ConvCorrelation(kernels, s.channels(), steps, width, row, toRow, from, to));
  }

  /// The weights of these rows and columns of the window, as `(groups, channels, rows, outputs, columns)`.
  private Object weights(Object w, int[] ky, int[] kx) {
    int window = s.y().taps() * s.x().taps();
    int[] sizes = {s.groups(), s.channels(), ky.length, s.outputs(), kx.length};
    int size = 1;
    for (int n : sizes) {
      size *= n;
    }
    Object copy = kernels.dtype.newArray(size);
    if (size > 0) {
      int rowStep = ky.length > 1 ? ky[1] - ky[0] : 0;
      int columnStep = kx.length > 1 ? kx[1] - kx[0] : 0;
      int[] strides = {
        s.outputs() * s.taps(), window, rowStep * s.x().taps(), s.taps(), columnStep
      };
      int[] packed = new int[sizes.length];
      int stride = 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        packed[i] = stride;
        stride *= sizes[i];
      }
      Strided.copy(w, ky[0] * s.x().taps() + kx[0], strides, copy, 0, packed, sizes);
    }
    return copy;
  }

  /// The taps that fall in a phase; they are evenly spaced.
  private static int[] taps(ConvAxis axis, int phase) {
    return java.util.stream.IntStream.range(0, axis.taps())
        .filter(tap -> tap * axis.dilation() % axis.stride() == phase).toArray();
  }

  private static int begin(ConvAxis axis, int phase) {
    return Math.max(0, Math.ceilDiv(axis.before() - phase, axis.stride()));
  }

  private static int end(ConvAxis axis, int phase) {
    return Math.max(begin(axis, phase),
        Math.floorDiv(axis.size() - 1 + axis.before() - phase, axis.stride()) + 1);
  }

  int tasks() {
    return tasks.count();
  }

  @Override
  public void run(int task) {
    Object scratch = ConvScratch.take(kernels.dtype, size);
    ConvScratch.zero(scratch, 0, kernels.lanes);
    int group = tasks.group(task);
    for (int i = tasks.firstImage(task); i < tasks.endImage(task); i++) {
      int at = i * s.groups() + group;
      Object from = dy;
      int fromAt = at * s.outputs() * s.places();
      if (!inPlace) {
        setOut(fromAt, scratch);
        from = scratch;
        fromAt = kernels.lanes;
      }
      for (Phase phase : phases) {
        run(phase, task, group, from, fromAt, scratch, at * s.channels() * s.plane());
      }
    }
    ConvScratch.give(kernels.dtype, scratch);
  }

  private void setOut(int from, Object scratch) {
    int height = s.y().places();
    int width = s.x().places();
    ConvScratch.zero(scratch, kernels.lanes, image);
    Strided.copy(dy, from, new int[] {width, 1}, scratch, kernels.lanes + left, new int[] {row, 1},
        new int[] {s.outputs() * height, width});
  }

  private void run(Phase p, int task, int group, Object from, int fromAt, Object scratch, int to) {
    if (p.rows == 0 || p.columns == 0) {
      return;
    }
    int first = fromAt + p.y0 * row + p.x0 + left;
    int firstWeight = group * s.channels() * p.taps;
    ConvAxis y = s.y();
    ConvAxis x = s.x();
    int row0 = p.y0 * y.stride() + p.py - y.before();
    int column0 = p.x0 * x.stride() + p.px - x.before();
    int target = to + row0 * x.size() + column0;
    if (p.direct) {
      p.correlation.run(tasks.part(task), tasks.parts(), p.weights, firstWeight, p.taps, from, first,
          scratch, 0, dx, target, s.plane());
      return;
    }
    int width = Math.max(p.columns, kernels.lanes);
    p.correlation.run(0, 1, p.weights, firstWeight, p.taps, from, first, scratch, 0,
        scratch, image, p.rows * width);
    Strided.copy(scratch, image, new int[] {p.rows * width, width, 1}, dx, target,
        new int[] {s.plane(), y.stride() * x.size(), x.stride()},
        new int[] {s.channels(), p.rows, p.columns});
  }
}
