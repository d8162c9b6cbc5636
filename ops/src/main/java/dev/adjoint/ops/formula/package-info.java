/// Formulas: what a pointwise op says about itself.
///
/// A [dev.adjoint.ops.formula.Formula] is an expression over one element of each input. An op states its
/// value and its slope with it, and the rest follows: kernels, higher derivatives, the printed form.
/// ```java
/// record Sigmoid() implements UnaryFormula {
///   public Formula value(Formula x)            { return one().div(one().add(x.neg().exp())); }
///   public Formula slope(Formula x, Formula y) { return y.mul(one().sub(y)); }
/// }
///
/// Formula y = new Sigmoid().value(input(0));
/// y.toString();               // 1 / (1 + exp(-x))
/// y.evaluate(FLOAT32, 0.5);   // 0.6224593…
/// y.derivative(0);            // a formula again
/// call(new Sigmoid(), x);     // inside another formula, with its own slope
/// ```
/// Its [Operator][dev.adjoint.ops.formula.Operator] says what a formula does, its
/// [Kind][dev.adjoint.ops.formula.Kind] what it stands for: a value, a mask or an integer.
/// [dev.adjoint.ops.formula.Lowering] turns a formula into IEEE-exact operations, which is why every kernel
/// made from it gives the same bits; what fast formulas do not cover is left to a
/// [StrictFunction][dev.adjoint.ops.formula.StrictFunction].
package dev.adjoint.ops.formula;
