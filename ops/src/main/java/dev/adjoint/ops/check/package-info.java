/// What an op must obey, and how to examine one: a [Specified][dev.adjoint.ops.check.Specified] op gives
/// [specimens][dev.adjoint.ops.check.Specimen] with an independent reference and the
/// [domain][dev.adjoint.ops.check.Domain] of each input.
package dev.adjoint.ops.check;
