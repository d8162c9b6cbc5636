package dev.adjoint.ops.kernel.gemm;

import dev.adjoint.core.DType;
import dev.adjoint.ops.kernel.SimdSupport;
import dev.adjoint.ops.kernel.Workers;

/// Matrix products over heap arrays: `C = op(A) · op(B)`, or `C = C + op(A) · op(B)`.
///
/// Matrices are row-major with an offset and a leading dimension (the distance between rows, at least a row's
/// length); `op` is the identity or, without moving any data, the transpose. Each element of C is one fma
/// chain in order of k that starts from 0, or from the element itself when accumulating:
/// ```
/// c = fma(a[k-1], b[k-1], … fma(a[1], b[1], fma(a[0], b[0], start)))
/// ```
/// The exception is a single column of C where the rows of op(A) lie in one piece, and so do the columns of B
/// and C: those are dot products of 32 virtual lanes (16 in FLOAT64) if k is at least that, as
/// [GemvKernel#dots] says; chains could not use the machine's vectors.
///
/// So the bits depend neither on blocking nor on vector width nor on threads, and those of a row of C not on
/// how many rows there are. C must not overlap A or B.
public final class GemmKernels {
  private static final GemmKernels SHARED =
      new GemmKernels(SimdSupport.bits(), Workers.shared(), true);
  /// Rows of C up to which packing B takes longer than it saves, and the same where B has few elements.
  private static final int FEW_ROWS = 12;
  private static final int FEW_ROWS_OF_SMALL = 20;
  private static final int SMALL = 1 << 14;

  private final Tiles floats;
  private final Tiles doubles;
  private final Workers workers;

  /// Products by vectors of `bits` bits (0: scalars), side by side on `workers`.
  GemmKernels(int bits, Workers workers) {
    this(bits, workers, false);
  }

  private GemmKernels(int bits, Workers workers, boolean warmsUp) {
    floats = Tiles.of(DType.FLOAT32, bits, warmsUp);
    doubles = Tiles.of(DType.FLOAT64, bits, warmsUp);
    this.workers = workers;
  }

  /// What computes in a dtype: tiles of vectors, and of scalars, and products with a single row or column.
  private record Tiles(GemmTiles vectors, GemmTiles scalars, GemvKernels gemv) {
    static Tiles of(DType dtype, int bits, boolean warmsUp) {
      return new Tiles(GemmTiles.of(dtype, bits, warmsUp), GemmTiles.of(dtype, 0),
          new GemvKernels(dtype, bits, warmsUp));
    }
  }

