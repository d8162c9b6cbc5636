package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.ops.kernel.Workers;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// One matrix product cut into blocks and tiles.
///
/// Columns of C are cut into panels of a few vectors, rows into tiles, k into blocks; all cuts are balanced,
/// so that two tile sizes do for a whole product. A task owns neighbouring panels for some of the row tiles.
/// For each block of k it packs its part of B (unless it reads B where it lies), a group of panels at a time,
/// so that a panel's rows follow one another, and then takes the tiles row by row: the tile's rows of A stay
/// in the L1 cache, the packed panels in L2. Sums travel from one block of k to the next through C. With the
/// loops the other way round, a panel would stay in L1 and the tiles would walk down A and C, page by page;
/// that was as fast where everything fits into L2, and up to a fifth slower elsewhere.
///
/// Where the tiles of A are packed too ([GemmTiles#packsA]), that is done once for each block of k, just
/// before the tile is first used.
///
/// A panel at the right edge that is not a whole number of vectors is computed in a scratch tile, from which
/// the columns that exist are copied. What it reads beside B's edge is arbitrary and thrown away.
///
/// The scheme is that of Goto and van de Geijn, *Anatomy of high-performance matrix multiplication* (2008).
final class GemmBlocks implements Workers.Task {
  private static final int K_BLOCK = 512;
  /// Elements of B that a single row of C takes at a time.
  private static final int STREAM = 1 << 17;
  /// Multiply-adds below which a second thread is not worth its call.
  static final long SERIAL = 1 << 18;
  private static final int TASKS_PER_THREAD = 4;
  /// Rows below which packing B again for another task would cost too much.
  private static final int MIN_ROWS = 96;
  /// Rows of B packed at a time in all panels of a group: few, so that B is read along its rows and from few
  /// pages.
  private static final int STRIP = 20;

  private final GemmTiles tiles;
  private final int m;
  private final int n;
  private final int k;
  private final MatrixView a;
  private final GemmOperand b;
  /// B where it lies in memory, if it is read there; else its panels are packed.
  private final @Nullable MatrixView direct;
  private final MatrixView c;
  private final boolean accumulate;
  private final boolean packsA;
  private final GemmLayout layout;
  /// Parts that columns, rows and k are cut into. Panels are `panelWidth` columns wide, the first
  /// `widerPanels` a vector more; tiles are `tileRows` rows high, the first `higherTiles` a row more.
  private final int panels;
  private final int panelWidth;
  private final int widerPanels;
  private final int rowTiles;
  private final int tileRows;
  private final int higherTiles;
  private final int kBlocks;
  /// Panels of B that are packed at a time.
  private final int panelsInGroup;
  /// Parts that panels and row tiles are divided into among the tasks.
  private final int columnParts;
  private final int rowParts;

