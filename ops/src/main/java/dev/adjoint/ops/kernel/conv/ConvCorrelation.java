package dev.adjoint.ops.kernel.conv;

import java.util.Arrays;

/// One group of one image, cut into tiles: output channels `o` at places `p`,
/// `c[o][p] = Σ a[o][q] · b[p + steps[q]]`, one fma chain in order of `q` for each.
///
/// Places form rows. A row is cut into vectors; the last one overlaps the one before where the row is not a
/// whole number of vectors, and computes some elements twice, to the same bits. Rows may differ in the part
/// of the chain that concerns them.
final class ConvCorrelation {
  /// Steps at a time, so that what the tiles of a few vectors read stays in the L1 cache.
  private static final int BLOCK = 256;

  private final ConvTiles kernels;
  private final int outputs;
  private final int[] steps;
  /// For each vector, how far it is from the first place in `b` and in `c`.
  private final int[] places;
  /// For each tile its first vector, their number, and its part of the chain.
  private final int[] tiles;

  /// @param width the places of a row, at least the lanes of a vector
  /// @param bRow how far it is in `b` from row to row
  /// @param cRow how far it is in `c` from row to row
  /// @param from for each row the first step that concerns it
  /// @param to for each row the end of these steps
  ConvCorrelation(
      ConvTiles kernels, int outputs, int[] steps, int width, int bRow, int cRow, int[] from, int[] to) {
    this.kernels = kernels;
    this.outputs = outputs;
    this.steps = steps;
    int vectors = Math.ceilDiv(width, kernels.lanes);
    places = new int[2 * vectors * from.length];
    int at = 0;
    for (int row = 0; row < from.length; row++) {
      for (int v = 0; v < vectors; v++) {
        int column = Math.min(v * kernels.lanes, width - kernels.lanes);
        places[at++] = row * bRow + column;
        places[at++] = row * cRow + column;
      }
    }
    tiles = tiles(vectors, from, to);
  }

  /// Rows that have the same part of the chain share tiles.
  private int[] tiles(int vectors, int[] from, int[] to) {
    int most = kernels.maxVectors(Math.ceilDiv(outputs, kernels.rowTiles(outputs)));
    int[] all = new int[4 * vectors * from.length];
    int at = 0;
    for (int row = 0; row < from.length; ) {
      int end = row + 1;
      while (end < from.length && from[end] == from[row] && to[end] == to[row]) {
        end++;
      }
      int alike = (end - row) * vectors;
      int parts = Math.ceilDiv(alike, most);
      for (int part = 0; part < parts; part++) {
        int first = cut(alike, parts, part);
        all[at++] = row * vectors + first;
        all[at++] = cut(alike, parts, part + 1) - first;
        all[at++] = from[row];
        all[at++] = to[row];
      }
      row = end;
    }
    return Arrays.copyOf(all, at);
  }

  /// How many parts the work can be cut into.
  int parts() {
    return tiles.length / 4;
  }

  /// Computes part `part` of `of` nearly equal ones.
  ///
  /// @param aRow how far it is in `a` from output to output
  /// @param zeros an array with a vector of zeros at `zerosAt`
  /// @param cOutput how far it is in `c` from output to output
  void run(
      int part, int of, Object a, int aOffset, int aRow, Object b, int bOffset, Object zeros, int zerosAt,
      Object c, int cOffset, int cOutput) {
    int rowTiles = kernels.rowTiles(outputs);
    int end = 4 * cut(parts(), of, part + 1);
    for (int tile = 4 * cut(parts(), of, part); tile < end; tile += 4) {
      int to = tiles[tile + 3];
      int block = tiles[tile + 2];
      boolean fresh = true;
      do {
        int blockEnd = Math.min(to, block + BLOCK);
        for (int rows = 0; rows < rowTiles; rows++) {
          int o = cut(outputs, rowTiles, rows);
          int count = cut(outputs, rowTiles, rows + 1) - o;
          ConvTile kernel = kernels.tile(count, tiles[tile + 1]);
          int first = 2 * tiles[tile];
          int aAt = aOffset + o * aRow;
          int cAt = cOffset + o * cOutput;
          if (fresh) {
            kernel.run(block, blockEnd, a, aAt, aRow, b, bOffset, steps, places, first,
                zeros, zerosAt, 0, 0, c, cAt, cOutput);
          } else {
            kernel.run(block, blockEnd, a, aAt, aRow, b, bOffset, steps, places, first,
                c, cAt, cOutput, 1, c, cAt, cOutput);
          }
        }
        fresh = false;
        block = blockEnd;
      } while (block < to);
    }
  }

  /// Where part `i` of `parts` nearly equal parts of `[0, total)` begins.
  static int cut(int total, int parts, int i) {
    return (int) ((long) total * i / parts);
  }
}