  /// `C (m × n) = op(A) (m × k) · op(B) (k × n)`, plus the old C when `accumulate` is true.
  public static void multiply(
      boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, int aOffset, int lda,
      float[] b, int bOffset, int ldb, float[] c, int cOffset, int ldc, boolean accumulate) {
    SHARED.product(
        transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
  }

  /// `C (m × n) = op(A) (m × k) · op(B) (k × n)`, plus the old C when `accumulate` is true.
  public static void multiply(
      boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, int aOffset, int lda,
      double[] b, int bOffset, int ldb, double[] c, int cOffset, int ldc, boolean accumulate) {
    SHARED.product(
        transposeA, transposeB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
  }

  /// `C (m × n) = op(A) (m × k) · B (k × n)`, plus the old C when `accumulate` is true, where B is packed by
  /// the operand: `B[p, j]` may be anything that it can look up or compute. A is read in place, and as often as
  /// C has panels of columns; so let A be the smaller operand, and one that has its elements already.
  ///
  /// Calls from within a task of the shared [Workers] run on the calling thread alone, so a kernel may also
  /// cut its work into several products and run those side by side.
  public static void multiply(
      boolean transposeA, int m, int n, int k, float[] a, int aOffset, int lda, GemmOperand b,
      float[] c, int cOffset, int ldc, boolean accumulate) {
    SHARED.product(transposeA, m, n, k, a, aOffset, lda, b, c, cOffset, ldc, accumulate);
  }

  /// `C (m × n) = op(A) (m × k) · B (k × n)` in FLOAT64, where B is packed by the operand.
  public static void multiply(
      boolean transposeA, int m, int n, int k, double[] a, int aOffset, int lda, GemmOperand b,
      double[] c, int cOffset, int ldc, boolean accumulate) {
    SHARED.product(transposeA, m, n, k, a, aOffset, lda, b, c, cOffset, ldc, accumulate);
  }

  /// Runs `count` independent products of `work` multiply-adds each; `product` computes the one whose number
  /// it is given. Those that are too small to be cut run side by side.
  public static void each(int count, long work, Workers.Task product) {
    SHARED.products(count, work, product);
  }

  void products(int count, long work, Workers.Task product) {
    int parts = work >= GemmBlocks.SERIAL || count * work < GemmBlocks.SERIAL ? 1
        : (int) Math.min(count, count * work / (GemmBlocks.SERIAL / 4));
    if (parts == 1) {
      for (int i = 0; i < count; i++) {
        product.run(i);
      }
      return;
    }
    workers.run(parts, part -> {
      int end = GemmBlocks.cut(count, parts, part + 1);
      for (int i = GemmBlocks.cut(count, parts, part); i < end; i++) {
        product.run(i);
      }
    });
  }

  void product(
      boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, int aOffset, int lda,
      float[] b, int bOffset, int ldb, float[] c, int cOffset, int ldc, boolean accumulate) {
    check("a", a.length, aOffset, transposeA ? k : m, transposeA ? m : k, lda);
    check("b", b.length, bOffset, transposeB ? n : k, transposeB ? k : n, ldb);
    check("c", c.length, cOffset, m, n, ldc);
    if (m > 0 && n > 0) {
      product(floats, m, n, k, MatrixView.of(a, aOffset, lda, transposeA),
          MatrixView.of(b, bOffset, ldb, transposeB), MatrixView.of(c, cOffset, ldc, false), accumulate);
    }
  }

  void product(
      boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, int aOffset, int lda,
      double[] b, int bOffset, int ldb, double[] c, int cOffset, int ldc, boolean accumulate) {
    check("a", a.length, aOffset, transposeA ? k : m, transposeA ? m : k, lda);
    check("b", b.length, bOffset, transposeB ? n : k, transposeB ? k : n, ldb);
    check("c", c.length, cOffset, m, n, ldc);
    if (m > 0 && n > 0) {
      product(doubles, m, n, k, MatrixView.of(a, aOffset, lda, transposeA),
          MatrixView.of(b, bOffset, ldb, transposeB), MatrixView.of(c, cOffset, ldc, false), accumulate);
    }
  }

  void product(
      boolean transposeA, int m, int n, int k, float[] a, int aOffset, int lda, GemmOperand b,
      float[] c, int cOffset, int ldc, boolean accumulate) {
    check("a", a.length, aOffset, transposeA ? k : m, transposeA ? m : k, lda);
    check("c", c.length, cOffset, m, n, ldc);
    packed(floats, m, n, k, MatrixView.of(a, aOffset, lda, transposeA), b,
        MatrixView.of(c, cOffset, ldc, false), accumulate);
  }

  void product(
      boolean transposeA, int m, int n, int k, double[] a, int aOffset, int lda, GemmOperand b,
      double[] c, int cOffset, int ldc, boolean accumulate) {
    check("a", a.length, aOffset, transposeA ? k : m, transposeA ? m : k, lda);
    check("c", c.length, cOffset, m, n, ldc);
    packed(doubles, m, n, k, MatrixView.of(a, aOffset, lda, transposeA), b,
        MatrixView.of(c, cOffset, ldc, false), accumulate);
  }

  private void packed(
      Tiles tiles, int m, int n, int k, MatrixView a, GemmOperand b, MatrixView c, boolean accumulate) {
    if (m > 0 && n > 0) {
      run(tiles.vectors(), false, m, n, k, a, b, c, accumulate);
    }
  }

  private void product(
      Tiles tiles, int m, int n, int k, MatrixView a, MatrixView b, MatrixView c, boolean accumulate) {
    if (n == 1 && gemv(tiles, m, k, a, b, c, accumulate)) {
      return;
    }
    // Not along the columns of B: those dot products would not have the bits that they have in a product of
    // more rows, and a row of a product shall not depend on the others.
    if (m == 1 && n > 1 && b.col() == 1
        && gemv(tiles, n, k, b.transposed(), a.transposed(), c.transposed(), accumulate)) {
      return;
    }
    if (n == 1 && m > 1 && a.row() == 1 && c.row() == 1) {
      // A column of C that lies like a row: Cᵀ = Bᵀ · Aᵀ runs along the rows of A.
      product(tiles, 1, m, k, b.transposed(), a.transposed(), c.transposed(), accumulate);
      return;
    }
    // Where neighbours in C are far apart in B, vectors must be gathered; that needs several uses to pay.
    boolean apart = n == 1 || b.col() != 1 && m <= 2;
    int few = (long) n * k <= SMALL ? FEW_ROWS_OF_SMALL : FEW_ROWS;
    boolean direct = apart || b.col() == 1 && m <= few;
    run(apart ? tiles.scalars() : tiles.vectors(), direct, m, n, k, a, b, c, accumulate);
  }

  /// `y = A · x` or `y = y + A · x`, if that is a product for [Gemv].
  private boolean gemv(
      Tiles tiles, int rows, int k, MatrixView a, MatrixView x, MatrixView y, boolean accumulate) {
    if (!Gemv.suits(tiles.gemv(), rows, k, a, x, y)) {
      return false;
    }
    int threads = workers.isBusy() ? 1 : workers.threads();
    Gemv product = new Gemv(tiles.gemv(), threads, rows, k, a, x, y, accumulate);
    workers.run(product.tasks(), product);
    return true;
  }

  private void run(
      GemmTiles tiles, boolean direct, int m, int n, int k,
      MatrixView a, GemmOperand b, MatrixView c, boolean accumulate) {
    int threads = workers.isBusy() ? 1 : workers.threads();
    GemmBlocks blocks = new GemmBlocks(tiles, threads, direct, m, n, k, a, b, c, accumulate);
    workers.run(blocks.tasks(), blocks);
  }

  private static void check(String name, int length, int offset, int rows, int cols, int ld) {
    if (rows < 0 || cols < 0 || offset < 0 || ld < cols
        || rows > 0 && cols > 0 && offset + (rows - 1L) * ld + cols > length) {
      throw new IllegalArgumentException("matrix product: " + name + " of " + rows + " x " + cols
          + " at offset " + offset + " with leading dimension " + ld
          + " does not fit an array of length " + length);
    }
  }
}