  /// `direct` reads B, a [MatrixView], where it lies, which SIMD tiles can do only if its rows are
  /// contiguous. C's rows always are.
  GemmBlocks(
      GemmTiles tiles, int threads, boolean direct, int m, int n, int k,
      MatrixView a, GemmOperand b, MatrixView c, boolean accumulate) {
    this.tiles = tiles;
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.b = b;
    this.direct = direct ? (MatrixView) b : null;
    this.c = c;
    this.accumulate = accumulate;
    int vectors = Math.ceilDiv(n, tiles.lanes);
    panels = Math.ceilDiv(vectors, tiles.maxVectors(m));
    panelWidth = vectors / panels * tiles.lanes;
    widerPanels = vectors % panels;
    int wanted = threads == 1 || (long) m * n * k < SERIAL ? 1 : threads * TASKS_PER_THREAD;
    // What is packed in all is least where the parts of C are as high as they are wide.
    int square = Math.clamp(Math.round(Math.sqrt((double) wanted * n / m)), 1, Math.min(wanted, panels));
    packsA = !direct && tiles.packsA(a, m, panels / square);
    layout = packsA ? GemmLayout.packed(a) : tiles.layout(a, !direct);
    rowTiles = Math.ceilDiv(m, tiles.maxRows(layout, Math.ceilDiv(vectors, panels)));
    tileRows = m / rowTiles;
    higherTiles = m % rowTiles;
    kBlocks = Math.max(1, Math.ceilDiv(k, Math.max(1, mostOfK())));
    int depth = Math.ceilDiv(Math.ceilDiv(k, GemmLayout.BLOCK), kBlocks) * GemmLayout.BLOCK;
    panelsInGroup = tiles.panelsInGroup(depth * Math.ceilDiv(vectors, panels) * tiles.lanes);
    if (packsA) {
      columnParts = square;
      rowParts = Math.clamp(wanted / columnParts, leastRowParts(depth), rowTiles);
    } else {
      int least = direct ? 1 : Math.ceilDiv(panels, panelsInGroup);
      columnParts = Math.max(least, Math.min(wanted, Math.ceilDiv(panels, 2)));
      int most = direct ? rowTiles / 2 : m / MIN_ROWS;
      rowParts = Math.clamp(Math.ceilDiv(wanted, columnParts), 1, Math.max(1, most));
    }
  }

  /// With a single row or column no element of the other matrix is used twice, and what matters is the order
  /// in which memory is read: along its rows, or down a part of the columns that has room in L2.
  private int mostOfK() {
    if (direct == null || m > 1 && n > 1) {
      return K_BLOCK;
    }
    return m == 1 && direct.col() == 1 ? Math.clamp(STREAM / n, 16, K_BLOCK) : k;
  }

  /// The least number of parts whose packed tiles there is room for.
  private int leastRowParts(int depth) {
    int mostRows = GemmScratch.roomForTiles(tiles.dtype) / Math.max(1, depth);
    int mostTiles = mostRows / (tileRows + 1);
    return m <= mostRows ? 1 : Math.ceilDiv(rowTiles, mostTiles);
  }

  int tasks() {
    return columnParts * rowParts;
  }

  @Override
  public void run(int task) {
    int firstPanel = cut(panels, columnParts, task % columnParts);
    int endPanel = cut(panels, columnParts, task % columnParts + 1);
    int groups = direct != null ? 1 : Math.ceilDiv(endPanel - firstPanel, panelsInGroup);
    int firstTile = cut(rowTiles, rowParts, task / columnParts);
    int endTile = cut(rowTiles, rowParts, task / columnParts + 1);
    Object scratch = GemmScratch.take(tiles.dtype);
    for (int block = 0; block < kBlocks; block++) {
      int k0 = blockOfK(block);
      int depth = blockOfK(block + 1) - k0;
      for (int group = 0; group < groups; group++) {
        int first = firstPanel + cut(endPanel - firstPanel, groups, group);
        int end = firstPanel + cut(endPanel - firstPanel, groups, group + 1);
        if (direct == null) {
          packGroup(scratch, first, end, k0, depth);
        }
        for (int tile = firstTile; tile < endTile; tile++) {
          int row = row(tile);
          int rows = row(tile + 1) - row;
          if (direct != null) {
            directTiles(direct, scratch, first, end, row, rows, k0, depth);
          } else if (packsA) {
            int packedA = GemmScratch.tiles(tiles.dtype) + (row - row(firstTile)) * depth;
            if (group == 0) {
              TilePacking.pack(a, row, rows, k0, depth, scratch, packedA);
            }
            packedTiles(scratch, first, end, row, rows, k0, depth, scratch, packedA, 1, rows);
          } else {
            packedTiles(
                scratch, first, end, row, rows, k0, depth, a.array(), a.at(row, k0), a.row(), a.col());
          }
        }
      }
    }
    GemmScratch.give(scratch);
  }

