package dev.adjoint.bench.peers;

import java.util.Locale;

/// In what a figure is stated.
enum Unit {
  MILLISECONDS("ms"),
  MICROSECONDS_PER_OP("us/op"),
  GIGAFLOPS("GFLOP/s");

  private final String symbol;

  Unit(String symbol) {
    this.symbol = symbol;
  }

  /// The figure of a run that took so long and did so much work.
  double figure(double nanos, double work) {
    return switch (this) {
      case MILLISECONDS -> nanos * 1e-6;
      case MICROSECONDS_PER_OP -> nanos * 1e-3 / work;
      case GIGAFLOPS -> work / nanos;
    };
  }

  /// A figure in three digits, whole numbers in all of theirs.
  static String digits(double figure) {
    String format = figure >= 100 ? "%.0f" : figure >= 10 ? "%.1f" : figure >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, figure);
  }

  @Override
  public String toString() {
    return symbol;
  }
}
