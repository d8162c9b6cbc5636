package dev.adjoint.core.check;

import java.util.Locale;

/// One comparison that failed.
///
/// @param law what was compared
/// @param order 1 for the derivative, 2 for the derivative of the gradient
/// @param input the floating input it concerns, such as `x[0]` or a variable's name; empty if all at once
/// @param element where in the input, such as `[2, 0]`; or which direction or output
/// @param analytic what the rules give
/// @param numeric what it was compared with
/// @param tolerance how far apart they may be
/// @param step the larger of the two steps of the differences, relative to `max(1, |x|)`; 0 if there were
///     none
/// @param finerStep the smaller of them
/// @param kink whether the differences suggest a kink rather than a mistake
/// @param note what else there is to say, or empty
public record Finding(
    Law law,
    int order,
    String input,
    String element,
    double analytic,
    double numeric,
    double tolerance,
    double step,
    double finerStep,
    boolean kink,
    String note) {
  /// What a comparison is about.
  public enum Law {
    /// The function has a finite value at the point, and the same one each time.
    VALUE("value"),
    /// A derivative with respect to one element equals the difference.
    ENTRY("derivative"),
    /// A derivative along a random direction equals the difference.
    DIRECTION("directional derivative"),
    /// `⟨dy, jvp(dx)⟩ = ⟨vjp(dy), dx⟩`.
    TRANSPOSE("jvp (against vjp)"),
    /// `vjp(a·u + b·v) = a·vjp(u) + b·vjp(v)`.
    LINEARITY("vjp of a combination (against the combination of vjps)");

    private final String text;

    Law(String text) {
      this.text = text;
    }
  }

  /// One without differences.
  static Finding of(
      Law law,
      int order,
      String input,
      String element,
      double analytic,
      double numeric,
      double tolerance,
      String note) {
    return new Finding(law, order, input, element, analytic, numeric, tolerance, 0, 0, false, note);
  }

  /// The distance between the two; not a number if one of them is none.
  public double absoluteError() {
    return Math.abs(analytic - numeric);
  }

  /// The distance relative to the larger of the two.
  public double relativeError() {
    double size = Math.max(Math.abs(analytic), Math.abs(numeric));
    return size == 0 ? 0 : absoluteError() / size;
  }

  /// How many times the tolerance the error is; infinite for what is not a number.
  public double severity() {
    double s = absoluteError() / tolerance;
    return Double.isNaN(s) ? Double.POSITIVE_INFINITY : s;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    s.append(order == 1 ? "" : "order two: ").append(kink ? "suspected kink: " : "").append(law.text);
    s.append(input.isEmpty() ? "" : " of " + input).append(element.isEmpty() ? "" : " " + element);
    if (law != Law.VALUE) {
      s.append(": analytic ").append(analytic).append(", numeric ").append(numeric);
      String errors = " (error %.3g, relative %.3g, tolerance %.3g";
      s.append(String.format(Locale.ROOT, errors, absoluteError(), relativeError(), tolerance));
      s.append(step == 0 ? ")" : String.format(Locale.ROOT, "; steps %.2g and %.2g)", step, finerStep));
    }
    return s.append(note.isEmpty() ? "" : ": " + note).toString();
  }
}
