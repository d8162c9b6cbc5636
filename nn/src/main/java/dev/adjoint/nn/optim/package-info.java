/// Optimizers: what turns gradients into smaller costs.
/// ```java
/// Optimizer optimizer = new Adam(model.parameters(), 1e-3);
/// optimizer.step(tape.gradients(cost, model.parameters()));
/// ```
package dev.adjoint.nn.optim;
