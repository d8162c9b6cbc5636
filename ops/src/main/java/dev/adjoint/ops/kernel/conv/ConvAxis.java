package dev.adjoint.ops.kernel.conv;

/// How a window moves along one axis of an image: at place `p` its tap `t` is on element
/// `p · stride + t · dilation − before`, if there is one.
///
/// @param size the elements of the axis, at least 1
/// @param taps the elements of the window, at least 1
/// @param stride how far it is from place to place
/// @param dilation how far it is from tap to tap
/// @param before the width of the margin before the first element
/// @param places the number of places, at least 1
public record ConvAxis(int size, int taps, int stride, int dilation, int before, int places) {
  /// The element under a tap; beyond the axis it lies in the margin.
  public int element(int place, int tap) {
    return place * stride + tap * dilation - before;
  }

  /// Whether no place reaches into a margin, and places are neighbours.
  boolean isPlain() {
    return stride == 1 && before == 0 && places - 1 + (taps - 1) * dilation < size;
  }

  /// Whether the window has an element of the axis at every place.
  public boolean isNeverEmpty() {
    for (int place = 0; place < places; place++) {
      boolean empty = true;
      for (int tap = 0; tap < taps; tap++) {
        empty &= element(place, tap) < 0 || element(place, tap) >= size;
      }
      if (empty) {
        return false;
      }
    }
    return true;
  }
}
