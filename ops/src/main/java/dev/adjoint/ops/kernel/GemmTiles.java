package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The [GemmTile] kernels of one dtype and vector width, made when first asked for, and the tile sizes that
/// suit the machine's registers.
///
/// A tile of `rows × vectors` wants `rows · vectors` registers for its sums, `vectors` for B and one for A,
/// and at least eight sums to keep two multiply-add units of latency four busy.
final class GemmTiles {
  private static final int MAX_ROWS = 12;
  private static final int MAX_VECTORS = 8;
  /// Rows of the best tile by its number of vectors, for 16 and for 32 vector registers.
  private static final int[] ROWS_OF_16 = {0, 8, 6, 4};
  private static final int[] ROWS_OF_32 = {0, 12, 12, 8, 6};

  private record Key(DType dtype, int bits) {}

  private static final ConcurrentHashMap<Key, GemmTiles> ALL = new ConcurrentHashMap<>();

  /// FLOAT32 or FLOAT64.
  final DType dtype;
  /// Elements of a vector; 1 for scalars.
  final int lanes;
  private final int bits;
  private final int[] rowsByVectors;
  private final AtomicReferenceArray<GemmTile> tiles =
      new AtomicReferenceArray<>((MAX_ROWS + 1) * (MAX_VECTORS + 1));

  private GemmTiles(Key key) {
    dtype = key.dtype();
    bits = key.bits();
    lanes = bits == 0 ? 1 : bits / (8 * dtype.bytes());
    boolean many = bits == 512 || System.getProperty("os.arch").equals("aarch64");
    rowsByVectors = many ? ROWS_OF_32 : ROWS_OF_16;
  }

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  static GemmTiles of(DType dtype, int bits) {
    return ALL.computeIfAbsent(new Key(dtype, bits), GemmTiles::new);
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
      tiles.compareAndSet(index, null, define(GemmTileEmitter.emit(dtype, bits, rows, vectors)));
      tile = tiles.get(index);
    }
    return tile;
  }

  private static GemmTile define(byte[] classFile) {
    try {
      return (GemmTile) MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated kernel for matrix products", e);
    }
  }
}
