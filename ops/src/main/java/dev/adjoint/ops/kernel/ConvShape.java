package dev.adjoint.ops.kernel;

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
  int plane() {
    return y.size() * x.size();
  }

  int places() {
    return y.places() * x.places();
  }

  /// The weights of one output.
  int taps() {
    return channels * y.taps() * x.taps();
  }
}
