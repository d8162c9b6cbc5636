package dev.adjoint.ops.kernel.pool;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.kernel.Workers;
import dev.adjoint.ops.kernel.conv.ConvAxis;
import dev.adjoint.ops.kernel.conv.ConvImages;
import dev.adjoint.ops.kernel.conv.ConvScratch;
import dev.adjoint.ops.kernel.conv.ConvShape;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.pool.PoolSteps.Run;
import java.util.Arrays;

/// Pooling over heap arrays, and the two ways its derivatives take: back from places to the elements under
/// their windows, and from elements to places.
///
/// The channels of all images are planes of one channel each, `s.images()` of them. A task takes a few
/// planes, sets them out so that the taps of neighbouring places are neighbours ([ConvImages]), and takes the
/// steps of [PoolSteps] over all their places at once, also over those between the rows of places, whose
/// results are dropped. Each result is computed by itself in a fixed order of taps.
public final class PoolKernels {
  private static final PoolKernels SHARED = new PoolKernels(KernelCompiler.shared(), Workers.shared());
  /// Elements of the planes of a task: they and what is made of them stay in the L1 cache.
  private static final int TASK = 1 << 12;

  private final KernelCompiler compiler;
  private final Workers workers;

  PoolKernels(KernelCompiler compiler, Workers workers) {
    this.compiler = compiler;
    this.workers = workers;
  }

  /// The largest element of each window.
  public static void max(ConvShape s, Object x, Object y) {
    SHARED.largest(s, x, y);
  }

  /// The cotangent `dx` for `dy` of [#max]: each element of `dy` is shared equally by those that are largest.
  public static void toMaxima(ConvShape s, Object x, Object dy, Object dx) {
    SHARED.back(s, x, dy, dx);
  }

  /// The mean of `t` over the elements of each window of `x` that are largest.
  public static void atMaxima(ConvShape s, Object x, Object t, Object y) {
    SHARED.forth(s, x, t, y);
  }

  /// The mean of each window, of the elements that are there.
  public static void average(ConvShape s, Object x, Object y) {
    SHARED.mean(s, x, y);
  }

  /// The cotangent `dx` for `dy` of [#average].
  public static void spread(ConvShape s, Object dy, Object dx) {
    SHARED.share(s, dy, dx);
  }

  void largest(ConvShape s, Object x, Object y) {
    if (PoolPairs.fits(s)) {
      PoolPairs.max(s, compiler, workers, x, y);
      return;
    }
    Planes planes = new Planes(s, y);
    run(planes, 1, 1, (first, count, scratch) -> {
      Run from = planes.setOut(x, first, count, scratch, 0, Double.NEGATIVE_INFINITY);
      Run result = planes.result(y, first, scratch, 1, 0);
      planes.steps.max(from, planes.taps(), planes.window(), result, planes.places(count));
      planes.finish(result, y, first, count);
    });
  }

  void back(ConvShape s, Object x, Object dy, Object dx) {
    if (PoolPairs.fits(s)) {
      PoolPairs.share(s, compiler, workers, x, dy, dx);
      return;
    }
    Planes planes = new Planes(s, dx);
    run(planes, 2, 3, (first, count, scratch) -> {
      int n = planes.places(count);
      Run from = planes.setOut(x, first, count, scratch, 0, Double.NEGATIVE_INFINITY);
      Run max = planes.region(scratch, 2, 0);
      Run share = planes.region(scratch, 2, 1);
      planes.steps.max(from, planes.taps(), planes.window(), max, n);
      planes.steps.hits(from, planes.taps(), planes.window(), max, share, n);
      Run given = planes.given(dy, first, count, planes.region(scratch, 2, 2));
      planes.steps.divide(given, share, false, share, n);
      Run to = planes.target(dx, first, count, scratch, 1);
      for (int t = 0; t < planes.window(); t++) {
        Run tap = to.plus(planes.taps()[t]);
        if (planes.isDisjoint()) {
          planes.steps.hit(from.plus(planes.taps()[t]), max, share, tap, n);
        } else {
          planes.steps.addHit(from.plus(planes.taps()[t]), max, share, tap, n);
        }
      }
      planes.setBack(dx, first, count, to);
    });
  }