  /// Where a block of k begins: between steps that tiles take at a time.
  private int blockOfK(int block) {
    int steps = GemmLayout.BLOCK;
    return Math.min(k, cut(Math.ceilDiv(k, steps), kBlocks, block) * steps);
  }

  /// Where a panel is packed.
  private int packed(int firstPanel, int panel, int depth) {
    return GemmScratch.panels(tiles.dtype) + (column(panel) - column(firstPanel)) * depth;
  }

  /// Copies `depth` rows of B's panels from row `k0` on to `scratch`, a strip at a time if B's rows are
  /// contiguous, else panel by panel.
  private void packGroup(Object scratch, int firstPanel, int endPanel, int k0, int depth) {
    int strip = b instanceof MatrixView view && view.col() == 1 ? STRIP : Math.max(1, depth);
    for (int p = 0; p < depth; p += strip) {
      for (int panel = firstPanel; panel < endPanel; panel++) {
        int width = column(panel + 1) - column(panel);
        int rows = Math.min(strip, depth - p);
        pack(scratch, packed(firstPanel, panel, depth) + p * width, panel, k0 + p, rows);
      }
    }
  }

  /// Copies `depth` rows of B's panel from row `k0` on to `scratch`.
  private void pack(Object scratch, int packed, int panel, int k0, int depth) {
    int col = column(panel);
    int width = column(panel + 1) - col;
    if (b instanceof MatrixView view && view.col() == 1 && col + width <= n) {
      copyWhole(view, scratch, packed, col, width, k0, depth);
    } else {
      b.pack(k0, depth, col, Math.min(width, n - col), scratch, packed, width);
    }
  }

  /// Copies by vectors, or else by a tile that adds no product, and so copies its start.
  private void copyWhole(MatrixView b, Object scratch, int packed, int col, int width, int k0, int depth) {
    if (VectorCopy.takes(width) && VectorCopy.isReady(scratch, depth * width)) {
      VectorCopy.rows(b.array(), b.at(k0, col), b.row(), depth, width, scratch, packed, width);
      return;
    }
    int rows = tiles.maxRows(GemmLayout.ANY, width / tiles.lanes);
    GemmTile copy = tiles.tile(GemmLayout.ANY, rows, width / tiles.lanes);
    int p = 0;
    for (; p <= depth - rows; p += rows) {
      copy.run(0, b.array(), 0, 0, 0, b.array(), 0, 0, 0,
          b.array(), b.at(k0 + p, col), b.row(), scratch, packed + p * width, width);
    }
    b.pack(k0 + p, depth - p, col, width, scratch, packed + p * width, width);
  }

  /// Adds the products of `depth` steps from `k0` on to the `rows` rows of C from `row` on, in some panels,
  /// which are packed one after another. The rows of A lie as `aAt`, `aRow` and `aCol` say, packed or not.
  ///
  /// Where k is small the tiles take as long as what is around them; so that is not much.
  private void packedTiles(Object scratch, int firstPanel, int endPanel, int row, int rows, int k0, int depth,
      Object a, int aAt, int aRow, int aCol) {
    boolean fresh = k0 == 0 && !accumulate;
    Object out = c.array();
    Object start = fresh ? scratch : out;
    int startRow = fresh ? 0 : c.row();
    int packed = GemmScratch.panels(tiles.dtype);
    int width = 0;
    @Nullable GemmTile kernel = null;
    int col = column(firstPanel);
    for (int panel = firstPanel; panel < endPanel; panel++) {
      int next = column(panel + 1);
      if (kernel == null || next - col != width) {
        width = next - col;
        kernel = tiles.tile(layout, rows, width / tiles.lanes);
      }
      if (next <= n) {
        int at = c.at(row, col);
        kernel.run(depth, a, aAt, aRow, aCol, scratch, packed, width, 1,
            start, fresh ? GemmScratch.ZEROS : at, startRow, out, at, c.row());
      } else {
        startEdge(scratch, row, rows, col, width, fresh);
        int startAt = fresh ? GemmScratch.ZEROS : GemmScratch.TILE;
        kernel.run(depth, a, aAt, aRow, aCol, scratch, packed, width, 1,
            scratch, startAt, fresh ? 0 : width, scratch, GemmScratch.TILE, width);
        endEdge(scratch, row, rows, col, width);
      }
      packed += width * depth;
      col = next;
    }
  }

