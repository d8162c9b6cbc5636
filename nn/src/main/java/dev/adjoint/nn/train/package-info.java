/// The training loop: data in rows, epochs of mini-batches, listeners.
/// ```java
/// new Trainer(net, Losses::softmaxCrossEntropy, new Adam(net.parameters(), 1e-3))
///     .epochs(20)
///     .batchSize(128)
///     .metric(Metrics::accuracy)
///     .listen(EarlyStopping.onCost(net.parameters(), 3))
///     .fit(train, validation);
/// ```
/// A [Dataset][dev.adjoint.nn.train.Dataset] is what a [Trainer][dev.adjoint.nn.train.Trainer] learns from;
/// it tells each [Listener][dev.adjoint.nn.train.Listener] how an [Epoch][dev.adjoint.nn.train.Epoch] went,
/// and [EarlyStopping][dev.adjoint.nn.train.EarlyStopping] is one that ends it.
package dev.adjoint.nn.train;
