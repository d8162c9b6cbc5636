package dev.adjoint.ops;

import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Derivatives of a fused op by way of the ops it could be composed of: for what is rarely asked for, such as
/// the derivative of a gradient.
final class Composition {
  private Composition() {}

  /// The cotangents of the inputs wanted, for the cotangent `dy` of `f(x)`.
  static @Nullable Tensor[] vjp(Function<Tensor[], Tensor> f, Tensor[] x, Tensor dy, boolean[] wanted) {
    int[] chosen = new int[x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (wanted[i]) {
        chosen[count++] = i;
      }
    }
    int[] indices = Arrays.copyOf(chosen, count);
    Tensor[] variables = Arrays.stream(indices).mapToObj(i -> x[i]).toArray(Tensor[]::new);
    Tensor[] d = Derivatives.vjps(v -> {
      Tensor[] all = x.clone();
      for (int i = 0; i < indices.length; i++) {
        all[indices[i]] = v[i];
      }
      return f.apply(all);
    }, dy, variables);
    @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
    for (int i = 0; i < indices.length; i++) {
      dx[indices[i]] = d[i];
    }
    return dx;
  }
}
