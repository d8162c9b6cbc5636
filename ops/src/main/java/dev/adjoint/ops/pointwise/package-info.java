/// The contracts of ops that act on each element alone, for the library's ops and users' alike.
///
/// A [Unary][dev.adjoint.ops.pointwise.Unary], [Binary][dev.adjoint.ops.pointwise.Binary] or
/// [Ternary][dev.adjoint.ops.pointwise.Ternary] op states its value and its slopes as formulas (what they
/// have in common is [Pointwise][dev.adjoint.ops.pointwise.Pointwise]); kernels,
/// broadcasting, the sums that undo it ([Broadcast][dev.adjoint.ops.pointwise.Broadcast]) and derivatives of
/// every order follow. A [FormulaOp][dev.adjoint.ops.pointwise.FormulaOp] is given by a formula alone, a
/// [MultiFormulaOp][dev.adjoint.ops.pointwise.MultiFormulaOp] by several, which it computes in one pass.
/// ```java
/// /// x · tanh(softplus(x)), which differentiates by the slopes of what it calls.
/// record Mish() implements Unary {
///   public Formula value(Formula x)   { return x.mul(Formula.call(new Softplus(), x).tanh()); }
///   public double reference(double x) { return x * Math.tanh(Math.log1p(Math.exp(x))); }
///   public Domain domain()            { return Domain.reals(-3, 3).including(0, 20, -20); }
/// }
///
/// Tensor y = new Mish().apply(x);
/// OpLaws.examine(new Mish());
/// ```
package dev.adjoint.ops.pointwise;
