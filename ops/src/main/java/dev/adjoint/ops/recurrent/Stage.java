package dev.adjoint.ops.recurrent;

import dev.adjoint.ops.formula.Formula;

/// A value of a step, as what it is made of: a formula over the registers read, numbered from 0.
///
/// @param formula over `input(0)` to `input(reads.length - 1)`
/// @param reads the registers read, in ascending order
/// @param writes the register that gets the value
record Stage(Formula formula, int[] reads, int writes) {
  /// @param formula over registers
  static Stage of(Formula formula, int writes) {
    int[] reads = formula.inputs().stream().mapToInt(Integer::intValue).toArray();
    Formula[] renumbered = new Formula[reads.length == 0 ? 0 : reads[reads.length - 1] + 1];
    for (int i = 0; i < reads.length; i++) {
      renumbered[reads[i]] = Formula.input(i);
    }
    return new Stage(formula.substitute(renumbered), reads, writes);
  }
}
