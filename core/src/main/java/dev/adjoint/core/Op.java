package dev.adjoint.core;

import org.jspecify.annotations.Nullable;

/// The contract of a primitive: what it is called, which types it takes and gives, how its values are
/// computed, and how derivatives pass through it. Ops of users and ops of the library stand on equal terms.
/// Most ops have one output and implement [SingleOp], or a contract of a family that knows more.
///
/// **Components are structure.** An op is usually a record; its components (an axis, a stride) name it in
/// dumps and key kernel caches. What varies from call to call, such as a learning rate or a random key, is an
/// input.
///
/// In every rule `x` are the inputs, `y` the outputs, `dy` the cotangents of the outputs, `dx` of the inputs
/// (for [#jvp], the tangents). A null entry of a cotangent or tangent array is a structural zero.
public interface Op {
  /// The name in errors and dumps, such as `LeakyRelu`.
  default String name() {
    return getClass().getSimpleName();
  }

  /// The name with the op's components, such as `LeakyRelu[slope=0.01]`.
  default String label() {
    String s = toString();
    return getClass().isRecord() && s.endsWith("[]") ? name() : getClass().isRecord() ? s : name();
  }

  /// What the op computes as a formula over `x` (or `x0`, `x1`, …), for dumps; null if it has none to show.
  default @Nullable String formula() {
    return null;
  }

  /// The types of the outputs for these types of inputs.
  ///
  /// @throws Mismatch if the op does not take such inputs
  Type[] types(Type[] x);

  /// Computes all outputs that do not alias an input.
  void forward(Call call);

  /// The input whose storage output `i` shares, element for element in the same order (reshape is such an
  /// op), or -1 where [#forward] computes the output.
  default int alias(int i) {
    return -1;
  }

  /// Whether the derivative reads the values of input `i`.
  default boolean savesInput(int i) {
    return true;
  }

  /// Whether the derivative reads the values of output `i`.
  default boolean savesOutput(int i) {
    return true;
  }

  /// The cotangents of the inputs, given those of the outputs.
  ///
  /// Written with ops, it differentiates to any order. Written with arrays, which it reads from its arguments
  /// by [Tensor#toDoubleArray] and the like, it is of order 1: nothing need be declared, since a tensor
  /// cannot be read while it is recorded for the next order. Then the sweep ends in a [GradientException]
  /// that names the op, never in a wrong zero. What is a constant on purpose, such as the choice of a branch,
  /// is read from [Tensor#detach].
  ///
  /// @param dy null entries are zero; not all are
  /// @param wanted the inputs whose cotangent is asked for; the other entries of the result are ignored
  /// @return an array as long as `x`; entries have the type of their input, or are null for a structural zero
  /// @throws GradientException if the op is not differentiable, with the reason
  @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted);

  /// The tangents of the outputs, given those of the inputs.
  ///
  /// By default it follows from [#vjp], which is linear in `dy`: the transpose of a transpose, at the cost of
  /// one sweep over what `vjp` records. Override it where the op knows better, or where the vjp is written
  /// with arrays; what is said of those there holds here.
  ///
  /// @param dx null entries are zero; not all are
  /// @return an array as long as `y`; null entries are zero
  default @Nullable Tensor[] jvp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dx) {
    return Transpose.jvp(this, x, y, dx);
  }

  /// Applies this op: computes plainly where all inputs are plain, and records on the newest tape among them.
  ///
  /// @throws OperandException if [#types] refuses the inputs
  /// @throws TapeException if the inputs are on unrelated tapes, or on one that has ended
  default Tensor[] applyAll(Tensor... x) {
    return Engine.applyAll(this, x);
  }
}
