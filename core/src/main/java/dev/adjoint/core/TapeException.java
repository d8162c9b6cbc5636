package dev.adjoint.core;

/// A tensor or tape was used outside its life: read after its tape was closed, recorded together with an unrelated tape,
/// or swept after a parameter it depends on was updated. The message names the tapes and the way out.
public final class TapeException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /// @param message what happened, to which tensor or tape, and what to do
  public TapeException(String message) {
    super(message);
  }
}
