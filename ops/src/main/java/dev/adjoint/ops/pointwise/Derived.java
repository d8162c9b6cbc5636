package dev.adjoint.ops.pointwise;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.formula.Formula;
import java.util.SortedSet;

/// An op that a derivative is computed by, on those of the derivative's tensors (the inputs, outputs,
/// cotangents or tangents of what is differentiated) that its formula uses.
record Derived(FormulaOp op, int[] selection) {
  /// The op of a formula over all the tensors.
  ///
  /// @param masks bit `i` is set if tensor `i` is BOOL
  static Derived of(String title, Formula f, long masks) {
    SortedSet<Integer> used = f.inputs();
    int[] selection = used.stream().mapToInt(Integer::intValue).toArray();
    Formula[] renumbered = new Formula[used.isEmpty() ? 0 : used.getLast() + 1];
    long own = 0;
    for (int i = 0; i < selection.length; i++) {
      boolean mask = (masks >> selection[i] & 1) != 0;
      renumbered[selection[i]] = mask ? Formula.mask(i) : Formula.input(i);
      own |= mask ? 1L << i : 0;
    }
    return new Derived(new FormulaOp(title, f.substitute(renumbered), selection.length, own), selection);
  }

  /// Whether it is zero whatever the tensors.
  boolean isZero() {
    return selection.length == 0;
  }

  Tensor apply(Tensor[] from) {
    return op.apply(select(from));
  }

  /// As [#apply]; `from[over]` is read no more, and may be overwritten.
  Tensor applyOver(int over, Tensor[] from) {
    for (int i = 0; i < selection.length; i++) {
      if (selection[i] == over) {
        return op.applyOver(i, select(from));
      }
    }
    return apply(from);
  }

  private Tensor[] select(Tensor[] from) {
    Tensor[] x = new Tensor[selection.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = from[selection[i]];
    }
    return x;
  }
}
