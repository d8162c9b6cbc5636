package dev.adjoint.ops.kernel.pointwise;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import dev.adjoint.ops.kernel.Lanes;
import java.lang.classfile.TypeKind;
import java.util.List;
import java.util.stream.Collectors;

/// What a pointwise kernel is compiled for, and looked up by.
///
/// @param outputs a formula for each output, their constants hoisted ([Lowering#hoist])
/// @param dtype the dtype it computes in
/// @param inputs the dtypes of the inputs: `dtype`, or BOOL for masks
/// @param splat bit `k` is set if input `k` is one element for a whole run
/// @param own bit `k` is set if input `k` has a place of its own in each run; the others but splats lie under
///     the output element by element
/// @param bits the width of the vectors, 0 for scalar code
record PointwiseSignature(
    List<Formula> outputs, DType dtype, List<DType> inputs, long splat, long own, int bits) {
  /// A bit of `splat` for each input.
  private static final int MOST_INPUTS = 63;

  PointwiseSignature {
    outputs = List.copyOf(outputs);
    inputs = List.copyOf(inputs);
    for (Formula formula : outputs) {
      if (formula.kind() == Kind.INT) {
        throw new IllegalArgumentException(formula
            + ": a kernel gives values or a mask, not the bits of values");
      }
    }
    if (inputs.size() > MOST_INPUTS) {
      throw new IllegalArgumentException(
          "a formula of " + inputs.size() + " inputs: a kernel takes at most " + MOST_INPUTS);
    }
  }

  /// Whether an input or parameter has one value for a whole run.
  boolean isScalar(Formula leaf) {
    return leaf.operator() == Operator.PARAMETER || (splat >> leaf.index() & 1) != 0;
  }

  /// Whether an input has a place of its own in each run.
  boolean isOwn(Formula leaf) {
    return leaf.operator() == Operator.INPUT && (own & ~splat & 1L << leaf.index()) != 0;
  }

  /// How an element of an input or parameter lies in an array or a local variable.
  TypeKind element(Formula leaf) {
    return Lanes.element(leaf.kind() == Kind.MASK ? DType.BOOL : dtype);
  }

  /// The dtype of output `i`.
  DType output(int i) {
    return outputs.get(i).kind() == Kind.MASK ? DType.BOOL : dtype;
  }

  /// The formulas in words.
  String text() {
    return outputs.stream().map(Formula::toString).collect(Collectors.joining(", "));
  }

  /// Refuses an input that the formula reads as something else than it is.
  void check(List<Formula> nodes) {
    for (Formula f : nodes) {
      if (f.operator() == Operator.INPUT) {
        DType wanted = f.kind() == Kind.MASK ? DType.BOOL : dtype;
        if (f.index() >= inputs.size() || inputs.get(f.index()) != wanted) {
          String given =
              f.index() < inputs.size() ? inputs.get(f.index()).toString() : "only " + inputs.size()
                  + " inputs";
          throw new IllegalArgumentException(
              "input " + f.index() + " of " + text() + ": read as " + wanted + ", given " + given);
        }
      }
    }
  }
}
