package dev.adjoint.ops;

import static dev.adjoint.ops.Linalg.Orientation.AS_IS;
import static dev.adjoint.ops.Linalg.Orientation.TRANSPOSED;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Shape;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.gemm.GemmKernels;
import dev.adjoint.ops.pointwise.Broadcast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Products of matrices and vectors. FLOAT32 and FLOAT64.
public sealed interface Linalg extends SingleOp, Specified {
  /// How a matrix enters a product. A flag, not a copy: no derivative of a product ever transposes anything.
  enum Orientation {
    /// As it is stored.
    AS_IS,
    /// With its last two axes exchanged.
    TRANSPOSED;

    Orientation flip() {
      return this == AS_IS ? TRANSPOSED : AS_IS;
    }
  }

  /// The matrix product, `(…, m, k) · (…, k, n) → (…, m, n)`; leading axes are batches and broadcast.
  ///
  /// @throws OperandException if the inner dimensions differ, or an operand is not a matrix
  static Tensor matmul(Tensor a, Tensor b) {
    return matmul(a, AS_IS, b, AS_IS);
  }

  /// The matrix product with `b` as it is or transposed: `(…, m, k) · (…, n, k)ᵀ → (…, m, n)`.
  static Tensor matmul(Tensor a, Tensor b, Orientation ofB) {
    return matmul(a, AS_IS, b, ofB);
  }

  /// The matrix product with either operand as it is or transposed.
  static Tensor matmul(Tensor a, Orientation ofA, Tensor b, Orientation ofB) {
    return new MatMul(ofA, ofB).apply(a, b);
  }

  /// The inner product of two vectors: `(n,) · (n,) → ()`.
  ///
  /// @throws OperandException if they are not vectors of one length
  static Tensor dot(Tensor a, Tensor b) {
    if (a.shape().rank() != 1 || !a.shape().equals(b.shape())) {
      throw OperandException.of("dot", new Mismatch("not two vectors of one length").rule("(n,) · (n,) → ()"), a, b);
    }
    Tensor product = matmul(Layout.reshape(a, 1, -1), Layout.reshape(b, -1, 1));
    return Layout.reshape(product, Shape.scalar());
  }

  /// The outer product of two vectors: `(m,) · (n,) → (m, n)`.
  ///
  /// @throws OperandException if they are not vectors
  static Tensor outer(Tensor a, Tensor b) {
    if (a.shape().rank() != 1 || b.shape().rank() != 1) {
      throw OperandException.of("outer", new Mismatch("not two vectors").rule("(m,) · (n,) → (m, n)"), a, b);
    }
    return matmul(Layout.reshape(a, -1, 1), Layout.reshape(b, 1, -1));
  }

  /// See [#matmul(Tensor, Orientation, Tensor, Orientation)]. Each element of the result is one chain of fused
  /// multiply-adds in order of `k`; those of a single column may be dot products of 32 partial sums (16 in
  /// FLOAT64). A row of the result has the same bits however many rows there are.
  record MatMul(Orientation ofA, Orientation ofB) implements Linalg {
    @Override
    public String label() {
      return ofA == AS_IS && ofB == AS_IS ? "MatMul" : "MatMul[" + (ofA == AS_IS ? "a" : "aᵀ") + (ofB == AS_IS ? " b" : " bᵀ") + "]";
    }

