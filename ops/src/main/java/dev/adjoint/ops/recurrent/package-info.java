/// The contract of recurrent ops, for the library's cells and users' alike.
///
/// A [Cell][dev.adjoint.ops.recurrent.Cell] states what one unit does in one step as formulas over its
/// pre-activations and its states. From that come the whole run over a sequence as one op, with the products
/// of all steps that do not wait for each other taken together, and derivatives of every order.
/// ```java
/// /// A leaky integrator that learns how leaky: h' = f h + (1 − f) tanh(g).
/// record Leaky() implements Cell {
///   public int gates()  { return 2; }
///   public int states() { return 1; }
///
///   public Formula[] next(Formula[] a, Formula[] r, Formula[] s, UnaryOperator<Formula> keep) {
///     Formula f = keep.apply(Formula.call(new Sigmoid(), a[0].add(r[0])));
///     Formula g = keep.apply(a[1].add(r[1]).tanh());
///     return new Formula[] {g.add(f.mul(s[0].sub(g)))};
///   }
///
///   public double[] reference(double[] a, double[] r, double[] s) {
///     double f = 1 / (1 + Math.exp(-a[0] - r[0]));
///     double g = Math.tanh(a[1] + r[1]);
///     return new double[] {f * s[0] + (1 - f) * g, f, g};
///   }
/// }
///
/// Tensor hs = new Leaky().run(xs, w, u, b, h0)[0];
/// OpLaws.examine(new Leaky());
/// ```
/// `CellPlan` and `BackwardPlan` work out what to compute in a step, one kernel each; `ForwardRun` and
/// `BackwardRun` do it over arrays; `CellVjp` is the derivative as an op; `Unrolled` says the same in other ops, step by
/// step, which is where derivatives of order two come from.
package dev.adjoint.ops.recurrent;