  /// Adds the same products, of A and B where they lie.
  private void directTiles(
      MatrixView b, Object scratch, int firstPanel, int endPanel, int row, int rows, int k0, int depth) {
    for (int panel = firstPanel; panel < endPanel; panel++) {
      directTile(b, scratch, row, rows, column(panel), column(panel + 1) - column(panel), k0, depth);
    }
  }

  private void directTile(
      MatrixView b, Object scratch, int row, int rows, int col, int width, int k0, int depth) {
    boolean edge = col + width > n;
    Object out = edge ? scratch : c.array();
    int outAt = edge ? GemmScratch.TILE : c.at(row, col);
    int outRow = edge ? width : c.row();
    boolean fresh = k0 == 0 && !accumulate;
    if (edge) {
      startEdge(scratch, row, rows, col, width, fresh);
    }
    Object start = fresh ? scratch : out;
    int startAt = fresh ? GemmScratch.ZEROS : outAt;
    int startRow = fresh ? 0 : outRow;
    int near = directSteps(b, n, k0, col, width, depth);
    if (near > 0) {
      tiles.tile(layout, rows, width / tiles.lanes).run(near, a.array(), a.at(row, k0), a.row(), a.col(),
          b.array(), b.at(k0, col), b.row(), b.col(), start, startAt, startRow, out, outAt, outRow);
      start = out;
      startAt = outAt;
      startRow = outRow;
    }
    if (near < depth || depth == 0) {
      int packed = GemmScratch.panels(tiles.dtype);
      b.pack(k0 + near, depth - near, col, Math.min(width, n - col), scratch, packed, width);
      tiles.tile(tiles.layout(a, true), rows, width / tiles.lanes).run(depth - near, a.array(),
          a.at(row, k0 + near), a.row(), a.col(), scratch, packed, width, 1,
          start, startAt, startRow, out, outAt, outRow);
    }
    if (edge) {
      endEdge(scratch, row, rows, col, width);
    }
  }

  /// Makes the scratch tile what a panel at the right edge starts from, unless that is 0.
  private void startEdge(Object scratch, int row, int rows, int col, int width, boolean fresh) {
    if (!fresh) {
      GemmPacking.copy(c.array(), c.at(row, col), c.row(), rows, n - col, scratch, GemmScratch.TILE, width);
    }
  }

  /// Copies the columns that exist from the scratch tile to C.
  private void endEdge(Object scratch, int row, int rows, int col, int width) {
    GemmPacking.copy(scratch, GemmScratch.TILE, width, rows, n - col, c.array(), c.at(row, col), c.row());
  }

  /// The number of B's rows from `k0` on, up to `depth`, of which a whole panel can be read. At the right
  /// edge, the last rows' panels may reach beyond the end of the array.
  private static int directSteps(MatrixView b, int n, int k0, int col, int width, int depth) {
    if (col + width <= n) {
      return depth;
    }
    int room = Array.getLength(b.array()) - width - b.at(k0, col);
    return room < 0 ? 0 : Math.min(depth, room / b.row() + 1);
  }

  /// The column of C where a panel begins; the last panel may end beyond the last column.
  private int column(int panel) {
    return panel * panelWidth + Math.min(panel, widerPanels) * tiles.lanes;
  }

  /// The row of C where a tile begins.
  private int row(int tile) {
    return tile * tileRows + Math.min(tile, higherTiles);
  }

  /// Where part `i` of `parts` nearly equal parts of `[0, total)` begins.
  static int cut(int total, int parts, int i) {
    return (int) ((long) total * i / parts);
  }
}