  void forth(ConvShape s, Object x, Object t, Object y) {
    Planes planes = new Planes(s, y);
    run(planes, 2, 3, (first, count, scratch) -> {
      int n = planes.places(count);
      Run from = planes.setOut(x, first, count, scratch, 0, Double.NEGATIVE_INFINITY);
      Run of = planes.setOut(t, first, count, scratch, 1, 0);
      Run max = planes.region(scratch, 2, 0);
      Run hits = planes.region(scratch, 2, 1);
      Run result = planes.result(y, first, scratch, 2, 2);
      planes.steps.max(from, planes.taps(), planes.window(), max, n);
      planes.steps.hits(from, planes.taps(), planes.window(), max, hits, n);
      for (int tap = 0; tap < planes.window(); tap++) {
        int at = planes.taps()[tap];
        if (tap == 0) {
          planes.steps.hit(from.plus(at), max, of.plus(at), result, n);
        } else {
          planes.steps.addHit(from.plus(at), max, of.plus(at), result, n);
        }
      }
      planes.steps.divide(result, hits, false, result, n);
      planes.finish(result, y, first, count);
    });
  }

  void mean(ConvShape s, Object x, Object y) {
    Planes planes = new Planes(s, y);
    Run counts = planes.counts();
    run(planes, 1, 1, (first, count, scratch) -> {
      int n = planes.places(count);
      Run from = planes.setOut(x, first, count, scratch, 0, 0);
      Run result = planes.result(y, first, scratch, 1, 0);
      planes.steps.sum(from, planes.taps(), planes.window(), result, n);
      planes.steps.divide(result, counts, planes.isEven(), result, n);
      planes.finish(result, y, first, count);
    });
  }

  void share(ConvShape s, Object dy, Object dx) {
    Planes planes = new Planes(s, dx);
    Run counts = planes.counts();
    run(planes, 1, 2, (first, count, scratch) -> {
      int n = planes.places(count);
      Run given = planes.given(dy, first, count, planes.region(scratch, 1, 0));
      Run share = planes.region(scratch, 1, 1);
      planes.steps.divide(given, counts, planes.isEven(), share, n);
      Run to = planes.target(dx, first, count, scratch, 0);
      if (planes.isDisjoint()) {
        ConvScratch.fill(to.array(), to.at(), to.at() + planes.images.size(0), 0);
      }
      for (int t = 0; t < planes.window(); t++) {
        planes.steps.add(share, to.plus(planes.taps()[t]), n);
      }
      planes.setBack(dx, first, count, to);
    });
  }

  private interface Body {
    void run(int first, int count, Object scratch);
  }

  /// Runs `body` for a few planes at a time, with scratch for as many planes set out and runs of places.
  private void run(Planes planes, int setOut, int regions, Body body) {
    int size = setOut * planes.images.size(0) + regions * planes.region;
    int all = planes.s.images();
    workers.run(Math.ceilDiv(all, planes.together), task -> {
      int first = task * planes.together;
      Object scratch = ConvScratch.take(planes.steps.dtype(), size);
      body.run(first, Math.min(planes.together, all - first), scratch);
      ConvScratch.give(planes.steps.dtype(), scratch);
    });
  }

  /// How planes of one channel and their places lie in memory.
  private final class Planes {
    final ConvShape s;
    final PoolSteps steps;
    final int together;
    final ConvImages images;
    /// The places of all planes of a task, those between rows among them.
    final int region;

    Planes(ConvShape s, Object array) {
      this.s = s;
      steps = new PoolSteps(compiler, array instanceof float[] ? DType.FLOAT32 : DType.FLOAT64);
      together = Math.clamp(TASK / s.plane(), 1, Math.max(1, s.images()));
      images = new ConvImages(s, false, together);
      region = places(together);
    }

    int[] taps() {
      return images.taps;
    }

    int window() {
      return images.taps.length;
    }

