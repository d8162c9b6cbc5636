/// Verifies derivatives against finite differences: of an op, of any function of tensors, of a whole model.
/// ```java
/// GradCheck.of("softplus", x -> softplus(x)).at(x).seed(7).orderTwo().verify();
/// GradCheck.ofModel("spiral", tape -> loss(tape.data(batch)), model.parameters()).verify();
/// ```
/// Needs no test library: a check that fails throws
/// [GradCheckFailure][dev.adjoint.core.check.GradCheckFailure], an `AssertionError` that lists what is wrong,
/// worst first, and a check that passes returns a [Report][dev.adjoint.core.check.Report] of what was
/// compared.
///
/// [GradCheck][dev.adjoint.core.check.GradCheck] says which laws are checked, and with which tolerance;
/// a [Finding][dev.adjoint.core.check.Finding] is one that does not hold.
/// `Subject` is what is checked, `Evaluation` one run of it, `Differences` the numerical derivative and its
/// error estimate.
package dev.adjoint.core.check;
