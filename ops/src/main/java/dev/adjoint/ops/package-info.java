/// The op families: static functions to import, and the records behind them.
/// ```java
/// import static dev.adjoint.ops.Arithmetic.*;
///
/// double slope = Derivatives.gradient(x -> add(mul(x, x), 3), 2.0);   // 4.0
/// ```
/// A family is a sealed interface; each op is a record nested in it, with its value, derivative, reference
/// and domain in one place. Pointwise ops are [formulas][dev.adjoint.ops.formula.Formula], see
/// [dev.adjoint.ops.pointwise]; the rest have kernels and rules written in ops. What every op must obey is in
/// [dev.adjoint.ops.check].
package dev.adjoint.ops;
