package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Type;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.Convert;
import dev.adjoint.ops.kernel.row.RowProgram;
import java.util.Arrays;

/// What softmax and its relatives compute on each row of `(…, k)`, and how programs over rows are run.
final class RowPrograms {
  static final RowProgram SOFTMAX = RowProgram.of(p -> {
    Formula x = p.row();
    Formula y = p.give(x.sub(p.max(x)).exp());
    p.set(y, y.mul(p.each(Formula.one().div(p.sum(y)))));
  });

  static final RowProgram LOG_SOFTMAX = RowProgram.of(p -> {
    Formula x = p.row();
    p.give(x.sub(logSumExp(p, x)));
  });

  static final RowProgram LOG_SUM_EXP = RowProgram.of(p -> p.giveEach(logSumExp(p, p.row())));

  /// `y · (dy − Σ dy · y)`.
  static final RowProgram SOFTMAX_GRADIENT = RowProgram.of(p -> {
    Formula y = p.row();
    Formula dy = p.row();
    p.give(y.mul(dy.sub(p.sum(y.mul(dy)))));
  });

  /// `dy − eʸ · Σ dy`.
  static final RowProgram LOG_SOFTMAX_GRADIENT = RowProgram.of(p -> {
    Formula y = p.row();
    Formula dy = p.row();
    p.give(dy.sub(y.exp().mul(p.sum(dy))));
  });

  /// `eˣ⁻ʸ · dy`, with one `y` and `dy` for each row.
  static final RowProgram LOG_SUM_EXP_GRADIENT = RowProgram.of(p -> {
    Formula x = p.row();
    Formula y = p.value();
    Formula dy = p.value();
    p.give(x.sub(y).exp().mul(dy));
  });

  /// `max − x_l + log Σ e^(xⱼ−max)` of labels `l`, the logarithm as `log1p` of the sum less 1: where the label
  /// has the largest logit, that is what the other classes weigh, and no digit of a small loss is lost.
  static final RowProgram CROSS_ENTROPY = RowProgram.of(p -> {
    Labelled l = Labelled.of(p);
    Formula max = p.max(l.x);
    Formula others = p.sum(l.isLabel.select(0, l.x.sub(max).exp()));
    p.giveEach(max.sub(l.own).add(others.add(l.own.sub(max).expm1()).log1p()));
  });

  /// `(softmax(x) − onehot(l)) · dy` of labels `l`, with one `dy` for each row. At the label, `softmax(x) − 1`
  /// is less what the other classes weigh.
  static final RowProgram CROSS_ENTROPY_GRADIENT = RowProgram.of(p -> {
    Labelled l = Labelled.of(p);
    Formula dy = p.value();
    Formula max = p.max(l.x);
    Formula y = p.give(l.x.sub(max).exp());
    Formula others = p.sum(l.isLabel.select(0, y));
    Formula factor = p.each(dy.div(others.add(l.own.sub(max).exp())));
    p.set(y, l.isLabel.select(others.neg(), y).mul(factor));
  });

  /// Rows of which a label names one element.
  ///
  /// @param own the element at the label
  private record Labelled(Formula x, Formula own, Formula isLabel) {
    static Labelled of(RowProgram.Builder p) {
      Formula x = p.row();
      Formula own = p.value();
      return new Labelled(x, own, p.value().eq(p.shared()));
    }
  }

  private RowPrograms() {}

  private static Formula logSumExp(RowProgram.Builder p, Formula x) {
    Formula max = p.max(x);
    return p.each(p.sum(x.sub(max).exp()).log().add(max));
  }

  /// Runs a program over the rows of input 0 of a call, with all its inputs, to its output.
  static void run(RowProgram program, Call call, Object... more) {
    Type x = call.xType(0);
    int k = x.shape().dim(-1);
    Object[] inputs = new Object[call.inputs() + more.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i < call.inputs() ? call.x(i) : more[i - call.inputs()];
    }
    program.run(x.dtype(), rows(x.shape()), k, inputs, call.y(0));
  }

  /// Runs a program that begins with [Labelled] logits `(m, k)`.
  ///
  /// @param dy nothing, or what else the program takes for each row
  static void runLabelled(RowProgram program, Call call, int[] labels, Object... dy) {
    DType dtype = call.xType(0).dtype();
    int k = call.xType(0).shape().dim(1);
    int[] columns = new int[k];
    Arrays.setAll(columns, i -> i);
    Object[] inputs = new Object[4 + dy.length];
    inputs[0] = call.x(0);
    inputs[1] = atLabels(call.x(0), k, labels);
    inputs[2] = numbers(dtype, labels);
    inputs[3] = numbers(dtype, columns);
    System.arraycopy(dy, 0, inputs, 4, dy.length);
    program.run(dtype, labels.length, k, inputs, call.y(0));
  }

  /// Of each row of `(m, k)` the element that its label names.
  private static Object atLabels(Object x, int k, int[] labels) {
    if (x instanceof float[] a) {
      float[] own = new float[labels.length];
      for (int i = 0; i < own.length; i++) {
        own[i] = a[i * k + labels[i]];
      }
      return own;
    }
    double[] a = (double[]) x;
    double[] own = new double[labels.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = a[i * k + labels[i]];
    }
    return own;
  }

  private static Object numbers(DType dtype, int[] integers) {
    Object numbers = dtype.newArray(integers.length);
    Convert.run(integers, numbers);
    return numbers;
  }

  /// The number of rows of a shape.
  static int rows(Shape x) {
    return x.dim(-1) == 0 ? 0 : x.size() / x.dim(-1);
  }

  /// Refuses what has no rows of numbers.
  static void demandRows(Type x) {
    if (!x.dtype().isFloating()) {
      throw new Mismatch("does not take " + x.dtype()).rule("FLOAT32 or FLOAT64");
    }
    if (x.shape().rank() == 0 || x.shape().dim(-1) == 0) {
      throw new Mismatch("no last axis with elements").rule("(…, k) with k ≥ 1");
    }
  }

  /// What is stated about a row.
  ///
  /// @param centred the deviations from the mean
  /// @param factor 1 / √(variance + ε)
  record Moments(Formula centred, Formula factor) {
    static Moments of(RowProgram.Builder p, Formula x, Formula k, Formula epsilon) {
      Formula centred = x.sub(p.each(p.sum(x).div(k)));
      Formula variance = p.sum(centred.mul(centred)).div(k);
      return new Moments(centred, p.each(Formula.one().div(variance.add(epsilon).sqrt())));
    }
  }
}
