/// Tensors, ops, tapes and gradients: the whole of reverse-mode differentiation, with no op to differentiate.
///
/// Five nouns carry everything. A [Shape][dev.adjoint.core.Shape] (with a [DType][dev.adjoint.core.DType], a
/// [Type][dev.adjoint.core.Type]) says what a [Tensor][dev.adjoint.core.Tensor] looks like. An
/// [Op][dev.adjoint.core.Op] maps tensors to tensors and knows how derivatives pass through it. A
/// [Tape][dev.adjoint.core.Tape] keeps what was computed from the values entered on it, and a sweep over it
/// gives [Gradients][dev.adjoint.core.Gradients].
/// ```java
/// try (Tape tape = new Tape()) {
///   Tensor x = tape.variable("x", Tensor.scalar(3.0));
///   Tensor y = new Square().apply(x);
///   double slope = tape.gradients(y, x).of(x).item();   // 6
/// }
/// ```
/// [Derivatives][dev.adjoint.core.Derivatives] gives derivatives of functions, nested in any order, and
/// [Variable][dev.adjoint.core.Variable] holds a value that changes between tapes, such as a parameter.
///
/// An op of one's own is a [SingleOp][dev.adjoint.core.SingleOp]; its type rule refuses operands by a
/// [Mismatch][dev.adjoint.core.Mismatch], its kernel is given a [Call][dev.adjoint.core.Call]. What goes
/// wrong is an [OperandException][dev.adjoint.core.OperandException] (operands do not fit), a
/// [TapeException][dev.adjoint.core.TapeException] (tapes that have ended, or do not belong together) or a
/// [GradientException][dev.adjoint.core.GradientException] (no gradient comes to what was asked for). A
/// [Sweep][dev.adjoint.core.Sweep] says more about what a gradient is to be; a
/// [Scope][dev.adjoint.core.Scope] groups the [nodes][dev.adjoint.core.Node] of a tape in pictures.
///
/// How it works, in the order to read: `Engine` applies an op (unwrap the newest tape, run one level lower,
/// record), `Backward` is the reverse sweep, `Push` the forward one, `Rules` runs what ops state for both,
/// `Buffers` and `Storage` are who owns arrays and when they go back.
package dev.adjoint.core;
