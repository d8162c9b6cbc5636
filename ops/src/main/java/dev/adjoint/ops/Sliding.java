package dev.adjoint.ops;

import dev.adjoint.core.Mismatch;
import dev.adjoint.ops.kernel.conv.ConvAxis;

/// How a window slides over the rows and columns of an image: by how much from place to place, over how wide
/// a margin, and how far apart the elements it takes are.
/// ```java
/// conv2d(x, w, Sliding.by(2).padding(1));
/// maxPool2d(x, 3, 3, Sliding.by(2));
/// ```
/// The number of places along an axis is `⌊(size + padding − reach) / stride⌋ + 1`, where a window of `k`
/// elements reaches over `(k − 1) · dilation + 1`.
///
/// @param strideY rows from place to place, at least 1
/// @param strideX columns from place to place, at least 1
/// @param top rows of margin before the first
/// @param bottom rows of margin after the last
/// @param left columns of margin before the first
/// @param right columns of margin after the last
/// @param dilationY rows from one element of a window to the next, at least 1
/// @param dilationX columns from one element of a window to the next, at least 1
public record Sliding(
    int strideY, int strideX, int top, int bottom, int left, int right, int dilationY, int dilationX) {
  public Sliding {
    if (strideY < 1 || strideX < 1 || dilationY < 1 || dilationX < 1) {
      throw new IllegalArgumentException("Sliding: stride " + pair(strideY, strideX) + " and dilation "
          + pair(dilationY, dilationX) + "; both must be at least 1");
    }
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      String padding = top + ", " + bottom + ", " + left + ", " + right;
      throw new IllegalArgumentException(
          "Sliding: padding " + padding + " cannot be negative; slice the images instead");
    }
  }

  /// By `stride` rows or columns from place to place, without padding.
  public static Sliding by(int stride) {
    return by(stride, stride);
  }

  /// By `y` rows or `x` columns from place to place, without padding.
  public static Sliding by(int y, int x) {
    return new Sliding(y, x, 0, 0, 0, 0, 1, 1);
  }

  /// This with a margin of the same width on all sides.
  public Sliding padding(int all) {
    return padding(all, all);
  }

  /// This with a margin of `y` rows above and below, and of `x` columns left and right.
  public Sliding padding(int y, int x) {
    return padding(y, y, x, x);
  }

  /// This with a margin.
  public Sliding padding(int top, int bottom, int left, int right) {
    return new Sliding(strideY, strideX, top, bottom, left, right, dilationY, dilationX);
  }

  /// This with the elements of a window `d` apart.
  public Sliding dilation(int d) {
    return dilation(d, d);
  }

  /// This with the elements of a window `y` rows and `x` columns apart.
  public Sliding dilation(int y, int x) {
    return new Sliding(strideY, strideX, top, bottom, left, right, y, x);
  }

  /// What remains of this for images of a single row.
  Sliding alongX() {
    return new Sliding(1, strideX, 0, 0, left, right, 1, dilationX);
  }

  /// A window of `taps` rows over images of `height` rows.
  ///
  /// @throws Mismatch if there is no place for it
  ConvAxis rows(int height, int taps) {
    return axis("rows", height, taps, strideY, dilationY, top, bottom);
  }

  /// A window of `taps` columns over images of `width` columns.
  ///
  /// @throws Mismatch if there is no place for it
  ConvAxis columns(int width, int taps) {
    return axis("columns", width, taps, strideX, dilationX, left, right);
  }

  private static ConvAxis axis(
      String what, int size, int taps, int stride, int dilation, int before, int after) {
    long reach = (taps - 1L) * dilation + 1;
    long padded = (long) before + size + after;
    if (size < 1 || taps < 1 || reach > padded || padded > Integer.MAX_VALUE) {
      throw new Mismatch("no place for the window")
          .rule("a window of " + taps + " " + what + (dilation == 1 ? "" : ", reaching over " + reach + ",")
              + " slides over " + size + (padded == size ? "" : ", padded to " + padded)
              + "; both at least 1")
          .hint(size < 1 || taps < 1 ? "nothing to slide over" : "pad the images, or take a smaller window");
    }
    return new ConvAxis(size, taps, stride, dilation, before, (int) ((padded - reach) / stride) + 1);
  }

  /// The rows, given their number of places, of the smallest image that has so many.
  int leastRows(int places, int taps) {
    return (places - 1) * strideY + (taps - 1) * dilationY + 1 - top - bottom;
  }

  /// The columns, given their number of places, of the smallest image that has so many.
  int leastColumns(int places, int taps) {
    return (places - 1) * strideX + (taps - 1) * dilationX + 1 - left - right;
  }

  /// What differs from sliding by 1 without padding: `stride=2, padding=1`; nothing if nothing does.
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    append(s, "stride=", pair(strideY, strideX), "1");
    boolean even = top == bottom && left == right;
    append(s, "padding=", even ? pair(top, left) : top + "," + bottom + "," + left + "," + right, "0");
    append(s, "dilation=", pair(dilationY, dilationX), "1");
    return s.toString();
  }

  private static void append(StringBuilder s, String name, String value, String usual) {
    if (!value.equals(usual)) {
      s.append(s.isEmpty() ? "" : ", ").append(name).append(value);
    }
  }

  private static String pair(int y, int x) {
    return y == x ? String.valueOf(y) : y + "×" + x;
  }
}
