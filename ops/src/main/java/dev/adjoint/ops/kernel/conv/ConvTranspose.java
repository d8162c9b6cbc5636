package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.kernel.Workers;
import java.util.Arrays;
import java.util.stream.IntStream;

/// `dx`, the transpose of a convolution, gathered rather than scattered.
///
/// For each row of an image and each column `kx` of the window, `columns[kx]` is a row of sums over the
/// results above and below that the row of the image went into, one fma chain in order of the window's row
/// and the output. No product with a zero is computed: rows of the window that would meet a result above the
/// first or below the last are left out of the chain, and so are those that a stride leaves between places.
/// Then the columns, each moved to where it belongs, are added up in order of `kx`. Both steps are
/// correlations, the second one with weights of 1.
///
/// A task goes over some rows of an image at a time, so that the columns stay in the L2 cache.
final class ConvTranspose implements Workers.Task {
  /// Elements of the columns of some rows.
  private static final int STRIP = 1 << 15;

  private final ConvShape s;
  private final ConvTiles kernels;
  private final Object dy;
  private final Object dx;
  private final Object ones;
  private final Strip[] strips;
  private final Phase[] phases;
  private final ConvTasks tasks;
  /// Whether there is one column, and it is the row of the image.
  private final boolean isDirect;
  /// Whether rows of results are shorter than a vector.
  private final boolean isNarrow;
  /// How a row of columns lies in scratch: a margin of zeros, the places, another margin.
  private final int before;
  private final int row;
  private final int stripRows;
  /// In scratch: a vector of zeros, results with a vector beyond, columns, a phase of some rows of an image.
  private final int columns;
  private final int target;
  private final int size;

  /// Some rows of the images that meet the same rows of the window, if more than the edge would let them.
  ///
  /// @param first the first row in an image; the next one is a stride away
  /// @param weights for each channel of each group and column of the window the weights in order of the chain
  /// @param chain the length of a chain
  private record Strip(int first, int place, int rows, Object weights, int chain, ConvCorrelation sums) {}

  /// The columns of the images that meet the same columns of the window.
  ///
  /// @param first the first column in an image; the next one is a stride away
  /// @param count how many there are
  private record Phase(int first, int count, ConvCorrelation[] byRows) {}

  ConvTranspose(ConvShape s, ConvTiles kernels, Object dy, Object w, Object dx) {
    this.s = s;
    this.kernels = kernels;
    this.dy = dy;
    this.dx = dx;
    ConvAxis x = s.x();
    int width = x.places();
    isNarrow = width < kernels.lanes;
    isDirect = !isNarrow && x.taps() == 1 && x.stride() == 1 && x.before() == 0 && x.size() == width;
    int farthest = (x.size() - 1 + x.before()) / x.stride();
    before = (x.taps() - 1) * x.dilation() / x.stride();
    row = before + Math.max(Math.max(width, kernels.lanes), farthest + 1) + kernels.lanes;
    stripRows = Math.clamp(STRIP / (s.channels() * x.taps() * row), 1, s.y().size());
    strips = IntStream.range(0, s.y().stride()).boxed()
        .flatMap(py -> Arrays.stream(strips(py, w))).toArray(Strip[]::new);
    ones = ones(x.taps());
    phases = isDirect ? new Phase[0]
        : IntStream.range(0, x.stride()).mapToObj(this::phase).toArray(Phase[]::new);
    tasks = ConvTasks.of(s, strips.length);
    columns = kernels.lanes + (isNarrow ? s.outputs() * s.places() + kernels.lanes : 0);
    target = columns + (isDirect ? 0 : s.channels() * x.taps() * stripRows * row + kernels.lanes);
    size = target + (isDirect || isInPlace() ? 0 : s.channels() * stripRows * Math.max(row, kernels.lanes));
  }

  /// Whether rows of an image are added up where they belong.
  private boolean isInPlace() {
    return s.x().stride() == 1 && s.x().size() >= kernels.lanes;
  }

  private Object ones(int n) {
    Object ones = kernels.dtype.newArray(n);
    ConvScratch.fill(ones, 0, n, 1);
    return ones;
  }

  /// The strips of the rows of one phase, which meet the rows of the window that fall in it.
  private Strip[] strips(int py, Object w) {
    ConvAxis y = s.y();
    int[] taps = taps(y, py);
    int begin = begin(y, py);
    int rows = Math.max(0, end(y, py) - begin);
    Object weights = weights(w, taps);
    Strip[] all = new Strip[Math.ceilDiv(rows, stripRows)];
    int[] steps = new int[taps.length * s.outputs()];
    for (int i = 0; i < steps.length; i++) {
      int up = taps[i / s.outputs()] * y.dilation() / y.stride();
      steps[i] = (i % s.outputs() * y.places() - up) * s.x().places();
    }
    for (int strip = 0; strip < all.length; strip++) {
      int place = begin + strip * stripRows;
      int[] from = new int[Math.min(stripRows, begin + rows - place)];
      int[] to = new int[from.length];
      for (int r = 0; r < from.length; r++) {
        for (int tap : taps) {
          int at = place + r - tap * y.dilation() / y.stride();
          from[r] += at >= y.places() ? s.outputs() : 0;
          to[r] += at >= 0 ? s.outputs() : 0;
        }
        from[r] = Math.min(from[r], to[r]);
      }
      int toRow = isDirect ? y.stride() * s.x().size() : row;
      all[strip] = new Strip(place * y.stride() + py - y.before(), place, from.length, weights, steps.length,
          new ConvCorrelation(kernels, s.channels() * s.x().taps(), steps,
              Math.max(s.x().places(), kernels.lanes), s.x().places(), toRow, from, to));
    }
    return all;
  }

