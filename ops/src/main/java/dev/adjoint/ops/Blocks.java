package dev.adjoint.ops;

import dev.adjoint.core.Shape;

/// A shape seen from one axis: `outer` blocks of `n` runs of `inner` neighbouring elements.
record Blocks(int outer, int n, int inner) {
  static Blocks of(Shape shape, int axis) {
    int at = shape.axis(axis);
    int outer = 1;
    int inner = 1;
    for (int i = 0; i < shape.rank(); i++) {
      outer *= i < at ? shape.dim(i) : 1;
      inner *= i > at ? shape.dim(i) : 1;
    }
    return new Blocks(outer, shape.dim(at), inner);
  }
}
