package dev.adjoint.ops.kernel.conv;

import dev.adjoint.ops.kernel.Strided;
import dev.adjoint.ops.kernel.Workers;
import java.util.Arrays;

/// `y = x ⋆ w`; a task is a few images of a group, or a part of one large image.
final class ConvForward implements Workers.Task {
  private final ConvShape s;
  private final ConvTiles kernels;
  private final Object x;
  private final Object w;
  private final Object y;
  private final ConvImages images;
  private final ConvCorrelation correlation;
  private final ConvTasks tasks;
  /// Whether rows of results are shorter than a vector. They are then computed in scratch, a vector for each.
  private final boolean isNarrow;
  /// In scratch: a vector of zeros, images set out, narrow results.
  private final int results;
  private final int size;

  ConvForward(ConvShape s, ConvTiles kernels, Object x, Object w, Object y) {
    this.s = s;
    this.kernels = kernels;
    this.x = x;
    this.w = w;
    this.y = y;
    isNarrow = s.x().places() < kernels.lanes;
    images = new ConvImages(s, isNarrow, 1);
    int width = Math.max(s.x().places(), kernels.lanes);
    int[] to = new int[s.y().places()];
    Arrays.fill(to, s.taps());
    correlation = new ConvCorrelation(
        kernels, s.outputs(), images.taps, width, images.row, width, new int[to.length], to);
    tasks = ConvTasks.of(s, isNarrow ? 1 : correlation.parts());
    results = kernels.lanes + (images.inPlace ? 0 : images.size(kernels.lanes));
    size = results + (isNarrow ? s.outputs() * to.length * width : 0);
  }

  int tasks() {
    return tasks.count();
  }

  @Override
  public void run(int task) {
    Object scratch = ConvScratch.take(kernels.dtype, size);
    ConvScratch.zero(scratch, 0, kernels.lanes);
    int group = tasks.group(task);
    int narrow = s.y().places() * kernels.lanes;
    for (int image = tasks.firstImage(task); image < tasks.endImage(task); image++) {
      int at = image * s.groups() + group;
      Object from = x;
      int fromAt = at * s.channels() * s.plane();
      if (!images.inPlace) {
        images.setOut(x, image, 1, group, scratch, kernels.lanes, 0);
        from = scratch;
        fromAt = kernels.lanes;
      }
      int to = at * s.outputs() * s.places();
      int weights = group * s.outputs() * s.taps();
      correlation.run(tasks.part(task), tasks.parts(), w, weights, s.taps(), from, fromAt, scratch, 0,
          isNarrow ? scratch : y, isNarrow ? results : to, isNarrow ? narrow : s.places());
      if (isNarrow) {
        Strided.copy(scratch, results, new int[] {narrow, kernels.lanes, 1}, y, to,
            new int[] {s.places(), s.x().places(), 1},
            new int[] {s.outputs(), s.y().places(), s.x().places()});
      }
    }
    ConvScratch.give(kernels.dtype, scratch);
  }
}
