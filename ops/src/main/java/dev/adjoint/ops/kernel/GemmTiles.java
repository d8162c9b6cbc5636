package dev.adjoint.ops.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// The [GemmTile] kernels of one dtype and vector width, generated when first asked for, and the tile sizes
/// that suit the machine's registers.
///
/// A tile of `rows × vectors` wants `rows · vectors` registers for its sums, `vectors` for B and one for A,
/// and at least eight sums to keep two multiply-add units of latency four busy.
final class GemmTiles {
  private static final int MAX_ROWS = 12;
  private static final int MAX_VECTORS = 8;
  /// Rows of the best tile by its number of vectors, for 16 and for 32 vector registers.
  private static final int[] ROWS_OF_16 = {0, 8, 6, 4};
  private static final int[] ROWS_OF_32 = {0, 12, 12, 8, 6};

  private static final AtomicReferenceArray<GemmTiles> FLOAT = new AtomicReferenceArray<>(5);
  private static final AtomicReferenceArray<GemmTiles> DOUBLE = new AtomicReferenceArray<>(5);

  final Class<?> type;
  /// Vector width in bits; 0 for scalars.
  final int bits;
  /// Elements of a vector.
  final int lanes;
  private final int[] rowsByVectors;
  private final AtomicReferenceArray<GemmTile> tiles =
      new AtomicReferenceArray<>((MAX_ROWS + 1) * (MAX_VECTORS + 1));

  private GemmTiles(Class<?> type, int bits) {
    this.type = type;
    this.bits = bits;
    lanes = bits == 0 ? 1 : bits / (type == float.class ? Float.SIZE : Double.SIZE);
    boolean many = bits == 512 || System.getProperty("os.arch").equals("aarch64");
    rowsByVectors = many ? ROWS_OF_32 : ROWS_OF_16;
  }

  /// The kernels for `float.class` or `double.class` at a width of 0 (scalars), 64, 128, 256 or 512 bits.
  static GemmTiles of(Class<?> type, int bits) {
    AtomicReferenceArray<GemmTiles> known = type == float.class ? FLOAT : DOUBLE;
    int index = bits == 0 ? 0 : Integer.numberOfTrailingZeros(bits) - 5;
    GemmTiles tiles = known.get(index);
    if (tiles == null) {
      known.compareAndSet(index, null, new GemmTiles(type, bits));
      tiles = known.get(index);
    }
    return tiles;
  }

  /// The most vectors that a tile of a matrix with `m` rows should have.
  int maxVectors(int m) {
    return m == 1 ? MAX_VECTORS : rowsByVectors.length - 1;
  }

  /// The most rows that a tile of `vectors` vectors should have.
  int maxRows(int vectors) {
    return vectors < rowsByVectors.length ? rowsByVectors[vectors] : 1;
  }

  GemmTile tile(int rows, int vectors) {
    int index = rows * (MAX_VECTORS + 1) + vectors;
    GemmTile tile = tiles.get(index);
    if (tile == null) {
      tiles.compareAndSet(index, null, GemmTileGenerator.generate(type, bits, rows, vectors));
      tile = tiles.get(index);
    }
    return tile;
  }
}
