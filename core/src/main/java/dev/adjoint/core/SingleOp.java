package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// An [Op] with one output.
public interface SingleOp extends Op {
  /// The type of the output for these types of inputs.
  ///
  /// @throws Mismatch if the op does not take such inputs
  Type type(Type[] x);

  /// The cotangents of the inputs, given that of the output; see [Op#vjp].
  @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted);

  /// The tangent of the output, given those of the inputs; null for zero; see [Op#jvp].
  default @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
    return Transpose.jvp(this, x, new Tensor[] {y}, dx)[0];
  }

  /// Applies this op; see [Op#applyAll].
  default Tensor apply(Tensor... x) {
    return Engine.apply(this, x);
  }

  /// Applies this op where the caller reads `x[over]` no more: a rule that has read its cotangent for the last time.
  /// The result takes the array of `x[over]` if a consuming sweep is passing that cotangent, nobody else needs it, and
  /// the types are equal; in every other case this is [#apply]. So [#forward] must be able to write each element over
  /// the one it is computed from.
  default Tensor applyOver(int over, Tensor... x) {
    return Engine.applyOver(this, over, x);
  }

  @Override
  default Type[] types(Type[] x) {
    return new Type[] {type(x)};
  }

  @Override
  default @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    Tensor only = dy[0];
    return only == null ? new @Nullable Tensor[x.length] : vjp(x, y[0], only, wanted);
  }

  @Override
  default @Nullable Tensor[] jvp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    return new @Nullable Tensor[] {jvp(x, y[0], dx)};
  }
}
