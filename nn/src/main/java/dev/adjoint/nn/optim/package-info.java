/// Optimizers: what turns gradients into smaller costs.
/// ```java
/// Optimizer optimizer = new Adam(model.parameters(), 1e-3);
/// optimizer.step(tape.gradients(cost, model.parameters()));
/// ```
/// [Sgd][dev.adjoint.nn.optim.Sgd] descends, with momentum or without, [Adam][dev.adjoint.nn.optim.Adam]
/// scales its steps; another one extends [Optimizer][dev.adjoint.nn.optim.Optimizer] and states its update
/// as an op.
package dev.adjoint.nn.optim;
