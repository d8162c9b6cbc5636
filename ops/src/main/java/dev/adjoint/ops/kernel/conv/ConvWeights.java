package dev.adjoint.ops.kernel.conv;

import static dev.adjoint.ops.kernel.conv.ConvCorrelation.cut;

import dev.adjoint.ops.kernel.Workers;

/// `dw[o][t] = Σ dy[place] · x[place + t]` over all places of all images.
///
/// Images are cut into a few chunks, by shape; a chunk's sum has virtual lanes ([ConvSumTile]), which are
/// added up as a tree, and the chunks' sums are added in order. So the bits depend neither on vectors nor on
/// threads. A task is a chunk and some output channels of a group. It goes over blocks of about a thousand
/// places: several small images, or some rows of a large one.
final class ConvWeights implements Workers.Task {
  private static final int MOST_CHUNKS = 4;
  /// Places that a chunk should have, since its lanes have to be added up.
  private static final int CHUNK = 512;
  private static final int BLOCK = 1024;
  private static final int ENOUGH_TASKS = 8;

  private final ConvShape s;
  private final ConvTiles kernels;
  private final Object x;
  private final Object dy;
  private final ConvImages images;
  private final int virtual;
  private final boolean isRagged;
  private final boolean[] mask;
  private final int chunks;
  private final int parts;
  private final int blockImages;
  private final int blockRows;
  private final int[] whole;
  private final int[] ragged;
  /// `dw`, or for each chunk what it adds to it.
  private final Object sums;

  ConvWeights(ConvShape s, ConvTiles kernels, Object x, Object dy, Object dw) {
    this.s = s;
    this.kernels = kernels;
    this.x = x;
    this.dy = dy;
    virtual = ConvTiles.virtual(kernels.dtype);
    int width = s.x().places();
    isRagged = width % virtual != 0;
    mask = new boolean[virtual];
    for (int i = 0; i < width % virtual; i++) {
      mask[i] = true;
    }
    chunks = Math.clamp((long) s.images() * s.places() / CHUNK, 1, Math.clamp(s.images(), 1, MOST_CHUNKS));
    parts = Math.clamp(ENOUGH_TASKS / (chunks * s.groups()), 1, kernels.sumRowTiles(s.outputs()));
    blockImages = Math.clamp(BLOCK / s.places(), 1, Math.max(1, Math.ceilDiv(s.images(), chunks)));
    images = new ConvImages(s, isRagged, blockImages);
    blockRows = Math.clamp(BLOCK / width, 1, s.y().places());
    int rows = blockImages > 1 ? s.y().places() : blockRows;
    int perRow = width / virtual;
    whole = new int[2 * blockImages * rows * perRow];
    ragged = new int[2 * blockImages * rows];
    for (int i = 0; i < blockImages * rows; i++) {
      int inX = i / rows * images.image + i % rows * images.row;
      int inDy = i / rows * s.groups() * s.outputs() * s.places() + i % rows * width;
      for (int v = 0; v <= perRow; v++) {
        int[] table = v < perRow ? whole : ragged;
        int at = v < perRow ? 2 * (i * perRow + v) : 2 * i;
        table[at] = inX + v * virtual;
        table[at + 1] = inDy + v * virtual;
      }
    }
    sums = chunks == 1 ? dw : kernels.dtype.newArray(chunks * s.groups() * s.outputs() * s.taps());
  }

  int tasks() {
    return chunks * s.groups() * parts;
  }

  /// Multiply-adds in all.
  long work() {
    return (long) s.images() * s.groups() * s.outputs() * s.places() * s.taps();
  }