  /// The weights of these rows of the window, as `(groups, channels, columns, rows, outputs)`.
  private Object weights(Object w, int[] rows) {
    int width = s.x().taps();
    int window = s.y().taps() * width;
    int[] sizes = {s.groups(), s.channels(), width, rows.length, s.outputs()};
    int size = IntStream.of(sizes).reduce(1, Math::multiplyExact);
    Object copy = kernels.dtype.newArray(size);
    if (size > 0) {
      int apart = rows.length > 1 ? rows[1] - rows[0] : 0;
      int[] strides = {s.outputs() * s.taps(), window, 1, apart * width, s.taps()};
      int[] packed = new int[sizes.length];
      int stride = 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        packed[i] = stride;
        stride *= sizes[i];
      }
      Strided.copy(w, rows[0] * width, strides, copy, 0, packed, sizes);
    }
    return copy;
  }

  /// The addition of columns for the image's columns of one phase; for a whole strip, and for each shorter
  /// one.
  private Phase phase(int px) {
    ConvAxis x = s.x();
    int[] taps = taps(x, px);
    int begin = begin(x, px);
    int count = Math.max(0, end(x, px) - begin);
    int[] steps = new int[taps.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = taps[i] * stripRows * row - taps[i] * x.dilation() / x.stride();
    }
    int width = Math.max(count, kernels.lanes);
    int toRow = isInPlace() ? s.y().stride() * x.size() : width;
    ConvCorrelation[] byRows = new ConvCorrelation[stripRows + 1];
    for (Strip strip : strips) {
      if (byRows[strip.rows] == null && count > 0) {
        int[] to = new int[strip.rows];
        Arrays.fill(to, steps.length);
        byRows[strip.rows] =
            new ConvCorrelation(kernels, 1, steps, width, row, toRow, new int[strip.rows], to);
      }
    }
    return new Phase(begin * x.stride() + px - x.before(), count, byRows);
  }

  /// The taps that fall in a phase; they are evenly spaced.
  private static int[] taps(ConvAxis axis, int phase) {
    return IntStream.range(0, axis.taps())
        .filter(tap -> tap * axis.dilation() % axis.stride() == phase).toArray();
  }

  private static int begin(ConvAxis axis, int phase) {
    return Math.max(0, Math.ceilDiv(axis.before() - phase, axis.stride()));
  }

  private static int end(ConvAxis axis, int phase) {
    return Math.floorDiv(axis.size() - 1 + axis.before() - phase, axis.stride()) + 1;
  }

  int tasks() {
    return tasks.count();
  }

  @Override
  public void run(int task) {
    Object scratch = ConvScratch.take(kernels.dtype, size);
    ConvScratch.zero(scratch, 0, kernels.lanes);
    if (!isDirect) {
      ConvScratch.zero(scratch, columns, target);
    }
    int group = tasks.group(task);
    int firstStrip = ConvCorrelation.cut(strips.length, tasks.parts(), tasks.part(task));
    int endStrip = ConvCorrelation.cut(strips.length, tasks.parts(), tasks.part(task) + 1);
    for (int i = tasks.firstImage(task); i < tasks.endImage(task); i++) {
      int at = i * s.groups() + group;
      Object from = dy;
      int fromAt = at * s.outputs() * s.places();
      if (isNarrow) {
        System.arraycopy(dy, fromAt, scratch, kernels.lanes, s.outputs() * s.places());
        from = scratch;
        fromAt = kernels.lanes;
      }
      for (int strip = firstStrip; strip < endStrip; strip++) {
        run(strips[strip], group, from, fromAt, scratch, at * s.channels() * s.plane());
      }
    }
    ConvScratch.give(kernels.dtype, scratch);
  }

  private void run(Strip strip, int group, Object from, int fromAt, Object scratch, int image) {
    int width = s.x().taps();
    int weights = group * s.channels() * width * strip.chain;
    int to = image + strip.first * s.x().size();
    int output = stripRows * row;
    strip.sums.run(0, 1, strip.weights, weights, strip.chain, from, fromAt + strip.place * s.x().places(),
        scratch, 0, isDirect ? dx : scratch, isDirect ? to : columns + before, isDirect ? s.plane() : output);
    if (isNarrow) {
      for (int r = 0; r < s.channels() * width * stripRows; r++) {
        int end = columns + r * row + before + s.x().places();
        ConvScratch.zero(scratch, end, end + kernels.lanes - s.x().places());
      }
    }
    for (Phase phase : phases) {
      if (phase.count > 0) {
        add(phase, strip, scratch, to + phase.first);
      }
    }
  }

  /// Adds up the columns of a strip for one phase of the images' columns, from `to` on.
  private void add(Phase phase, Strip strip, Object scratch, int to) {
    ConvAxis x = s.x();
    int columnsOfChannel = x.taps() * stripRows * row;
    int first = columns + before + (phase.first + x.before()) / x.stride();
    int width = Math.max(phase.count, kernels.lanes);
    int plane = isInPlace() ? s.plane() : strip.rows * width;
    for (int c = 0; c < s.channels(); c++) {
      phase.byRows[strip.rows].run(0, 1, ones, 0, 0, scratch, first + c * columnsOfChannel, scratch, 0,
          isInPlace() ? dx : scratch, (isInPlace() ? to : target) + c * plane, plane);
    }
    if (!isInPlace()) {
      Strided.copy(scratch, target, new int[] {plane, width, 1}, dx, to,
          new int[] {s.plane(), s.y().stride() * x.size(), x.stride()},
          new int[] {s.channels(), strip.rows, phase.count});
    }
  }
}
