/// What an op must obey, and how to examine one: of the library, or of a user.
/// ```java
/// OpLaws.examine(new Mish());                                      // every law in every dtype
/// OpLaws.examine(new Mish(), Law.VJP, DType.FLOAT64);              // one
/// for (Catalogue.Entry entry : Catalogue.library().entries()) …    // all ops there are
/// ```
/// A [Specified][dev.adjoint.ops.check.Specified] op gives [specimens][dev.adjoint.ops.check.Specimen]:
/// applications with an independent reference and the [domain][dev.adjoint.ops.check.Domain] of each input.
/// [OpLaws][dev.adjoint.ops.check.OpLaws] turns them into trials and looks at each
/// [law][dev.adjoint.ops.check.Law]; `ValueLaws`, `DerivativeLaws` and `ContractLaws` say how. The
/// [Catalogue][dev.adjoint.ops.check.Catalogue] finds the ops of a family by what it permits, and
/// [OpsPage][dev.adjoint.ops.check.OpsPage] writes them down in `docs/ops.md`.
package dev.adjoint.ops.check;
