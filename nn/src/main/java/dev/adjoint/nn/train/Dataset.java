package dev.adjoint.nn.train;

import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.DType;
import dev.adjoint.ops.Indexing;
import dev.adjoint.ops.Random;

/// Examples to learn from: inputs and what they should give, one example a row.
///
/// @param x the inputs, floating, `(m, …)`
/// @param y the targets, `(m, …)`: class labels INT32 or INT64 `(m,)`, or values
public record Dataset(Tensor x, Tensor y) {
  public Dataset {
    if (x.shape().rank() < 1 || y.shape().rank() < 1 || x.shape().dim(0) != y.shape().dim(0)) {
      throw new IllegalArgumentException(
          "Dataset: inputs " + x.type() + " and targets " + y.type() + " do not have one row for each example");
    }
    demandFinite("input", x);
    demandFinite("target", y);
  }

  private static void demandFinite(String what, Tensor t) {
    if (!t.dtype().isFloating() || t.shape().size() == 0) {
      return;
    }
    int row = t.shape().size() / t.shape().dim(0);
    float[] floats = t.dtype() == DType.FLOAT32 ? t.toFloatArray() : new float[0];
    double[] doubles = t.dtype() == DType.FLOAT64 ? t.toDoubleArray() : new double[0];
    for (int i = 0; i < t.shape().size(); i++) {
      double value = floats.length > 0 ? floats[i] : doubles[i];
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "Dataset: " + what + " " + i % row + " of example " + i / row + " is " + value
                + "; clean the data or fill what is missing");
      }
    }
  }

  /// The number of examples.
  public int size() {
    return x.shape().dim(0);
  }

  /// The examples with these numbers, in this order.
  public Dataset rows(int... rows) {
    Tensor indices = Tensor.of(rows, rows.length);
    return new Dataset(Indexing.gather(x, indices, 0), Indexing.gather(y, indices, 0));
  }

  /// The numbers from 0 to `m − 1` in random order (Fisher and Yates).
  public static int[] shuffled(int m, Tensor key) {
    int[] order = new int[m];
    double[] u = Random.uniform(key, Type.of(DType.FLOAT64, m)).toDoubleArray();
    for (int i = 0; i < m; i++) {
      int j = (int) (u[i] * (i + 1));
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