  @Override
  public void run(int task) {
    int part = task % parts;
    int group = task / parts % s.groups();
    int chunk = task / parts / s.groups();
    int o0 = cut(s.outputs(), parts, part);
    int o1 = cut(s.outputs(), parts, part + 1);
    int lanesOfSums = (o1 - o0) * s.taps() * virtual;
    int results = lanesOfSums + (images.inPlace ? 0 : images.size(virtual));
    int last = isRagged ? blockImages * s.groups() * s.outputs() * s.places() + virtual : 0;
    Object scratch = ConvScratch.take(kernels.dtype, results + last);
    ConvScratch.zero(scratch, 0, lanesOfSums);
    int end = cut(s.images(), chunks, chunk + 1);
    for (int image = cut(s.images(), chunks, chunk); image < end; image += blockImages) {
      int count = Math.min(blockImages, end - image);
      Object from = x;
      int fromAt = (image * s.groups() + group) * s.channels() * s.plane();
      if (!images.inPlace) {
        images.setOut(x, image, count, group, scratch, lanesOfSums, 0);
        from = scratch;
        fromAt = lanesOfSums;
      }
      Object of = dy;
      int ofAt = (image * s.groups() + group) * s.outputs() * s.places();
      int length = ((count - 1) * s.groups() + 1) * s.outputs() * s.places();
      if (isRagged && ofAt + length + virtual > s.images() * s.groups() * s.outputs() * s.places()) {
        // The last vector would reach beyond the end of the array.
        System.arraycopy(dy, ofAt, scratch, results, length);
        of = scratch;
        ofAt = results;
      }
      int rows = blockImages > 1 ? s.y().places() : blockRows;
      for (int row = 0; row < s.y().places(); row += rows) {
        int blocks = count * Math.min(rows, s.y().places() - row);
        add(scratch, o0, o1, blocks, from, fromAt + row * images.row, of, ofAt + row * s.x().places());
      }
    }
    fold(scratch, o1 - o0, ((chunk * s.groups() + group) * s.outputs() + o0) * s.taps());
    ConvScratch.give(kernels.dtype, scratch);
  }

  /// Adds what some rows of places give to the lanes of the sums in scratch.
  private void add(Object scratch, int o0, int o1, int rows, Object from, int fromAt, Object of, int ofAt) {
    int rowTiles = kernels.sumRowTiles(o1 - o0);
    for (int tile = 0; tile < rowTiles; tile++) {
      int o = cut(o1 - o0, rowTiles, tile);
      int count = cut(o1 - o0, rowTiles, tile + 1) - o;
      int tapTiles = Math.ceilDiv(s.taps(), kernels.maxTaps(count));
      for (int taps = 0; taps < tapTiles; taps++) {
        int tap = cut(s.taps(), tapTiles, taps);
        kernels.sumTile(count, cut(s.taps(), tapTiles, taps + 1) - tap).run(
            rows * (s.x().places() / virtual), whole, isRagged ? rows : 0, ragged, mask, from, fromAt,
            images.taps, tap, of, ofAt + (o0 + o) * s.places(), s.places(),
            scratch, (o * s.taps() + tap) * virtual, s.taps() * virtual);
      }
    }
  }

  /// Adds up the lanes of each sum.
  private void fold(Object scratch, int outputs, int to) {
    if (scratch instanceof float[] lanes) {
      float[] result = (float[]) sums;
      for (int i = 0; i < outputs * s.taps(); i++) {
        int at = 8 * i;
        result[to + i] = ((lanes[at] + lanes[at + 4]) + (lanes[at + 2] + lanes[at + 6]))
            + ((lanes[at + 1] + lanes[at + 5]) + (lanes[at + 3] + lanes[at + 7]));
      }
    } else {
      double[] lanes = (double[]) scratch;
      double[] result = (double[]) sums;
      for (int i = 0; i < outputs * s.taps(); i++) {
        int at = 4 * i;
        result[to + i] = (lanes[at] + lanes[at + 2]) + (lanes[at + 1] + lanes[at + 3]);
      }
    }
  }

  /// Adds up what the chunks gave, in order.
  void finish(Object dw) {
    if (chunks == 1) {
      return;
    }
    int n = s.groups() * s.outputs() * s.taps();
    System.arraycopy(sums, 0, dw, 0, n);
    for (int chunk = 1; chunk < chunks; chunk++) {
      if (sums instanceof float[] parts) {
        float[] result = (float[]) dw;
        for (int i = 0; i < n; i++) {
          result[i] += parts[chunk * n + i];
        }
      } else {
        double[] parts = (double[]) sums;
        double[] result = (double[]) dw;
        for (int i = 0; i < n; i++) {
          result[i] += parts[chunk * n + i];
        }
      }
    }
  }
}
