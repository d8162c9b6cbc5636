/// The training loop: data in rows, epochs of mini-batches, listeners.
/// ```java
/// new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 1e-3))
///     .epochs(20)
///     .batchSize(128)
///     .metric(Metrics::accuracy)
///     .listen(EarlyStopping.onCost(net.parameters(), 3))
///     .fit(train, validation);
/// ```
package dev.adjoint.nn.train;
