package dev.adjoint.core.check;

/// A derivative is wrong, or could not be verified; the message is that of the [Report].
public final class GradCheckFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient Report report;

  GradCheckFailure(Report report) {
    super(report.toString());
    this.report = report;
  }

  /// What was compared and what failed.
  public Report report() {
    return report;
  }
}
