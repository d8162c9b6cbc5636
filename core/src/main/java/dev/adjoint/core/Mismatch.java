package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// Thrown by a type rule that its operands break. The rule knows only types; whoever applies the op turns this into an
/// [OperandException] that also names the operation and each operand.
public final class Mismatch extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private @Nullable String rule;
  private @Nullable String hint;

  /// @param summary what is wrong, in a few words: `inner dimensions differ`
  public Mismatch(String summary) {
    super(summary);
  }

  /// Checks the number of inputs: where the type rule of an op begins.
  ///
  /// @throws Mismatch if there are not `count`
  public static void demandInputs(Type[] x, int count) {
    if (x.length != count) {
      throw new Mismatch("takes " + count + (count == 1 ? " input" : " inputs") + ", given " + x.length);
    }
  }

  /// States the rule that was broken: `(m, k) · (k, n) → (m, n)`.
  public Mismatch rule(String rule) {
    this.rule = rule;
    return this;
  }

  /// States the way out: `did you mean TRANSPOSED?`.
  public Mismatch hint(String hint) {
    this.hint = hint;
    return this;
  }

  /// What is wrong.
  public String summary() {
    return String.valueOf(super.getMessage());
  }

  /// The rule, if one was stated.
  public @Nullable String rule() {
    return rule;
  }

  /// The way out, if one was stated.
  public @Nullable String hint() {
    return hint;
  }

  @Override
  public String getMessage() {
    return summary() + (rule == null ? "" : "; rule: " + rule) + (hint == null ? "" : "; " + hint);
  }
}
