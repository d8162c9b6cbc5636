package dev.adjoint.nn;

import static dev.adjoint.ops.Arithmetic.mul;
import static dev.adjoint.ops.Arithmetic.square;
import static dev.adjoint.ops.Arithmetic.sub;

import dev.adjoint.core.Mismatch;
import dev.adjoint.core.OperandException;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Fused;
import dev.adjoint.ops.Reduce;
import java.util.List;

/// What a model is to make small: one loss for each example, and their mean, the cost.
///
/// A loss and its targets have equal shapes or the exception says how to make them so; nothing broadcasts silently.
public final class Losses {
  private Losses() {}

  /// Binary cross-entropy of logits: `(m, 1)` with targets 0 or 1 (or probabilities) of the same type gives `(m,)`.
  ///
  /// @throws OperandException if logits and targets differ in type
  public static Tensor sigmoidCrossEntropy(Tensor logits, Tensor targets) {
    demandSameType("sigmoidCrossEntropy", logits, targets);
    return perExample(Fused.sigmoidCrossEntropy(logits, targets));
  }

  /// Cross-entropy of logits `(m, k)` with class labels, INT32 or INT64 `(m,)`, or probabilities `(m, k)`; gives `(m,)`.
  ///
  /// @throws IndexOutOfBoundsException if a label is not from 0 to `k − 1`
  /// @throws OperandException if logits and labels do not fit
  public static Tensor softmaxCrossEntropy(Tensor logits, Tensor labels) {
    return Fused.softmaxCrossEntropy(logits, labels);
  }

  /// The squared error, summed over what belongs to one example: `(m, …)` gives `(m,)`.
  ///
  /// @throws OperandException if outputs and targets differ in type
  public static Tensor squaredError(Tensor outputs, Tensor targets) {
    demandSameType("squaredError", outputs, targets);
    return perExample(square(sub(outputs, targets)));
  }

  /// The mean over examples: `(m,)` gives `()`.
  public static Tensor cost(Tensor losses) {
    return Reduce.mean(losses);
  }

  /// The L2 penalty `λ/2 · Σ‖W‖²` over the weights among `parameters` (biases are left alone), to be added to a cost.
  /// The course's `λ/(2m) · Σ‖W‖²` is this with its λ divided by the number of examples.
  ///
  /// @param x a tensor of the step, which tells the tapes to be on
  /// @throws IllegalArgumentException if no parameter is a weight
  public static Tensor l2(double lambda, List<Parameter> parameters, Tensor x) {
    Tensor sum = null;
    for (Parameter p : parameters) {
      if (p.isWeight()) {
        Tensor norm = Reduce.sum(square(p.on(x)));
        sum = sum == null ? norm : Arithmetic.add(sum, norm);
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException("l2: there is no weight among the parameters " + parameters);
    }
    return mul(sum, lambda / 2);
  }

  private static Tensor perExample(Tensor losses) {
    int rank = losses.shape().rank();
    if (rank < 2) {
      return losses;
    }
    int[] axes = new int[rank - 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i + 1;
    }
    return Reduce.sum(losses, axes);
  }

  private static void demandSameType(String loss, Tensor outputs, Tensor targets) {
    if (!outputs.type().equals(targets.type())) {
      throw OperandException.of(
          loss,
          new Mismatch("outputs and targets differ in type")
              .rule("equal dtypes and shapes; nothing broadcasts")
              .hint(hint(outputs, targets)),
          outputs,
          targets);
    }
  }

  private static String hint(Tensor outputs, Tensor targets) {
    if (outputs.shape().size() != targets.shape().size()) {
      return "give a target for each output, " + outputs.shape() + ", or the model other outputs";
    }
    return outputs.dtype() == targets.dtype()
        ? "reshape the targets to " + outputs.shape()
        : "cast the targets to " + outputs.dtype()
            + (outputs.shape().equals(targets.shape()) ? "" : " and reshape them to " + outputs.shape());
  }
}
