package dev.adjoint.core;

/// A gradient was asked for that does not exist: of a non-scalar without a cotangent, through an op that is not
/// differentiable, or with respect to something the result does not depend on. The message says where the path broke.
public final class GradientException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /// @param message what was asked, why it has no answer, and what to do
  public GradientException(String message) {
    super(message);
  }
}
