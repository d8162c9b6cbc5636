package dev.adjoint.ops.kernel.conv;

import dev.adjoint.core.DType;
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

  private record Key(DType dtype, int bits) {}

  private static final ConcurrentHashMap<Key, ConvTiles> ALL = new ConcurrentHashMap<>();

  /// FLOAT32 or FLOAT64.
  final DType dtype;
  /// Elements of a vector; 1 for scalars.
  final int lanes;
  private final int bits;
  private final int[] vectorsByRows;
  private final int[] tapsByRows;
  private final AtomicReferenceArray<ConvTile> tiles = new AtomicReferenceArray<>((MOST + 1) * (MOST + 1));
  private final AtomicReferenceArray<ConvSumTile> sums = new AtomicReferenceArray<>((MOST + 1) * (MOST + 1));

  private ConvTiles(Key key) {
    dtype = key.dtype();
    bits = key.bits();
    lanes = bits == 0 ? 1 : bits / (8 * dtype.bytes());
    boolean many = bits == 512 || System.getProperty("os.arch").equals("aarch64");
    vectorsByRows = many ? VECTORS_OF_32 : VECTORS_OF_16;
    tapsByRows = many ? VECTORS_OF_32 : TAPS_OF_16;
  }

  /// The kernels for vectors of `bits` bits, or scalars if `bits` is 0.
  static ConvTiles of(DType dtype, int bits) {
    return ALL.computeIfAbsent(new Key(dtype, bits), ConvTiles::new);
  }

  /// The lanes of a sum over places: those of 256 bits, on every machine, since they show in the result's
  /// bits. More would leave lanes idle on short rows.
  static int virtual(DType dtype) {
    return 32 / dtype.bytes();
  }

  /// The number of nearly equal tiles that so many rows are cut into.
  int rowTiles(int rows) {
    return Math.max(1, Math.ceilDiv(rows, vectorsByRows.length - 1));
  }

  /// The most vectors of a tile of so many rows.
  int maxVectors(int rows) {
    return vectorsByRows[rows];
  }

  /// The number of tiles that so many rows of sums are cut into: sums of many scalars are one to a tile.
  int sumRowTiles(int rows) {
    return bits == 0 ? rows : Math.max(1, Math.ceilDiv(rows, tapsByRows.length - 1));
  }

  /// The most taps of a sum tile of so many rows.
  int maxTaps(int rows) {
    return bits == 0 ? 1 : Math.max(1, tapsByRows[rows] / Math.max(1, virtual(dtype) / lanes));
  }

  ConvTile tile(int rows, int vectors) {
    int index = rows * (MOST + 1) + vectors;
    ConvTile tile = tiles.get(index);
    if (tile == null) {
      tiles.compareAndSet(index, null, (ConvTile) define(ConvTileEmitter.emit(dtype, bits, rows, vectors)));
      tile = tiles.get(index);
    }
    return tile;
  }

  ConvSumTile sumTile(int rows, int taps) {
    int index = rows * (MOST + 1) + taps;
    ConvSumTile tile = sums.get(index);
    if (tile == null) {
      sums.compareAndSet(index, null,
          (ConvSumTile) define(ConvSumTileEmitter.emit(dtype, Math.min(bits, 256), rows, taps)));
      tile = sums.get(index);
    }
    return tile;
  }

  private static Object define(byte[] classFile) {
    try {
      return MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass()
          .getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("generated kernel for convolutions", e);
    }
  }
}
