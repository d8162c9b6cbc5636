package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.KernelClass;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The kernels of convolutions of one dtype and vector width, made when first asked for, and the sizes of
/// tiles that suit the machine's registers.
///
/// A tile wants a register for each of its sums, for each vector of the operand whose vectors are used again
/// by every row, and one more. Eight sums keep two multiply-add units of latency four busy; with more than
/// ten in sixteen registers C2 puts some of them on the stack, at twice the time.
final class ConvTiles {
  private static final int MOST = 8;
  /// Vectors of a [ConvTile] by rows, for 16 and for 32 vector registers.
  private static final int[] VECTORS_OF_16 = {0, 8, 4, 3, 2, 2};
  private static final int[] VECTORS_OF_32 = {0, 8, 8, 6, 5, 4, 4, 3, 3};
  /// Taps of a [ConvSumTile] by rows. Its loads are the bottleneck, so that larger tiles pay for what they
  /// spill.
  private static final int[] TAPS_OF_16 = {0, 8, 4, 3, 3, 2, 2};
  /// As many as a hundred calls of the Vector API allow, 4 a sum and 3 a row and a tap.
  private static final int[] TAPS_OF_32 = {0, 8, 8, 5, 4, 3, 2, 2, 2};

  private record Key(DType dtype, int bits, boolean warmsUp) {}

  private static final ConcurrentHashMap<Key, ConvTiles> ALL = new ConcurrentHashMap<>();

  /// FLOAT32 or FLOAT64.
  final DType dtype;
  /// Elements of a vector; 1 for scalars.
  final int lanes;
  private final int bits;
  private final boolean warmsUp;
  private final int[] vectorsByRows;
  private final int[] tapsByRows;
  private final AtomicReferenceArray<ConvTile> tiles = new AtomicReferenceArray<>((MOST + 1) * (MOST + 1));
  private final AtomicReferenceArray<ConvSumTile> sums = new AtomicReferenceArray<>((MOST + 1) * (MOST + 1));

  private ConvTiles(Key key) {
    dtype = key.dtype();
    bits = key.bits();
    warmsUp = key.warmsUp() && bits > 0;
    lanes = bits == 0 ? 1 : bits / (8 * dtype.bytes());
    boolean many = bits == 512 || System.getProperty("os.arch").equals("aarch64");
    vectorsByRows = many ? VECTORS_OF_32 : VECTORS_OF_16;
    tapsByRows = many ? TAPS_OF_32 : TAPS_OF_16;
  }

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  static ConvTiles of(DType dtype, int bits) {
    return of(dtype, bits, false);
  }

  /// The kernels, either as they are or, if they warm up, such that they are never slow.
  static ConvTiles of(DType dtype, int bits, boolean warmsUp) {
    return ALL.computeIfAbsent(new Key(dtype, bits, warmsUp), ConvTiles::new);
  }

  /// The lanes of a sum over places: those of 256 bits, on every machine, since they show in the result's
  /// bits. More would leave lanes idle on short rows.
  static int virtual(DType dtype) {
    return 32 / dtype.bytes();
  }

  /// The most rows of a tile.
  int mostRows() {
    return vectorsByRows.length - 1;
  }

  /// The most rows of a tile of sums: of many scalars, sums are one to a tile.
  int mostSumRows() {
    return bits == 0 ? 1 : tapsByRows.length - 1;
  }

  /// The number of nearly equal tiles that so many rows are cut into.
  int rowTiles(int rows) {
    return Math.max(1, Math.ceilDiv(rows, mostRows()));
  }

  /// The most vectors of a tile of so many rows.
  int maxVectors(int rows) {
    return vectorsByRows[rows];
  }

  /// The number of nearly equal tiles that so many rows of sums are cut into.
  int sumRowTiles(int rows) {
    return Math.max(1, Math.ceilDiv(rows, mostSumRows()));
  }

  /// The most taps of a sum tile of so many rows.
  int maxTaps(int rows) {
    return bits == 0 ? 1 : Math.max(1, tapsByRows[rows] / Math.max(1, virtual(dtype) / lanes));
  }

  ConvTile tile(int rows, int vectors) {
    int index = rows * (MOST + 1) + vectors;
    ConvTile tile = tiles.get(index);
    if (tile == null) {
      tiles.compareAndSet(index, null, warmsUp ? warming(rows, vectors) : make(rows, vectors));
      tile = tiles.get(index);
    }
    return tile;
  }

  ConvSumTile sumTile(int rows, int taps) {
    int index = rows * (MOST + 1) + taps;
    ConvSumTile tile = sums.get(index);
    if (tile == null) {
      sums.compareAndSet(index, null, warmsUp ? warmingSum(rows, taps) : makeSum(rows, taps));
      tile = sums.get(index);
    }
    return tile;
  }

  private ConvTile warming(int rows, int vectors) {
    return new WarmingConvTile(of(dtype, bits).tile(rows, vectors), of(dtype, 0), rows, vectors, lanes);
  }

  private ConvSumTile warmingSum(int rows, int taps) {
    int parts = Math.max(1, virtual(dtype) / lanes);
    return new WarmingSumTile(of(dtype, bits).sumTile(rows, taps), of(dtype, 0), rows, taps, parts);
  }

  private ConvTile make(int rows, int vectors) {
    String name = "Conv_" + dtype + "_" + bits + "_" + rows + "x" + vectors;
    return new KernelClass(name, dtype, bits, rows * vectors, "outputs x vectors of places of a convolution")
        .make(MethodHandles.lookup(), ConvTile.class, () -> ConvTileEmitter.emit(dtype, bits, rows, vectors));
  }

  private ConvSumTile makeSum(int rows, int taps) {
    int width = Math.min(bits, 256);
    String name = "ConvSum_" + dtype + "_" + bits + "_" + rows + "x" + taps;
    return new KernelClass(name, dtype, width, rows * taps, "outputs x taps of the weights' cotangent")
        .make(MethodHandles.lookup(), ConvSumTile.class,
            () -> ConvSumTileEmitter.emit(dtype, width, rows, taps));
  }
}
