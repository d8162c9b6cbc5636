package dev.adjoint.ops.kernel.conv;

/// The work of a convolution shared out by shape: a task is some images of one group, or, where there are few
/// and large ones, one of several parts of an image.
///
/// @param perTask images of a task
/// @param parts parts of an image
record ConvTasks(int images, int groups, int perTask, int parts) {
  /// Multiply-adds of a task that are worth another thread's attention.
  private static final long WORTHWHILE = 1 << 19;
  /// Tasks that there should be, if they are worthwhile.
  private static final int ENOUGH = 8;

  /// @param mostParts how many parts an image can be cut into
  static ConvTasks of(ConvShape s, int mostParts) {
    long work = Math.max(1, (long) s.outputs() * s.places() * s.taps());
    int all = Math.max(1, s.images() * s.groups());
    if (work > WORTHWHILE) {
      int parts = (int) Math.min(Math.ceilDiv(ENOUGH, all), work / WORTHWHILE);
      return new ConvTasks(s.images(), s.groups(), 1, Math.clamp(parts, 1, Math.max(1, mostParts)));
    }
    int perTask = (int) Math.min(Math.ceilDiv(WORTHWHILE, work), Math.max(1, s.images()));
    return new ConvTasks(s.images(), s.groups(), perTask, 1);
  }

  int count() {
    return Math.ceilDiv(images, perTask) * groups * parts;
  }

  int part(int task) {
    return task % parts;
  }

  int group(int task) {
    return task / parts % groups;
  }

  int firstImage(int task) {
    return task / parts / groups * perTask;
  }

  int endImage(int task) {
    return Math.min(images, firstImage(task) + perTask);
  }
}
