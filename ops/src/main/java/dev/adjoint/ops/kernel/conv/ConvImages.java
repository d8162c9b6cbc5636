package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Strided;

/// Where the taps of a window lie in the images of one group: for a place in row `r` and column `q`, tap `t`
/// of image `i` is element `i · image + r · row + q + taps[t]`. Neighbouring places are neighbours in memory,
/// for every tap.
///
/// That is so in the images as they are if the window slides by 1 and stays within them. Otherwise, or where
/// vectors may read beyond the last element, some images at a time are set out, with their margin, in phases:
/// with strides `sy` and `sx` the elements whose row is congruent modulo `sy` and whose column is congruent
/// modulo `sx` are planes of their own. So nothing is copied more than once, and a stride costs nothing
/// later.
public final class ConvImages {
  /// Whether images are read where they lie.
  public final boolean inPlace;
  /// From a row to the next one, and from an image to the next one.
  public final int row;
  public final int image;
  /// How far each tap is from its place, in order of channel, row and column of the window.
  public final int[] taps;
  private final ConvShape s;
  private final int channel;
  private final int planeRows;
  private final int phase;
  private final int size;

  /// @param setOut whether images are set out in any case
  /// @param together the most images that are set out at a time
  public ConvImages(ConvShape s, boolean setOut, int together) {
    this.s = s;
    ConvAxis y = s.y();
    ConvAxis x = s.x();
    inPlace = !setOut && y.isPlain() && x.isPlain();
    planeRows = y.places() + (y.taps() - 1) * y.dilation() / y.stride();
    row = inPlace ? x.size() : x.places() + (x.taps() - 1) * x.dilation() / x.stride();
    channel = inPlace ? s.plane() : planeRows * row;
    image = inPlace ? s.groups() * s.channels() * channel : s.channels() * channel;
    phase = together * image;
    size = Math.multiplyExact(y.stride() * x.stride(), phase);
    taps = new int[s.taps()];
    int t = 0;
    for (int c = 0; c < s.channels(); c++) {
      for (int ky = 0; ky < y.taps(); ky++) {
        for (int kx = 0; kx < x.taps(); kx++) {
          int inY = ky * y.dilation();
          int inX = kx * x.dilation();
          int of = inY % y.stride() * x.stride() + inX % x.stride();
          taps[t++] = of * phase + c * channel + inY / y.stride() * row + inX / x.stride();
        }
      }
    }
  }

  /// The elements that images set out take, and a vector beyond.
  public int size(int lanes) {
    return size + lanes;
  }

  /// Sets out one group's part of `count` images from `first` on, in a margin of some value.
  public void setOut(Object x, int first, int count, int group, Object to, int at, double margin) {
    if (!fillsPlanes()) {
      ConvScratch.fill(to, at, at + size, margin);
    }
    move(x, first, count, group, to, at, false);
  }

  /// The other way: writes to `x` what is set out at `at`, without the margin, and 0 where no tap ever is.
  public void setBack(Object x, int first, int count, Object from, int at) {
    if (!coversImages()) {
      int image = s.groups() * s.channels() * s.plane();
      ConvScratch.fill(x, first * image, (first + count) * image, 0);
    }
    move(x, first, count, 0, from, at, true);
  }

  private void move(Object x, int first, int count, int group, Object planes, int at, boolean back) {
    ConvAxis sy = s.y();
    ConvAxis sx = s.x();
    int channels = s.groups() * s.channels();
    int[] inX = {channels * s.plane(), s.plane(), sy.stride() * sx.size(), sx.stride()};
    int[] inPlanes = {image, channel, row, 1};
    for (int py = 0; py < sy.stride(); py++) {
      for (int px = 0; px < sx.stride(); px++) {
        int y0 = begin(sy, py);
        int x0 = begin(sx, px);
        int[] sizes = {count, s.channels(), end(sy, py, planeRows) - y0, end(sx, px, row) - x0};
        if (isUsed(sy, py) && isUsed(sx, px) && sizes[2] > 0 && sizes[3] > 0) {
          int fromRow = y0 * sy.stride() + py - sy.before();
          int fromColumn = x0 * sx.stride() + px - sx.before();
          int of = (first * channels + group * s.channels()) * s.plane() + fromRow * sx.size() + fromColumn;
          int plane = at + (py * sx.stride() + px) * phase + y0 * row + x0;
          if (back) {
            Strided.copy(planes, plane, inPlanes, x, of, inX, sizes);
          } else {
            Strided.copy(x, of, inX, planes, plane, inPlanes, sizes);
          }
        }
      }
    }
  }

  /// Whether every element of a plane that a tap may be on is in the images.
  public boolean fillsPlanes() {
    return fillsPlanes(s.y(), planeRows) && fillsPlanes(s.x(), row);
  }

  private static boolean fillsPlanes(ConvAxis axis, int length) {
    return axis.before() == 0 && end(axis, axis.stride() - 1, length) == length;
  }

  /// Whether every element of the images is in a plane.
  private boolean coversImages() {
    return coversImages(s.y(), planeRows) && coversImages(s.x(), row);
  }

  private static boolean coversImages(ConvAxis axis, int length) {
    for (int phase = 0; phase < axis.stride(); phase++) {
      if (!isUsed(axis, phase) || end(axis, phase, length) < end(axis, phase, Integer.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a tap of the window falls in a phase.
  private static boolean isUsed(ConvAxis axis, int phase) {
    for (int tap = 0; tap < axis.taps(); tap++) {
      if (tap * axis.dilation() % axis.stride() == phase) {
        return true;
      }
    }
    return false;
  }

  /// The first element of a phase that is not margin.
  private static int begin(ConvAxis axis, int phase) {
    return Math.max(0, Math.ceilDiv(axis.before() - phase, axis.stride()));
  }

  /// Where the margin begins again.
  private static int end(ConvAxis axis, int phase, int length) {
    return Math.min(length, Math.floorDiv(axis.size() - 1 + axis.before() - phase, axis.stride()) + 1);
  }
}
