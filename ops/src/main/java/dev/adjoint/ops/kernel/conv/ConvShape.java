package dev.adjoint.ops.kernel.conv;

/// The sizes of a convolution: images `x (images, groups · channels, y.size, x.size)`, weights
/// `w (groups · outputs, channels, y.taps, x.taps)`, results
/// `y (images, groups · outputs, y.places, x.places)`.
///
/// @param channels channels of the images in one group
/// @param outputs channels of the results in one group
/// @param y along the rows' axis
/// @param x along the columns' axis
public record ConvShape(int images, int groups, int channels, int outputs, ConvAxis y, ConvAxis x) {
  /// The elements of one channel of an image, and of a result.
  public int plane() {
    return y.size() * x.size();
  }

  public int places() {
    return y.places() * x.places();
  }

  /// The weights of one output.
  public int taps() {
    return channels * y.taps() * x.taps();
  }

  /// Whether the window is a single element on every element of the images: for each image and group a
  /// product of two matrices, if it is large enough to be worth one.
  boolean isProduct() {
    return y.taps() == 1 && x.taps() == 1 && y.isPlain() && x.isPlain() && places() == plane()
        && channels >= 4 && outputs >= 4;
  }
}
