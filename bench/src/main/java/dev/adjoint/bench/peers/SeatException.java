package dev.adjoint.bench.peers;

/// A competitor that failed or went away; the others go on.
final class SeatException extends RuntimeException {
  SeatException(String message) {
    super(message);
  }
}