    int places(int count) {
      return (count - 1) * images.image + (s.y().places() - 1) * images.row + s.x().places();
    }

    /// Whether there are no places between rows, so that results lie as `y` does.
    private boolean isTight() {
      return images.row == s.x().places() && images.image == s.places();
    }

    /// Whether no element is under two windows.
    boolean isDisjoint() {
      return (s.y().taps() - 1) * s.y().dilation() < s.y().stride()
          && (s.x().taps() - 1) * s.x().dilation() < s.x().stride();
    }

    Run setOut(Object x, int first, int count, Object scratch, int number, double margin) {
      if (images.inPlace) {
        return new Run(x, first * s.plane());
      }
      int at = number * images.size(0);
      images.setOut(x, first, count, 0, scratch, at, margin);
      return new Run(scratch, at);
    }

    /// Where `dx` is put together, 0 where it will be added to.
    Run target(Object dx, int first, int count, Object scratch, int number) {
      if (images.inPlace) {
        ConvScratch.fill(dx, first * s.plane(), (first + count) * s.plane(), 0);
        return new Run(dx, first * s.plane());
      }
      int at = number * images.size(0);
      if (!isDisjoint() || !images.fillsPlanes()) {
        ConvScratch.fill(scratch, at, at + images.size(0), 0);
      }
      return new Run(scratch, at);
    }

    void setBack(Object dx, int first, int count, Run from) {
      if (!images.inPlace) {
        images.setBack(dx, first, count, from.array(), from.at());
      }
    }

    /// Room for something at each place, behind so many planes set out.
    Run region(Object scratch, int setOut, int number) {
      return new Run(scratch, setOut * images.size(0) + number * region);
    }

    /// Where results are put together: in `y` if that is possible.
    Run result(Object y, int first, Object scratch, int setOut, int number) {
      return isTight() ? new Run(y, first * s.places()) : region(scratch, setOut, number);
    }

    void finish(Run result, Object y, int first, int count) {
      if (!isTight()) {
        Strided.copy(result.array(), result.at(), new int[] {images.image, images.row, 1}, y,
            first * s.places(), new int[] {s.places(), s.x().places(), 1},
            new int[] {count, s.y().places(), s.x().places()});
      }
    }

    /// What is given for each place, with zeros between rows.
    Run given(Object dy, int first, int count, Run room) {
      if (isTight()) {
        return new Run(dy, first * s.places());
      }
      ConvScratch.fill(room.array(), room.at(), room.at() + places(count), 0);
      Strided.copy(dy, first * s.places(), new int[] {s.places(), s.x().places(), 1}, room.array(), room.at(),
          new int[] {images.image, images.row, 1}, new int[] {count, s.y().places(), s.x().places()});
      return room;
    }

    /// Whether all windows have the same number of elements.
    boolean isEven() {
      return count(s.y(), 0) == s.y().taps() && count(s.y(), s.y().places() - 1) == s.y().taps()
          && count(s.x(), 0) == s.x().taps() && count(s.x(), s.x().places() - 1) == s.x().taps();
    }

    /// The number of elements in a window: one number, or one for each place, 1 between rows.
    Run counts() {
      double[] counts = new double[isEven() ? 1 : region];
      Arrays.fill(counts, isEven() ? window() : 1);
      for (int i = 0; !isEven() && i < together * s.places(); i++) {
        int row = i / s.x().places() % s.y().places();
        int column = i % s.x().places();
        int at = i / s.places() * images.image + row * images.row + column;
        counts[at] = count(s.y(), row) * count(s.x(), column);
      }
      if (steps.dtype() == DType.FLOAT64) {
        return new Run(counts, 0);
      }
      float[] floats = new float[counts.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) counts[i];
      }
      return new Run(floats, 0);
    }

    private static int count(ConvAxis axis, int place) {
      int count = 0;
      for (int tap = 0; tap < axis.taps(); tap++) {
        int element = axis.element(place, tap);
        count += element >= 0 && element < axis.size() ? 1 : 0;
      }
      return count;
    }
  }
}
