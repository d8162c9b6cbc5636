package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelClass;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The [GemmTile] kernels of one dtype and vector width, made when first asked for, and the tile sizes that
/// suit the machine's registers.
///
/// A tile of `rows × vectors` wants `rows · vectors` registers for its sums, `vectors` for B and one for A,
/// and at least eight sums to keep two multiply-add units of latency four busy. With 16 registers it must
/// leave some for the elements of A that C2 loads ahead, or sums go to the stack: that halves the speed.
final class GemmTiles {
  private static final int MAX_ROWS = 12;
  private static final int MAX_VECTORS = 8;
  /// Rows of the best tile by its number of vectors, for 16 vector registers, for the same with B packed, and
  /// for 32 registers.
  private static final int[] ROWS_OF_16 = {0, 8, 5, 3, 2};
  private static final int[] ROWS_OF_16_PACKED = {0, 8, 6, 3, 2};
  /// Panels of a task from which on it pays to pack A, which is read once for each of them: A with rows in one
  /// piece, and A whose columns are.
  private static final int PANELS_TO_PACK_ROWS = 4;
  private static final int PANELS_TO_PACK_COLUMNS = 8;
  private static final int[] ROWS_OF_32 = {0, 12, 12, 8, 6};

  private record Key(DType dtype, int bits, boolean warmsUp) {}

  private static final ConcurrentHashMap<Key, GemmTiles> ALL = new ConcurrentHashMap<>();

  /// FLOAT32 or FLOAT64.
  final DType dtype;
  /// Elements of a vector; 1 for scalars.
  final int lanes;
  private final int bits;
  private final boolean warmsUp;
  private final boolean many;
  private final AtomicReferenceArray<GemmTile> tiles =
      new AtomicReferenceArray<>(GemmLayout.values().length * (MAX_ROWS + 1) * (MAX_VECTORS + 1));

  private GemmTiles(Key key) {
    dtype = key.dtype();
    bits = key.bits();
    warmsUp = key.warmsUp() && bits > 0;
    lanes = bits == 0 ? 1 : bits / (8 * dtype.bytes());
    many = bits == 512 || System.getProperty("os.arch").equals("aarch64");
  }

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  static GemmTiles of(DType dtype, int bits) {
    return of(dtype, bits, false);
  }

  /// The kernels, either as they are or, if they warm up, such that they are never slow ([WarmingTile]).
  static GemmTiles of(DType dtype, int bits, boolean warmsUp) {
    return ALL.computeIfAbsent(new Key(dtype, bits, warmsUp), GemmTiles::new);
  }

  /// What tiles should know about A and, packed or where it lies, B.
  ///
  /// Those for 32 registers know nothing: they are so large that the range checks of their indices take no
  /// time of their own, and the checks keep C2 from loading more ahead than its registers hold.
  GemmLayout layout(MatrixView a, boolean packed) {
    return bits == 0 || many ? GemmLayout.ANY : GemmLayout.of(a, packed);
  }

  /// Whether to pack A, of `m` rows, in a task that has so many packed panels of B.
  boolean packsA(MatrixView a, int m, int panels) {
    return bits > 0 && !many && maxVectors(m) <= 2
        && panels >= (a.col() == 1 ? PANELS_TO_PACK_ROWS : PANELS_TO_PACK_COLUMNS);
  }

  /// The most vectors that a tile of a matrix with `m` rows should have.
  int maxVectors(int m) {
    if (m == 1) {
      return MAX_VECTORS;
    }
    return many ? ROWS_OF_32.length - 1 : m == 2 ? 4 : m == 3 ? 3 : 2;
  }

  /// The most rows that a tile of `vectors` vectors should have.
  int maxRows(GemmLayout layout, int vectors) {
    int[] rows = many ? ROWS_OF_32 : layout.packed ? ROWS_OF_16_PACKED : ROWS_OF_16;
    return vectors < rows.length ? rows[vectors] : 1;
  }

  /// How many panels of B, of so many elements each, to pack at a time: a quarter or half of the L2 cache of
  /// machines of the kind.
  int panelsInGroup(int elements) {
    return many ? 4 : Math.max(8, (1 << 18) / (Math.max(1, elements) * dtype.bytes()));
  }

  GemmTile tile(GemmLayout layout, int rows, int vectors) {
    int index = (layout.ordinal() * (MAX_ROWS + 1) + rows) * (MAX_VECTORS + 1) + vectors;
    GemmTile tile = tiles.get(index);
    if (tile == null) {
      GemmTile made = warmsUp ? warming(layout, rows, vectors) : make(layout, rows, vectors);
      tiles.compareAndSet(index, null, made);
      tile = tiles.get(index);
    }
    if (tile instanceof WarmingTile warming && warming.isWarm()) {
      tile = warming.simd;
      tiles.set(index, tile);
    }
    return tile;
  }

  private GemmTile warming(GemmLayout layout, int rows, int vectors) {
    GemmTile simd = of(dtype, bits).tile(layout, rows, vectors);
    int operations = rows * vectors + rows + vectors;
    return new WarmingTile(simd, of(dtype, 0), layout, rows, vectors * lanes, operations);
  }

  private GemmTile make(GemmLayout layout, int rows, int vectors) {
    String size = rows + "x" + vectors;
    String name = "Gemm_" + dtype + "_" + bits + "_" + size + "_" + layout;
    GemmTile tile = new KernelClass(name, dtype, bits, rows * vectors, "C tile " + size + " += A * B")
        .make(MethodHandles.lookup(), GemmTile.class,
            () -> GemmTileEmitter.emit(dtype, bits, layout, rows, vectors));
    return layout.inBlocks()
        ? new BlockwiseTile(tile, tile(GemmLayout.ANY, rows, vectors), layout, rows) : tile;
  }
}