    @Override
    public @Nullable String formula() {
      return (ofA == AS_IS ? "x0" : "x0ᵀ") + " · " + (ofB == AS_IS ? "x1" : "x1ᵀ");
    }

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 2);
      Shape a = x[0].shape();
      Shape b = x[1].shape();
      if (!x[0].dtype().isFloating() || x[0].dtype() != x[1].dtype()) {
        throw new Mismatch("dtypes differ or are not floating").rule("both FLOAT32 or both FLOAT64");
      }
      if (a.rank() < 2 || b.rank() < 2) {
        throw new Mismatch("not matrices").rule("(…, m, k) · (…, k, n) → (…, m, n)").hint("reshape a vector to (n, 1) or (1, n)");
      }
      int k = a.dim(ofA == AS_IS ? -1 : -2);
      if (k != b.dim(ofB == AS_IS ? -2 : -1)) {
        boolean otherFits = k == b.dim(ofB == AS_IS ? -1 : -2);
        Mismatch mismatch =
            new Mismatch("inner dimensions differ")
                .rule(
                    (ofA == AS_IS ? "(…, m, k)" : "(…, k, m)ᵀ") + " · " + (ofB == AS_IS ? "(…, k, n)" : "(…, n, k)ᵀ")
                        + " → (…, m, n)");
        throw otherFits ? mismatch.hint("did you mean the second operand " + ofB.flip() + "?") : mismatch;
      }
      Shape batch = batch(a).broadcast(batch(b));
      int rank = batch.rank();
      return x[0].with(
          batch.insert(rank, a.dim(ofA == AS_IS ? -2 : -1)).insert(rank + 1, b.dim(ofB == AS_IS ? -1 : -2)));
    }

    private static Shape batch(Shape shape) {
      return shape.rank() == 2 ? Shape.scalar() : shape.remove(-1).remove(-1);
    }

    @Override
    public boolean savesOutput(int i) {
      return false;
    }

    @Override
    public void forward(Call call) {
      Shape a = call.xType(0).shape();
      Shape b = call.xType(1).shape();
      Shape y = call.yType(0).shape();
      int m = y.dim(-2);
      int n = y.dim(-1);
      int k = a.dim(ofA == AS_IS ? -1 : -2);
      Shape batch = batch(y);
      if (y.rank() > 2 && batch(b).size() == 1 && ofA == AS_IS && batch(a).size() == batch.size()) {
        multiply(call, batch.size() * m, n, k, a.dim(-1), b.dim(-1), 0, 0, 0); // one tall product
        return;
      }
      if (batch.size() == 1) {
        multiply(call, m, n, k, a.dim(-1), b.dim(-1), 0, 0, 0);
        return;
      }
      Shape ofA = batch(a);
      Shape ofB = batch(b);
      GemmKernels.each(batch.size(), (long) m * n * k, i -> multiply(call, m, n, k, a.dim(-1), b.dim(-1),
          batchIndex(i, batch, ofA) * m * k, batchIndex(i, batch, ofB) * k * n, i * m * n));
    }

    private void multiply(Call call, int m, int n, int k, int lda, int ldb, int aOffset, int bOffset, int yOffset) {
      boolean ta = ofA == TRANSPOSED;
      boolean tb = ofB == TRANSPOSED;
      if (call.y(0) instanceof float[] y) {
        GemmKernels.multiply(
            ta, tb, m, n, k, call.xFloats(0), aOffset, lda, call.xFloats(1), bOffset, ldb, y, yOffset, n, false);
      } else {
        GemmKernels.multiply(
            ta, tb, m, n, k, call.xDoubles(0), aOffset, lda, call.xDoubles(1), bOffset, ldb, call.yDoubles(0), yOffset, n, false);
      }
    }

    /// The number of the batch in an operand that broadcasts to batch `flat` of the result.
    private static int batchIndex(int flat, Shape to, Shape from) {
      int index = 0;
      int stride = 1;
      for (int axis = 1; axis <= from.rank(); axis++) {
        int at = flat % to.dim(-axis);
        flat /= to.dim(-axis);
        index += from.dim(-axis) == 1 ? 0 : at * stride;
        stride *= from.dim(-axis);
      }
      return index;
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Tensor da = null;
      Tensor db = null;
      if (wanted[0]) {
        da = ofA == AS_IS ? matmul(dy, AS_IS, x[1], ofB.flip()) : matmul(x[1], ofB, dy, TRANSPOSED);
        da = Broadcast.sumTo(da, x[0].shape());
      }
      if (wanted[1]) {
        db = ofB == AS_IS ? matmul(x[0], ofA.flip(), dy, AS_IS) : matmul(dy, TRANSPOSED, x[0], ofA);
        db = Broadcast.sumTo(db, x[1].shape());
      }
      return new @Nullable Tensor[] {da, db};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor da = dx[0];
      Tensor db = dx[1];
      Tensor byA = da == null ? null : apply(da, x[1]);
      Tensor byB = db == null ? null : apply(x[0], db);
      return byA == null ? byB : byB == null ? byA : Arithmetic.add(byA, byB);
    }

    @Override
    public String derivative() {
      return "dx0 = dy · x1ᵀ, dx1 = x0ᵀ · dy";
    }

    static List<MatMul> examples() {
      List<MatMul> all = new ArrayList<>();
      for (Orientation a : Orientation.values()) {
        for (Orientation b : Orientation.values()) {
          all.add(new MatMul(a, b));
        }
      }
      return all;
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      int[][][] batches = {{{}, {}}, {{3}, {3}}, {{2, 1}, {3}}, {{2}, {}}, {{}, {2}}, {{0}, {}}};
      int[][] sizes = {{2, 3, 4}, {1, 5, 1}, {4, 1, 3}, {7, 9, 5}, {2, 0, 3}};
      for (int i = 0; i < batches.length; i++) {
        int[] mkn = sizes[i % sizes.length];
        all.add(specimen(batches[i][0], batches[i][1], mkn[0], mkn[1], mkn[2]));
      }
      all.add(specimen(new int[0], new int[0], 2, 0, 3));
      all.add(specimen(new int[0], new int[0], 17, 33, 18));
      return all;
    }

    private Specimen specimen(int[] batchA, int[] batchB, int m, int k, int n) {
      Shape a = matrix(batchA, ofA == AS_IS ? m : k, ofA == AS_IS ? k : m);
      Shape b = matrix(batchB, ofB == AS_IS ? k : n, ofB == AS_IS ? n : k);
      Shape batch = batch(a).broadcast(batch(b));
      return new Specimen(
          this,
          List.of(Specimen.Input.of(Domain.reals(-2, 2), a.toArray()), Specimen.Input.of(Domain.reals(-2, 2), b.toArray())),
          x -> {
            double[] y = new double[batch.size() * m * n];
            for (int at = 0; at < y.length; at++) {
              int i = at / n % m;
              int j = at % n;
              int fromA = batchIndex(at / (m * n), batch, batch(a)) * m * k;
              int fromB = batchIndex(at / (m * n), batch, batch(b)) * k * n;
              for (int q = 0; q < k; q++) {
                y[at] +=
                    x[0][fromA + (ofA == AS_IS ? i * k + q : q * m + i)] * x[1][fromB + (ofB == AS_IS ? q * n + j : j * k + q)];
              }
            }
            return y;
          });
    }

    private static Shape matrix(int[] batch, int rows, int columns) {
      return Shape.of(batch).insert(batch.length, rows).insert(batch.length + 1, columns);
    }

    /// Sums of up to 33 products of numbers up to 2: half an ulp of 4 for each.
    @Override
    public double ulps() {
      return 40;
    }
  }
}
