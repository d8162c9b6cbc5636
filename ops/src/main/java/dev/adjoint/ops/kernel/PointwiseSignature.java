package dev.adjoint.ops.kernel;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.formula.Kind;
import dev.adjoint.ops.formula.Lowering;
import dev.adjoint.ops.formula.Operator;
import java.lang.classfile.TypeKind;
import java.util.List;

/// What a pointwise kernel is compiled for, and looked up by.
///
/// @param formula the formula, its constants hoisted ([Lowering#hoist])
/// @param dtype the dtype it computes in
/// @param inputs the dtypes of the inputs: `dtype`, or BOOL for masks
/// @param splat bit `k` is set if input `k` is one element for the whole run
/// @param bits the width of the vectors, 0 for scalar code
record PointwiseSignature(Formula formula, DType dtype, List<DType> inputs, long splat, int bits) {
  /// A bit of `splat` for each input.
  private static final int MOST_INPUTS = 63;

  PointwiseSignature {
    inputs = List.copyOf(inputs);
    if (formula.kind() == Kind.INT) {
      throw new IllegalArgumentException(formula
          + ": a kernel gives values or a mask, not the bits of values");
    }
    if (inputs.size() > MOST_INPUTS) {
      throw new IllegalArgumentException(
          "a formula of " + inputs.size() + " inputs: a kernel takes at most " + MOST_INPUTS);
    }
  }

  /// Whether an input or parameter has one value for the whole run.
  boolean isScalar(Formula leaf) {
    return leaf.operator() == Operator.PARAMETER || (splat >> leaf.index() & 1) != 0;
  }

  /// How an element of an input or parameter lies in an array or a local variable.
  TypeKind element(Formula leaf) {
    return Lanes.element(leaf.kind() == Kind.MASK ? DType.BOOL : dtype);
  }

  DType output() {
    return formula.kind() == Kind.MASK ? DType.BOOL : dtype;
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
              "input " + f.index() + " of " + formula + ": read as " + wanted + ", given " + given);
        }
      }
    }
  }
}
