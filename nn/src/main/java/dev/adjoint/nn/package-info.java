/// Layers, models, losses: networks put together from ops.
/// ```java
/// DeepNetwork net = DeepNetwork.of(784).hidden(128, RELU).outputs(10).seed(7).build();
/// Tensor logits = net.apply(images);                      // (m, 784) → (m, 10), plain: nothing is recorded
/// Tensor cost = cost(softmaxCrossEntropy(net.apply(tape.data(images)), labels));
/// ```
/// A [Block][dev.adjoint.nn.Block] has [parameters][dev.adjoint.nn.Parameter]; a
/// [Layer][dev.adjoint.nn.Layer] maps one tensor to one; a [RecurrentBlock][dev.adjoint.nn.RecurrentBlock]
/// reads a sequence; a [Classifier][dev.adjoint.nn.Classifier] reads its outputs as logits.
/// ```
/// DeepNetwork, LogisticRegression     whole models
/// Dense, Conv2d, Flatten              layers, put together by Sequential
/// Lstm, Gru, Rnn                      recurrent blocks
/// Activation, Initializer             what a layer applies, and how its weights start
/// Losses, Metrics                     what to make small, and how good it is
/// ```
/// Batches are rows: activations `(m, n)`, weights `(units, inputs)`; images `(m, channels, h, w)`. `optim`
/// updates parameters, `train` runs the loop, `data` reads files.
package dev.adjoint.nn;
