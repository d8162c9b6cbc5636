package dev.adjoint.ops.kernel.reduce;

import dev.adjoint.core.Shape;

/// Reduces any axes of an array by reducing one run of neighbouring axes after another, the last first.
public final class Passes {
  /// Reduces the middle axis of `x`, seen as `(outer, n, inner)`, into `y`, `(outer, inner)`.
  @FunctionalInterface
  public interface Pass {
    void run(Object x, int outer, int n, int inner, Object y);
  }

  private Passes() {}

  /// Reduces the axes of `x` that are marked into `y`, which has as many elements as the other axes.
  ///
  /// @param shape the shape of `x`
  public static void run(Pass pass, Object x, Shape shape, boolean[] reduced, Object y) {
    int inner = 1;
    int axis = shape.rank() - 1;
    while (axis >= 0) {
      if (!reduced[axis]) {
        inner *= shape.dim(axis--);
        continue;
      }
      int n = 1;
      while (axis >= 0 && reduced[axis]) {
        n *= shape.dim(axis--);
      }
      int outer = 1;
      boolean last = true;
      for (int i = 0; i <= axis; i++) {
        outer *= shape.dim(i);
        last &= !reduced[i];
      }
      Object to =
          last ? y : java.lang.reflect.Array.newInstance(x.getClass().getComponentType(), outer * inner);
      pass.run(x, outer, n, inner, to);
      x = to;
    }
    if (x != y) {
      System.arraycopy(x, 0, y, 0, inner);
    }
  }
}
