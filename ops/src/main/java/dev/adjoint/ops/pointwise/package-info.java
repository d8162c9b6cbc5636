/// The contracts of ops that act on each element alone, for the library's ops and users' alike.
///
/// A [Unary][dev.adjoint.ops.pointwise.Unary] or [Binary][dev.adjoint.ops.pointwise.Binary] op states its
/// value and its slopes as formulas; kernels, broadcasting, the sums that undo it
/// ([Broadcast][dev.adjoint.ops.pointwise.Broadcast]) and derivatives of every order follow.
package dev.adjoint.ops.pointwise;
