package dev.adjoint.ops.check;

import dev.adjoint.core.DType;

/// What every op must obey.
public enum Law {
  /// Samples of the domains, odd sizes, empties, each way to broadcast.
  VALUE("the value equals the reference", ValueLaws::value),
  /// Signed zeros, the least and greatest numbers, infinities, NaN, and the special points of the domains.
  SPECIAL_VALUES("special values give what the reference gives", ValueLaws::specials);

  private final String statement;
  private final Examination examination;

  Law(String statement, Examination examination) {
    this.statement = statement;
    this.examination = examination;
  }

  @FunctionalInterface
  private interface Examination {
    void of(Specified op, DType dtype);
  }

  /// The law in a few words.
  public String statement() {
    return statement;
  }

  void examine(Specified op, DType dtype) {
    examination.of(op, dtype);
  }
}
